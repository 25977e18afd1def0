"""Containers by podman and runc. All of podman's state is in the hub's own file systems."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from signal import Signals

from .. import cgroups
from . import image
from .engine import STATE, Engine, Mount, Spec, Unusable

_IMAGE = "localhost/subrosa-acceptance:local"
_CACHE = Path("/var/lib/containers")
"""podman as root remembers here what it has imported, wherever its state is."""

# The limits are those that a root without CAP_SYS_RESOURCE may set.
_CONFIGURATION = f"""\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
log_driver = "passthrough"
[network]
network_backend = "netavark"
network_config_dir = "{STATE}/networks"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
lock_type = "file"
image_copy_tmp_dir = "{STATE}"
"""
_STORAGE = """\
[storage]
driver = "{driver}"
graphroot = "{state}/graph"
runroot = "{state}/run"
"""


class Podman(Engine):
    def __init__(self) -> None:
        super().__init__()
        if not shutil.which("podman"):
            raise Unusable("it is not installed")
        if self.user == 0:
            raise Unusable("it needs more users than an ordinary user's namespace has")
        _CACHE.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", _CACHE], check=True)
        os.environ["CONTAINERS_CONF"] = str(STATE / "containers.conf")
        os.environ["CONTAINERS_STORAGE_CONF"] = str(STATE / "storage.conf")
        (STATE / "containers.conf").write_text(_CONFIGURATION)
        self._import()
        self.description = f"{self._run('--version').strip()} with runc"

    def _import(self) -> None:
        tree = STATE / "tree"
        image.build(tree)
        reason = ""
        for driver in ("overlay", "vfs"):
            (STATE / "storage.conf").write_text(_STORAGE.format(driver=driver, state=STATE / driver))
            with subprocess.Popen(["tar", "-C", tree, "-c", "."], stdout=subprocess.PIPE) as packing:
                words = [*self._podman(), "import", "--quiet", "-", _IMAGE]
                imported = subprocess.run(words, stdin=packing.stdout, capture_output=True, text=True)
            if imported.returncode == 0:
                break
            reason = " ".join(imported.stderr.split())[-500:]
        else:
            raise Unusable(reason)
        shutil.rmtree(tree)

    def _podman(self) -> list[str]:
        return ["podman", f"--tmpdir={STATE}/tmp"]

    def _run(self, *words: str) -> str:
        done = subprocess.run([*self._podman(), *words], capture_output=True, text=True, timeout=30)
        if done.returncode != 0:
            raise RuntimeError(f"podman {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    def command(self, spec: Spec, pid_file: Path) -> list[str | Path]:
        return [
            *self._podman(),
            "run",
            "--rm",
            f"--name={spec.name}",
            f"--pidfile={pid_file}",
            "--cgroups=no-conmon",
            f"--cgroup-parent=/{cgroups.own()}",
            f"--network={'none' if spec.has_own_network else 'host'}",
            "--read-only",
            "--cap-drop=all",
            "--security-opt=no-new-privileges",
            f"--user={self.user}:{self.user}",
            *(f"--volume={mount.source}:{path}:{_rights(mount)}" for path, mount in spec.mounts.items()),
            _IMAGE,
            *spec.command,
        ]

    def first_process(self, starter: int, pid_file: Path) -> int | None:
        text = pid_file.read_text() if pid_file.exists() else ""
        return int(text) if text else None

    def send(self, which: Signals, spec: Spec, first_process: int) -> None:
        self._run("kill", f"--signal={which.name}", spec.name)

    def containers(self) -> list[str]:
        return self._run("ps", "--all", "--format={{.Names}}").split()

    def close(self) -> None:
        subprocess.run([*self._podman(), "rm", "--all", "--force", "--time=0"], capture_output=True, timeout=60)
        # What watched over a container may still be ending with its own file system open there.
        subprocess.run(["umount", "--lazy", _CACHE], check=True)
        if not any(_CACHE.iterdir()):
            _CACHE.rmdir()


def _rights(mount: Mount) -> str:
    return "rw" if mount.is_writable else "ro"
