"""Many plain TCP connections at once, each of which says its piece and is made anew as soon as it has been ended."""

from __future__ import annotations

import contextlib
import errno
import select
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable

from .subrosa_peer import Address

_BURST = 100
"""Connections begun before those that are open are looked at again."""
_TICK = 0.1
_IP_BIND_ADDRESS_NO_PORT = 24
"""The port is chosen when connecting, so that there are as many for each target (linux/in.h)."""
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER: no TIME_WAIT is left, so that the ports of one machine last for any number of connections."""


class _Member:
    def __init__(self, raw: socket.socket, text: bytes) -> None:
        self.raw = raw
        self.unsent = memoryview(text)
        self.connected = False


class Crowd:
    """Runs in one thread over epoll: thousands of connections cost their maker little."""

    def __init__(
        self,
        target: Address,
        size: int,
        script: Callable[[], bytes],
        source: Callable[[], str],
        each_second: int | None = None,
    ) -> None:
        """
        script: what a new connection has to say.
        source: from which address of this machine it is made.
        each_second: how many bytes of it a connection says in a second; None says all of it at once.
        """
        self.target = target
        self.size = size
        self.script = script
        self.source = source
        self.each_second = each_second
        self.counts: Counter[str] = Counter()
        self._members: dict[int, _Member] = {}
        self._epoll = select.epoll()

    def run(self, until: float) -> None:
        next_tick = time.monotonic()
        turn = 0
        while (now := time.monotonic()) < until:
            begun = self._open_more()
            for descriptor, event in self._epoll.poll(0 if begun else _TICK / 2, 1_000):
                self._happened(descriptor, event)
            if self.each_second and now >= next_tick:
                next_tick = now + _TICK
                turn += 1
                self._tick(turn)
        self.counts["open at the end"] = len(self._members)
        for member in self._members.values():
            member.raw.close()
        self._epoll.close()

    def _open_more(self) -> bool:
        begun = False
        for _ in range(min(_BURST, self.size - len(self._members))):
            raw = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            raw.setsockopt(socket.IPPROTO_IP, _IP_BIND_ADDRESS_NO_PORT, 1)
            raw.bind((self.source(), 0))
            if (failure := raw.connect_ex(self.target)) not in (0, errno.EINPROGRESS):
                raw.close()
                self.counts[errno.errorcode[failure]] += 1
                break
            begun = True
            self._members[raw.fileno()] = _Member(raw, self.script())
            self._epoll.register(raw.fileno(), select.EPOLLIN | select.EPOLLOUT | select.EPOLLRDHUP)
        return begun

    def _happened(self, descriptor: int, event: int) -> None:
        member = self._members[descriptor]
        try:
            if event & select.EPOLLERR:
                raise OSError(member.raw.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), "broken")
            if event & select.EPOLLOUT:
                if not member.connected:
                    member.connected = True
                    self.counts["connected"] += 1
                    self.counts["most at once"] = max(self.counts["most at once"], len(self._members))
                if self.each_second is None:
                    self._say(member, len(member.unsent))
                if self.each_second is not None or not member.unsent:
                    self._epoll.modify(descriptor, select.EPOLLIN | select.EPOLLRDHUP)
            if event & (select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLHUP):
                while True:
                    if not member.raw.recv(65_536):
                        raise EOFError
        except BlockingIOError:
            return
        except (OSError, EOFError):
            self.counts["ended by the other side" if member.connected else "never connected"] += 1
            self._end(descriptor)

    def _tick(self, turn: int) -> None:
        """One in ten says its next bytes."""
        for descriptor, member in list(self._members.items()):
            if member.connected and (descriptor + turn) % int(1 / _TICK) == 0 and member.unsent:
                with contextlib.suppress(OSError):
                    self._say(member, self.each_second or 0)

    def _say(self, member: _Member, most: int) -> None:
        sent = member.raw.send(member.unsent[:most])
        member.unsent = member.unsent[sent:]
        self.counts["bytes"] += sent

    def _end(self, descriptor: int) -> None:
        member = self._members.pop(descriptor)
        self._epoll.unregister(descriptor)
        member.raw.close()
