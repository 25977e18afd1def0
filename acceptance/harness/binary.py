"""The program under test."""

from __future__ import annotations

import os
from pathlib import Path

from .versions import REPOSITORY


def subrosa() -> Path:
    """The release binary, or what $SUBROSA_BINARY names."""
    return Path(os.environ.get("SUBROSA_BINARY") or REPOSITORY / "dist" / "subrosa").resolve()
