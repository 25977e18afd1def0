"""Containers out of namespaces alone, for machines on which podman cannot run."""

from __future__ import annotations

import os
from pathlib import Path
from signal import Signals

from . import image
from .engine import STATE, Engine, Spec

# In a mount namespace of its own: what a container sees is put together on its root, then it is locked in there.
_SCRIPT = r"""
set -e
root=$1 user=$2 network=$3
shift 3
while [ "$1" != -- ]; do
    mount --bind "$1" "$root$2"
    [ "$3" = rw ] || mount -o remount,bind,ro "$root$2"
    shift 3
done
shift
mount -t proc proc "$root/proc"
for directory in tmp run; do mount -t tmpfs -o mode=1777 tmpfs "$root/$directory"; done
for device in null zero urandom; do mount --bind "/dev/$device" "$root/dev/$device"; done
if [ "$network" = own ]; then ip link set lo up; fi
# Where there is no other user than this one there is none to become, either.
exec setpriv --no-new-privs chroot ${user:+"--userspec=$user:$user"} "$root" "$@"
"""


class Namespaces(Engine):
    description = "separate mount, process and network namespaces"

    def __init__(self) -> None:
        super().__init__()
        self._root = STATE / "root"
        image.build(self._root)

    def command(self, spec: Spec, pid_file: Path) -> list[str | Path]:
        mounts: list[str | Path] = []
        for path, mount in spec.mounts.items():
            mounts += [mount.source, path, "rw" if mount.is_writable else "ro"]
        return [
            *["unshare", "--mount", "--pid", "--fork", "--kill-child", *(["--net"] if spec.has_own_network else [])],
            *["sh", "-c", _SCRIPT, spec.name, self._root, str(self.user or "")],
            *["own" if spec.has_own_network else "machine", *mounts, "--", *spec.command],
        ]

    def first_process(self, starter: int, pid_file: Path) -> int | None:
        children = Path("/proc", str(starter), "task", str(starter), "children").read_text().split()
        # Until it is locked in, it is the shell that prepares the place.
        return int(children[0]) if children and Path(f"/proc/{children[0]}/root").readlink() != Path("/") else None

    def send(self, which: Signals, spec: Spec, first_process: int) -> None:
        os.kill(first_process, which)
