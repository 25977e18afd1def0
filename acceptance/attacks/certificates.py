"""Certificates good and bad, made at run time with the `cryptography` package."""

from __future__ import annotations

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOUR = datetime.timedelta(hours=1)
CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH


@dataclass(frozen=True)
class Files:
    """Where a certificate and its key stand, as PEM."""

    cert: Path
    key: Path


class Authority:
    """A certificate authority of its own; two of them share nothing but the directory."""

    def __init__(
        self,
        directory: Path,
        name: str,
        valid: tuple[datetime.timedelta, datetime.timedelta] = (-HOUR, 24 * HOUR),
    ) -> None:
        self.directory = directory
        self.name = name
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} CA")])
        certificate = self._sign(
            self._subject,
            self._key.public_key(),
            valid,
            (x509.BasicConstraints(ca=True, path_length=0), True),
            (_usage(key_cert_sign=True, crl_sign=True), True),
            (x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), False),
        )
        self.file = directory / f"{name}-ca.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    @classmethod
    def existing(cls, directory: Path, name: str, cert: Path, key: Path) -> Authority:
        """One that somebody else has made."""
        authority = cls.__new__(cls)
        authority.directory, authority.name, authority.file = directory, name, cert
        authority._key = serialization.load_pem_private_key(key.read_bytes(), None)
        authority._subject = x509.load_pem_x509_certificate(cert.read_bytes()).subject
        return authority

    def revoking(self, *serials: int) -> bytes:
        """Its list of revoked certificates, valid for an hour, as PEM."""
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._subject)
            .last_update(now - HOUR)
            .next_update(now + HOUR)
            .add_extension(x509.CRLNumber(int(now.timestamp() * 1_000)), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        for serial in serials:
            revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - HOUR).build()
            builder = builder.add_revoked_certificate(revoked)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def issue(
        self,
        name: str,
        *names: str,
        valid: tuple[datetime.timedelta, datetime.timedelta] = (-HOUR, HOUR),
        purposes: tuple[x509.ObjectIdentifier, ...] = (CLIENT, SERVER),
        subject: str | None = None,
    ) -> Files:
        """A node's certificate for the names (`dns:…`, `ip:…`), valid between two moments relative to now.

        The common name is `subject`, or else `name`.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject or name)]),
            key.public_key(),
            valid,
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_usage(digital_signature=True), True),
            (x509.ExtendedKeyUsage(purposes), False),
            (x509.SubjectAlternativeName([_general_name(each) for each in names]), False),
        )
        files = Files(self.directory / f"{self.name}-{name}.pem", self.directory / f"{self.name}-{name}.key")
        files.cert.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        files.key.touch(mode=0o600)
        files.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return files

    def _sign(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        valid: tuple[datetime.timedelta, datetime.timedelta],
        *extensions: tuple[x509.ExtensionType, bool],
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + valid[0])
            .not_valid_after(now + valid[1])
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self._key, hashes.SHA256())


def _general_name(name: str) -> x509.GeneralName:
    kind, _, value = name.partition(":")
    return x509.DNSName(value) if kind == "dns" else x509.IPAddress(ipaddress.ip_address(value))


def _usage(**chosen: bool) -> x509.KeyUsage:
    every = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(**every | chosen)


def serial(cert: Path | bytes) -> int:
    """Of the first certificate in the PEM file, or of the one given as DER."""
    if isinstance(cert, Path):
        return x509.load_pem_x509_certificate(cert.read_bytes()).serial_number
    return x509.load_der_x509_certificate(cert).serial_number
