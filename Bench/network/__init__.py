"""How gossip fares on bad networks, through Subrosa and beside it. Run by scripts/evidence.sh."""
