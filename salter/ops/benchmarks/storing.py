"""Storing a document."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from salter.ops.benchmarks.figures import Figure
from salter.ops.benchmarks.office import Bench
from salter.ops.benchmarks.registry import benchmark
from salter.ops.benchmarks.rounds import medians_in_turns

BYTES = 100_000


@benchmark("storing")
def storing(bench: Bench) -> Iterable[Figure]:
    """A document of 100 kB stored by its hash beside a plain write with fsync."""
    assert bench.viewer
    from salter.documents import blobs
    from salter.documents.actions import storage

    folder = Path(tempfile.mkdtemp(dir=bench.home))

    def ours() -> None:
        blobs.save(storage(), io.BytesIO(os.urandom(BYTES)), limit=10 * BYTES)

    def plain() -> None:
        with (folder / os.urandom(8).hex()).open("wb") as file:
            file.write(os.urandom(BYTES))
            file.flush()
            os.fsync(file.fileno())

    with bench.measured() as spent:
        ms = medians_in_turns({"ours": ours, "plain": plain})
    return [
        Figure("document of 100 kB stored", ms["ours"], "ms", "write with fsync", ms["plain"], others=spent.others),
    ]
