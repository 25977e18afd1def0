"""A small world of machines: network namespaces, Subrosas, Alertmanagers, faults and captures."""
