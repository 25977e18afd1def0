import Testing

/// Everything about whole nodes. One test at a time: they measure time and fill sockets.
@Suite("Node", .serialized)
enum NodeBehaviour {}
