"""Compares Subrosa with other ways to carry gossip. Started by scripts/rivals.sh."""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

from cluster import Authority
from load import Load
from machines import cabled
from processes import Failed

from .document import Document
from .field import FIELD
from .measures import FULL, QUICK, Measures
from .rival import Rival
from .site import Site
from .subrosa import Subrosa


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="rivals.sh", description=__doc__.splitlines()[0])
    parser.add_argument("--subrosa", type=pathlib.Path, required=True, help="the program to measure")
    parser.add_argument("--gossip-load", type=pathlib.Path, required=True, help="the traffic generator")
    parser.add_argument("--envoy", type=pathlib.Path, help="Envoy's program")
    parser.add_argument("--own-tls", type=pathlib.Path, help="the stand-in for Alertmanager's own TLS")
    parser.add_argument("--quick", action="store_true", help="a few minutes; too noisy to judge by")
    parser.add_argument("--only", help="these rivals, by their keys: a,b,c")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all samples there too")
    parser.add_argument("--markdown", type=pathlib.Path, metavar="FILE", help="write the document there")
    return parser.parse_args()


def chosen(site: Site, only: str | None) -> tuple[list[Rival], list[str]]:
    """The rivals, and why others are not among them."""
    keys = only.split(",") if only else [rival.key for rival in FIELD]
    unknown = set(keys) - {rival.key for rival in FIELD}
    if unknown:
        raise Failed(f"no such rival: {', '.join(sorted(unknown))}; there are {', '.join(r.key for r in FIELD)}")
    rivals, left_out = [], []
    for number, kind in enumerate(FIELD, start=1):
        if kind.key not in keys:
            continue
        rival = kind(site, number)
        if isinstance(rival, Subrosa) and not rival.is_known():
            left_out.append(f"{rival.key}: this build of Subrosa has no `datagrams: {rival.way}`")
        else:
            rivals.append(rival)
    return rivals, left_out


def started(rivals: list[Rival], left_out: list[str]) -> list[Rival]:
    """Those that carry something; of the others, `left_out` is told why."""
    ready = []
    for rival in rivals:
        print(f"  starting {rival.key}", file=sys.stderr)
        try:
            rival.start()
            rival.await_ready()
            ready.append(rival)
        except Failed as failure:
            rival.stop()
            left_out.append(f"{rival.key}: {failure}")
            print(f"  failed: {left_out[-1]}", file=sys.stderr)
    return ready


def main() -> int:
    options = arguments()
    conditions = {
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "congestion_control": pathlib.Path("/proc/sys/net/ipv4/tcp_congestion_control").read_text().strip(),
        "quick": options.quick,
        "load_average_before": os.getloadavg(),
    }
    began = time.monotonic()
    # Ours alone, as the mount namespace is private: network namespaces and wireguard-go's sockets get names there.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    with tempfile.TemporaryDirectory(prefix="subrosa-rivals-") as directory:
        work = pathlib.Path(directory)
        machines = cabled(2)
        load = Load(options.gossip_load, work)
        Authority(options.subrosa, machines, work)
        site = Site(*machines, work, load, options.subrosa, options.gossip_load, options.envoy, options.own_tls)
        rivals, left_out = chosen(site, options.only)
        try:
            rivals = started(rivals, left_out)
            measures = Measures(rivals, QUICK if options.quick else FULL)
            measures.run()
        finally:
            for rival in rivals:
                rival.stop()
    conditions["seconds"] = round(time.monotonic() - began)
    conditions["load_average_after"] = os.getloadavg()
    text = Document(rivals, left_out, measures, conditions).text()
    print(text.partition("###")[0])
    if options.json:
        options.json.write_text(json.dumps({"conditions": conditions, "samples": measures.samples}, indent=1))
    if options.markdown:
        options.markdown.write_text(text)
    return 1 if measures.failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failed, subprocess.CalledProcessError) as failure:
        sys.exit(f"rivals: {failure}")
