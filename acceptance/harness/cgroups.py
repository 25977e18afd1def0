"""cgroups of containers: all that none of a hub's namespaces holds, so that they are taken away from outside.

Each hub has one of its own, named after the process that waits for the hub, below which engines put their containers.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_PREFIX = "subrosa-acceptance-"
_NAME = "SUBROSA_ACCEPTANCE_CGROUP"


def set_own() -> None:
    """Names this process's hub's, for it and all that it starts."""
    os.environ[_NAME] = f"{_PREFIX}{os.getpid()}"


def own() -> str:
    return os.environ[_NAME]


def remove_of_ended_hubs() -> None:
    """That of this process, whose hub has ended, and those of others that were killed before they came to this."""
    deadline = time.monotonic() + 2
    # cgroup v1 has a hierarchy for each controller.
    for top in [*_ROOT.glob(f"{_PREFIX}*"), *_ROOT.glob(f"*/{_PREFIX}*")]:
        process = int(top.name.removeprefix(_PREFIX))
        if process == os.getpid() or not Path("/proc", str(process)).exists():
            # What was killed just now may take a moment to be gone.
            while not _is_removed(top) and time.monotonic() < deadline:
                time.sleep(0.05)


def _is_removed(top: Path) -> bool:
    try:
        for directory, _, _ in os.walk(top, topdown=False):
            Path(directory).rmdir()
    except OSError:
        return False
    return True
