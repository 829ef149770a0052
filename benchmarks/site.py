"""The whole site, measured in a fresh process: seconds, pages, largest page, peak memory. Never a gate.

``python benchmarks/site.py [en|nl]``
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

SECONDS, BYTES, MEGABYTES = 90, 500_000, 600


def report(name: str, value: float, target: float, unit: str) -> None:
    met = "met" if value <= target else "MISSED"
    print(f"{name:<24} {value:10,.0f} {unit:<3} target {target:,} {unit} {met}")


def main() -> None:
    started = time.perf_counter()
    import napcompare as nap

    language = sys.argv[1] if len(sys.argv) > 1 else "en"
    with tempfile.TemporaryDirectory() as folder:
        sizes = nap.load().site(Path(folder) / "site", language=language)
    seconds = time.perf_counter() - started
    pages = {name: size for name, size in sizes.items() if name.endswith(".html")}
    largest = max(pages, key=lambda name: pages[name])
    print(f"{len(pages)} pages, {sum(sizes.values()) / 1e6:.1f} MB in all")
    report("the whole site", seconds, SECONDS, "s")
    report(f"largest, {largest}", pages[largest], BYTES, "B")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report("peak memory", peak, MEGABYTES, "MB")


if __name__ == "__main__":
    main()
