"""The admin pages behind a web configuration file, as curl and `subrosa status` see them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.binary import subrosa
from harness.deadlines import eventually
from harness.gossiper import Gossiper, wait_until_connected

PORT = 9096
PASSWORD, HASH = "correct horse", "$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2"
OTHER_PASSWORD, OTHER_HASH = "battery staple", "$2y$05$abcdefghijklmnopqrstuumjewjQVmxxbBHy234HdGTOAqOuVnhhy"


def web_file(password_hash: str, *more_of_tls: str) -> str:
    lines = ["tls_server_config:", "  cert_file: node.pem", "  key_file: node.key"]
    lines += [f"  {line}" for line in more_of_tls]
    return "\n".join([*lines, "basic_auth_users:", f"  prometheus: {password_hash}", ""])


class Reader:
    """Reads the pages of a node on its own machine."""

    def __init__(self, gossiper: Gossiper) -> None:
        self.node = gossiper.node
        self.directory = self.node.subrosa.directory
        self.host = self.node.entry.address.rpartition(":")[0]

    def curl(self, path: str, *flags: str) -> str:
        """The status code, or 000 and what curl says."""
        command = ["curl", "--silent", "--show-error", "--max-time", "5", "--output", "/dev/null"]
        command += ["--write-out", "%{http_code}", "--cacert", f"{self.directory}/ca.pem", *flags]
        command.append(path if "://" in path else f"https://{self.host}:{PORT}{path}")
        with self.node.inside():
            done = subprocess.run(command, capture_output=True, text=True, timeout=10)
        return done.stdout + done.stderr

    def status(self, *flags: str) -> subprocess.CompletedProcess[str]:
        command = [str(subrosa()), "status", f"--url=https://{self.host}:{PORT}", *flags]
        with self.node.inside():
            return subprocess.run(command, capture_output=True, text=True, timeout=10)


@pytest.fixture
def reader(trio: list[Gossiper]) -> Iterator[Reader]:
    """am-1, whose pages are served over TLS to who knows the password."""
    program = trio[0].node.subrosa
    program.program.end()
    program.put("web.yml", web_file(HASH))
    program.start(f"--web.listen-address=[::]:{PORT}", f"--web.config.file={program.directory}/web.yml")
    wait_until_connected(trio, within=10)
    yield Reader(trio[0])
    program.program.end()
    program.start()
    wait_until_connected(trio, within=10)


def test_every_page_is_for_who_knows_the_password_and_over_tls_only(reader: Reader) -> None:
    known = ("--user", f"prometheus:{PASSWORD}")
    for path in ("/", "/metrics", "/api/v1/status", "/-/healthy", "/-/ready"):
        assert reader.curl(path, *known) == "200"
        assert reader.curl(path) == "401"
    assert reader.curl("/-/reload", "--request", "POST") == "401"
    assert reader.curl("/-/reload", "--request", "POST", *known) == "200"
    assert reader.curl("/metrics", "--user", f"prometheus:{OTHER_PASSWORD}") == "401"
    assert reader.curl("/metrics", "--user", f"nobody:{PASSWORD}") == "401"
    assert reader.curl(f"http://{reader.host}:{PORT}/metrics", *known).startswith("000")


def test_guessing_is_slowed_down_and_monitoring_goes_on(reader: Reader) -> None:
    known = ("--user", f"prometheus:{PASSWORD}")
    assert reader.curl("/metrics", *known) == "200"
    codes = [reader.curl("/metrics", "--user", f"prometheus:guess {number}") for number in range(25)]
    assert set(codes) == {"401", "429"}
    assert reader.curl("/metrics", *known) == "200"
    refused = reader.node.subrosa.program.log_lines("Login to the admin pages refused")
    assert len(refused) == 1
    assert "guess" not in reader.node.subrosa.program.log_text()


def test_passwords_and_client_certificates_are_taken_over_without_a_restart(reader: Reader) -> None:
    program = reader.node.subrosa
    other = ("--user", f"prometheus:{OTHER_PASSWORD}")
    program.put("web.yml", web_file(OTHER_HASH))
    eventually(lambda: reader.curl("/-/ready", *other) == "200", 10, "the new password counts", every=0.5)
    assert reader.curl("/-/ready", "--user", f"prometheus:{PASSWORD}") == "401"

    # What is wrong changes nothing, and is said with its place.
    program.put("web.yml", "basic_auth_users: {prometheus: secret}\n")
    line = program.program.wait_for_log("Web configuration refused", 10)
    assert "web.yml:1:32: a password is not a hash of bcrypt" in line
    assert reader.curl("/-/ready", *other) == "200"

    program.put(
        "web.yml",
        web_file(OTHER_HASH, "client_auth_type: RequireAndVerifyClientCert", "client_ca_file: ca.pem"),
    )
    shown = ("--cert", f"{reader.directory}/node.pem", "--key", f"{reader.directory}/node.key")
    eventually(lambda: reader.curl("/-/ready", *other) != "200", 10, "a certificate is asked for", every=0.5)
    assert reader.curl("/-/ready", *other, *shown) == "200"


def test_subrosa_status_reads_such_a_node(reader: Reader, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text(f"{PASSWORD}\n")
    trusting = f"--ca.file={reader.directory}/ca.pem"
    known = ("--user=prometheus", f"--password.file={password}")
    done = reader.status(trusting, *known)
    assert done.returncode == 0, done.stderr
    assert "All is well." in done.stdout
    for flags, said in (
        ((trusting,), "wants a user and a password"),
        (known, "CERTIFICATE_VERIFY_FAILED"),
        ((trusting, "--user=x", f"--password.file={password}"), "and not these"),
        (("--ca.file=/nothing", *known), "--ca.file '/nothing' cannot be read: there is no such file"),
    ):
        done = reader.status(*flags)
        assert done.returncode == 3
        assert said in done.stderr


def test_check_config_looks_at_the_file_that_the_configuration_names(reader: Reader) -> None:
    program = reader.node.subrosa
    configuration = program.directory / "with-web.yml"
    configuration.write_text(
        program.config_file.read_text() + "web:\n  listen_address: 127.0.0.1:9096\n  config_file: wrong.yml\n"
    )
    wrong = program.directory / "wrong.yml"
    command = [str(subrosa()), "check-config", f"--node={program.entry.name}", str(configuration)]
    for text, code, said in (
        ("tls_server_config: {cert_file: node.pem, key_file: node.key}\n", 0, ": ok: 3 nodes"),
        ("tls_server_config: {cert_file: node.pem, key_file: ca.pem}\n", 1, "wrong.yml:1:52: key_file holds no"),
        ("http_server_config: {http2: true}\n", 1, 'wrong.yml:1:1: unknown key "http_server_config"'),
    ):
        wrong.write_text(text)
        done = subprocess.run(command, capture_output=True, text=True, timeout=10)
        assert done.returncode == code
        assert said in done.stdout + done.stderr
