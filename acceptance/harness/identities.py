"""A throw-away certificate authority, made with `subrosa pki`."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .binary import subrosa


class Authority:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self._pki("init")

    def issue(self, name: str, *identities: str) -> None:
        """Issues NAME.pem and NAME.key proving the identities, each written `dns:…`, `ip:…` or `uri:…`."""
        proofs = [f"--{kind}={value}" for kind, _, value in (identity.partition(":") for identity in identities)]
        self._pki("issue", name, *proofs)

    def revoke(self, cert: Path) -> bytes:
        """Its list of revoked certificates, this one now among them."""
        self._pki("crl", f"--revoke={cert}")
        return (self.directory / "crl.pem").read_bytes()

    def _pki(self, verb: str, *words: str) -> None:
        command = [str(subrosa()), "pki", verb, f"--dir={self.directory}", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")

    @property
    def ca_file(self) -> Path:
        return self.directory / "ca.pem"

    def cert_file(self, name: str) -> Path:
        return self.directory / f"{name}.pem"

    def key_file(self, name: str) -> Path:
        return self.directory / f"{name}.key"
