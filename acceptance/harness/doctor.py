"""`subrosa doctor` on a node's machine, as an operator runs it."""

from __future__ import annotations

import json
import subprocess

from .binary import subrosa
from .cluster import Node

PATIENCE = 60


def examine(node: Node, *flags: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """What it prints, and its exit status. `before` is what its command line begins with."""
    with node.inside():
        return subprocess.run(
            [
                *before,
                str(subrosa()),
                "doctor",
                f"--config.file={node.subrosa.config_file}",
                f"--node={node.name}",
                *flags,
            ],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )


def findings(node: Node, *flags: str, before: tuple[str, ...] = ()) -> list[str]:
    """Each finding as `code` or `code of am-2`, in order; what the exit status and the document say has to agree."""
    done = examine(node, "--format=json", *flags, before=before)
    assert done.returncode in (0, 1), done.stderr
    document = json.loads(done.stdout)
    assert document["well"] == (done.returncode == 0) == (not document["findings"]), document
    for finding in document["findings"]:
        assert finding["seen"] and finding["why"] and finding["remedy"], finding
    return [" of ".join(filter(None, [finding["code"], finding.get("peer")])) for finding in document["findings"]]
