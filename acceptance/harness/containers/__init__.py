"""Real containers in the hub: their image, the engine that runs them, and nodes of which they are a part."""
