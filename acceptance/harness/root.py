"""Files as programs on a machine or in a container see them: the system's own, and what a test has put there."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from .hub import HOSTS

_SYSTEM = ("/bin", "/lib", "/lib32", "/lib64", "/sbin")
_ACCOUNTS = ("passwd", "group", "nsswitch.conf", "ld.so.cache")
_SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


class Root:
    """A root directory. Nothing is mounted but in the namespace of each program that is started in it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._mounts: list[str] = []
        for folder in map(Path, _SYSTEM):
            if folder.is_symlink():
                self.path(folder).symlink_to(folder.readlink())
            elif folder.is_dir():
                self.mount(folder, folder)
        for folder in Path("/usr").iterdir():
            if folder.is_dir() and not folder.is_symlink() and folder.name != "local":
                self.mount(folder, folder)
        self.mount("/dev", "/dev")
        self.mount(HOSTS, "/etc/hosts")
        for name in _ACCOUNTS:
            self.put(f"/etc/{name}", Path("/etc", name))
        for folder in ("/proc", "/tmp", "/run", "/root", "/var/lib", "/usr/local/bin"):
            self.path(folder).mkdir(parents=True, exist_ok=True)

    def path(self, inside: str | Path) -> Path:
        """Where a path of the root is for everybody else; its parents are made."""
        outside = self.directory / str(inside).lstrip("/")
        outside.parent.mkdir(parents=True, exist_ok=True)
        return outside

    def put(self, inside: str | Path, content: str | bytes | Path, mode: int = 0o644) -> None:
        target = self.path(inside)
        if isinstance(content, Path):
            shutil.copyfile(content, target)
        else:
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        target.chmod(mode)

    def mount(self, source: str | Path, inside: str | Path, read_only: bool = False) -> None:
        """Shows a file or directory of another place here."""
        source, target = Path(source), self.path(inside)
        if source.is_dir():
            target.mkdir(exist_ok=True)
        else:
            target.touch()
        self._mounts.append(f"mount --rbind {shlex.quote(str(source))} {shlex.quote(str(target))}")
        if read_only:
            self._mounts.append(f"mount -o remount,bind,ro {shlex.quote(str(target))}")

    def entered(
        self,
        command: list[str],
        *,
        folder: str = "/",
        environment: dict[str, str] | None = None,
        privileges: list[str] | None = None,
        own_processes: bool = False,
    ) -> list[str]:
        """The command as started in this root: with this environment alone, and with what setpriv(1) leaves it.

        Processes of its own: it is process 1 of a namespace, and sees nobody else's.
        """
        directory = shlex.quote(str(self.directory))
        proc = "mount -t proc proc" if own_processes else "mount --rbind /proc"
        script = ["set -e", *self._mounts, f"{proc} {directory}/proc", f'exec chroot {directory} "$@"']
        variables = {"PATH": _SEARCH_PATH, "HOME": "/root"} | (environment or {})
        return [
            *["unshare", "--mount", *(["--pid", "--fork", "--kill-child"] if own_processes else [])],
            *["sh", "-c", "\n".join(script), "root"],
            *["env", "--ignore-environment", f"--chdir={folder}", *(f"{key}={variables[key]}" for key in variables)],
            *(["setpriv", *privileges] if privileges else []),
            *command,
        ]
