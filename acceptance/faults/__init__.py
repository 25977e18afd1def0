"""The table of faults: each is made in a cluster, and everything that tells of it is looked at."""
