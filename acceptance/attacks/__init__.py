"""A peer that misbehaves on purpose, written from docs/PROTOCOL.md and not from Subrosa's sources."""
