"""Subrosa beside other ways to carry gossip over the same cable, with and without cryptography."""
