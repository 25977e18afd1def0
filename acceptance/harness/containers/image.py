"""The root file system of the containers: this machine's own files, no registry, no package manager."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from .. import versions
from ..binary import subrosa

ALERTMANAGERS = "/usr/lib/alertmanager"
"""Holds a directory for each kind of versions.py; what is in it is named as in Debian's package."""

_MOUNT_POINTS = ["dev", "proc", "sys", "tmp", "run", "etc/subrosa", "etc/alertmanager", "alertmanager", "sockets"]
_FILES_TO_MOUNT_ON = ["etc/hosts", "etc/resolv.conf", "dev/null", "dev/zero", "dev/urandom"]
_TOOLS = ["sh", "sleep"]
"""For the commands of some tests. Neither Subrosa nor Alertmanager needs them."""


def build(root: Path) -> None:
    """Lays it out in a directory that does not exist yet."""
    for directory in _MOUNT_POINTS:
        (root / directory).mkdir(parents=True, mode=0o755)
    for file in _FILES_TO_MOUNT_ON:
        (root / file).touch()
    (root / "etc/passwd").write_text("root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n")
    (root / "etc/group").write_text("root:x:0:\nnogroup:x:65534:\n")
    (root / "bin").symlink_to("usr/bin")
    _add(root, subrosa(), "usr/bin/subrosa")
    for tool in _TOOLS:
        _add(root, Path(shutil.which(tool) or f"/bin/{tool}"), f"usr/bin/{tool}")
    for kind in ("native", "trixie"):
        try:
            program = versions.alertmanager(kind)
        except versions.Unavailable:
            continue  # the tests that want it say so
        _add(root, program, f"{ALERTMANAGERS}/{kind}/prometheus-alertmanager")
    if templates := versions.templates():
        shutil.copytree(templates, root / str(versions.TEMPLATES).lstrip("/"), ignore=shutil.ignore_patterns("*ui*"))


def alertmanager(program: Path) -> str:
    """Where in the image the program is that versions.py gave."""
    return f"{ALERTMANAGERS}/{program.parent.name}/{program.name}"


def _add(root: Path, program: Path, place: str) -> None:
    """Copies a program, and the libraries that it needs to where it looks for them."""
    _copy(program, root / place.lstrip("/"))
    # ldd prints "name => /path (address)", and for the loader "/path (address)".
    needed = subprocess.run(["ldd", program.resolve()], capture_output=True, text=True).stdout
    for library in re.findall(r"(/\S+) \(0x", needed):
        _copy(Path(library), root / library.lstrip("/"))


def _copy(source: Path, target: Path) -> None:
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source.resolve(), target)
