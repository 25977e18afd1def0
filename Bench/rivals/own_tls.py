"""Alertmanager's own `--cluster.tls-config`, played by a stand-in that uses Go's crypto/tls as Alertmanager does."""

import json
import subprocess

from cluster import node_name
from processes import Failed

from .rival import Rival
from .site import found, said


class OwnTLS(Rival):
    """Nothing stands between the two programs, so they are the rival and the load in one.

    What TLS costs is the difference to the same work without it, by the same program.
    """

    key = "own-tls"
    title = "Alertmanager's own TLS (stand-in)"
    paced = False
    bulk = False
    note = "no process on the way: the ends themselves do TLS; a handshake for each stream"

    def version(self) -> str:
        return said(found("go"), "version") + ", crypto/tls; Bench/rivals/own-tls/main.go"

    def start(self) -> None:
        if self.site.own_tls is None:
            raise Failed("the stand-in was not built, for there is no go: scripts/install-rivals.sh")
        for plain in (False, True):
            self.run(self.site.far, *self._command("serve", plain))
        self.configuration["TLS"] = (
            "client and server: certificate and key read for each handshake, RequireAndVerifyClientCert, server name\n"
        )

    def await_ready(self, within: float = 20) -> None:
        for plain in (False, True):
            self.until(lambda plain=plain: self._ask("streams", plain, count=1)["failed"] == 0, within, "no stream")

    def load(self, command: str, **options: object) -> dict:
        options.pop("all", None)
        result = self._ask(command, plain=False, **options)
        if command == "streams":
            result["cpu_seconds"] -= self._ask(command, plain=True, **options)["cpu_seconds"]
        return result

    def _ask(self, command: str, plain: bool, **options: object) -> dict:
        """Of one run; `cpu_seconds` of both ends."""
        words = [f"-{name.replace('_', '-')}={value}" for name, value in options.items()]
        before = self.cpu_seconds()
        run = subprocess.run(
            self.site.near.inside(*self._command(command, plain), *words),
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if run.returncode != 0:
            raise Failed(f"{self.key}: {run.stderr.strip()}")
        result = json.loads(run.stdout)
        result["cpu_seconds"] += self.cpu_seconds() - before
        return result

    def _command(self, mode: str, plain: bool) -> list[str]:
        near, far = self.site.machines
        own, peer = (far, near) if mode == "serve" else (near, far)
        command = [str(self.site.own_tls), f"-mode={mode}", f"-address={far.address}:{self.port + plain}"]
        if mode == "rtt":
            command.append(f"-own={near.address}:{self.port}")
        if plain:
            return [*command, "-plain"]
        # The stand-in for Alertmanager's server_name: what the peer's certificate has to prove.
        files = [f"-cert={self.site.work / node_name(own)}", f"-ca={self.site.work / 'ca.pem'}"]
        return [*command, *files, f"-peer={node_name(peer)}"]
