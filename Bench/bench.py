"""Compares gossip carried by Subrosa, whole and split, with plain UDP and TCP over the same cable.

Started by scripts/bench.sh.
"""

import argparse
import copy
import dataclasses
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

import report
from cluster import Authority, Cluster, SplitCluster, plain
from figures import FIGURES
from load import Load
from machines import cabled
from measures import FULL, QUICK, Measures
from pages import Pages
from processes import Failed


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.sh", description=__doc__.splitlines()[0])
    parser.add_argument("--subrosa", type=pathlib.Path, required=True, help="the program to measure")
    parser.add_argument("--gossip-load", type=pathlib.Path, required=True, help="the traffic generator")
    parser.add_argument("--quick", action="store_true", help="about a minute instead of seven; noisier")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all samples there too")
    parser.add_argument("--rounds", type=int, help="how many times each measurement is repeated")
    return parser.parse_args()


def stripped_size_mb(program: pathlib.Path, work: pathlib.Path) -> float | None:
    """None for what is no binary."""
    copied = work / "stripped"
    run = subprocess.run(["strip", "-o", str(copied), str(program)], check=False)
    return copied.stat().st_size / 1e6 if run.returncode == 0 else None


def needs_swift_libraries(program: pathlib.Path) -> bool:
    run = subprocess.run(["readelf", "-d", str(program)], check=False, capture_output=True, text=True)
    return "libswiftCore.so" in run.stdout


def main() -> int:
    options = arguments()
    effort = QUICK if options.quick else FULL
    if options.rounds:
        effort = dataclasses.replace(effort, rounds=options.rounds, rate_rounds=options.rounds)
    conditions = {
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "load_average_before": os.getloadavg(),
        "quick": options.quick,
        "congestion_control": pathlib.Path("/proc/sys/net/ipv4/tcp_congestion_control").read_text().strip(),
        "swift_libraries": "shared" if needs_swift_libraries(options.subrosa) else "static",
    }
    started = time.monotonic()
    figures = {figure.key: copy.deepcopy(figure) for figure in FIGURES}
    with tempfile.TemporaryDirectory(prefix="subrosa-bench-") as directory:
        work = pathlib.Path(directory)
        figures["binary"].add("subrosa", stripped_size_mb(options.subrosa, work))
        machines = cabled(3)
        load = Load(options.gossip_load, work)
        Authority(options.subrosa, machines, work)
        clusters = [layout(options.subrosa, machines, work) for layout in (Cluster, SplitCluster)]
        try:
            for cluster in clusters:
                cluster.start(load)
            measures = Measures(load, clusters, plain(*machines[:2]), effort, figures)
            measures.run()
        finally:
            for cluster in clusters:
                cluster.stop()
        # When nobody else wants the processors.
        Pages(options.subrosa, machines, work).measure(figures, 10 if options.quick else 30)
    conditions["seconds"] = round(time.monotonic() - started)
    conditions["load_average_after"] = os.getloadavg()
    ordered = list(figures.values())
    print(report.table(ordered))
    print(f"\n{conditions['cores']} cores, {conditions['swift_libraries']} Swift libraries, {conditions['seconds']} s")
    if options.json:
        options.json.write_text(report.document(ordered, conditions, measures.failures))
    missed = [figure.title for figure in ordered if figure.passed is False]
    for failure in measures.failures:
        print(f"failed: {failure}")
    return 1 if missed or measures.failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failed, subprocess.CalledProcessError) as failure:
        sys.exit(f"bench: {failure}")
