"""The private world everything runs in: own network, mounts and process ids, gone without trace when it ends.

    python -m harness.hub COMMAND...        runs COMMAND inside a new hub
    python -m harness.hub --check           says whether this machine allows one

In the hub are a bridge named `hub0`, an empty /run and an /etc/hosts of its own. Machines (machine.py) hang on the
bridge. As root the namespaces are plain ones; an ordinary user gets a user namespace around them.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from . import cgroups, versions

BRIDGE = "hub0"
HUB_ADDRESS = "10.77.255.254"
HOSTS = Path("/run/hosts")
MARK = "SUBROSA_ACCEPTANCE_HUB"

_PACKAGE_ROOT = Path(__file__).resolve().parent.parent
_PR_SET_PDEATHSIG = 1

_ISOLATE = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
_AS_ROOT_INSIDE = ["--user", "--map-root-user"]
_PROBE = ["sh", "-c", "mount -t tmpfs tmpfs /run && ip link add hub0 type bridge"]

REMEDY = """\
This needs private network namespaces, and this machine does not allow them here:
  {reason}
Any one of these helps:
  * run as root (in a container: with CAP_SYS_ADMIN and CAP_NET_ADMIN, for example --privileged);
  * as an ordinary user, allow user namespaces:
      sysctl user.max_user_namespaces=10000
      sysctl kernel.apparmor_restrict_unprivileged_userns=0     (Ubuntu 23.10 and later)
      sysctl kernel.unprivileged_userns_clone=1                 (old Debian kernels)"""


class NotAllowed(Exception):
    """This machine lets us make no hub; the message says why and what helps."""


def is_inside() -> bool:
    return os.environ.get(MARK) == "inside"


def unshare_command() -> list[str]:
    """The unshare command that works here, tried out. Raises NotAllowed."""
    attempts = [_ISOLATE + _AS_ROOT_INSIDE]
    if os.geteuid() == 0:
        attempts.insert(0, _ISOLATE)
    reason = ""
    for attempt in attempts:
        try:
            tried = subprocess.run([*attempt, *_PROBE], capture_output=True, text=True, env=_environment())
        except FileNotFoundError as missing:
            raise NotAllowed(REMEDY.format(reason=missing)) from missing
        if tried.returncode == 0:
            return attempt
        reason = tried.stderr.strip().replace("\n", "; ") or f"unshare ended with {tried.returncode}"
    raise NotAllowed(REMEDY.format(reason=reason))


def run_inside(command: list[str], keep_open: tuple[int, ...] = ()) -> int:
    """Runs the command in a new hub, waits for it, returns its exit status.

    Descriptors in `keep_open` are the command's too: a socket made out here stays one of this machine's network.
    """
    enter = [sys.executable, "-m", "harness.hub", "--enter"]
    cgroups.set_own()
    environment = _environment()
    environment["PYTHONPATH"] = os.pathsep.join([str(_PACKAGE_ROOT), environment.get("PYTHONPATH", "")])
    child = subprocess.Popen(
        [*unshare_command(), *enter, *command], env=environment, pass_fds=keep_open, preexec_fn=_die_with_parent
    )
    # Ctrl-C at the terminal is for the command, which sees it itself. Whatever else ends us ends the hub.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: child.kill())
    status = child.wait()
    cgroups.remove_of_ended_hubs()
    return status if status >= 0 else 128 - status


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _environment() -> dict[str, str]:
    # Debian keeps ip and nft where an ordinary user's PATH does not look.
    return os.environ | {"PATH": os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"}


def _enter(command: list[str]) -> int:
    """First thing inside: lay out the hub, then run the command. Returns its exit status."""

    def run(*words: str) -> None:
        subprocess.run(words, check=True)

    run("mount", "-t", "tmpfs", "tmpfs", "/run")
    Path("/run/netns").mkdir()
    HOSTS.write_text("127.0.0.1 localhost\n::1 localhost\n")
    run("mount", "--bind", str(HOSTS), "/etc/hosts")
    if not versions.TEMPLATES.exists() and (templates := versions.templates()):
        share = Path("/run/share")
        shutil.copytree(templates, share / versions.TEMPLATES.relative_to("/usr/share"))
        run("mount", "-t", "overlay", "overlay", "-o", f"ro,lowerdir={share}:/usr/share", "/usr/share")
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", BRIDGE, "type", "bridge")
    run("ip", "address", "add", f"{HUB_ADDRESS}/16", "dev", BRIDGE)
    run("ip", "address", "add", "fd77::ffff/64", "dev", BRIDGE, "nodad")
    run("ip", "link", "set", BRIDGE, "up")
    os.environ[MARK] = "inside"
    child = subprocess.Popen(command, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), close_fds=False)
    return _reap_until_end_of(child.pid)


def _reap_until_end_of(command: int) -> int:
    """What process 1 is for: whatever loses its parent in here (a container's monitor) comes to us to be waited for."""
    while True:
        process, status = os.waitpid(-1, 0)
        if process == command:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--enter"]:
        return _enter(arguments[1:])
    try:
        if arguments == ["--check"]:
            unshare_command()
            return 0
        return run_inside(arguments)
    except NotAllowed as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
