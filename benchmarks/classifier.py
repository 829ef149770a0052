"""The classifier, each model in a fresh process: first call, 10,000 short texts, peak memory. Never a gate.

``python benchmarks/classifier.py [small|large]``
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

FIRST, ALL, MEGABYTES = 1, 60, 500  # seconds, seconds, MB
TEXTS = 10_000
ROOT = Path(__file__).resolve().parents[1]


def report(name: str, value: float, target: float, unit: str) -> None:
    met = "met" if value <= target else "MISSED"
    print(f"  {name:<24} {value:8.2f} {unit:<2} target {target} {unit} {met}")


def measure(size: str) -> None:
    import napcompare as nap
    from napcompare.classifier.evaluation import read_gold

    # Not texts that the models learnt from: of those they are sure, which is fast.
    gold = read_gold(ROOT / "tests" / "data" / "gold" / "gold.csv")
    texts = gold["text"].sample(TEXTS, replace=True, random_state=1, ignore_index=True)
    started = time.perf_counter()
    nap.classify(texts.head(5), model=size)
    report("first call", time.perf_counter() - started, FIRST, "s")
    started = time.perf_counter()
    nap.classify(texts, model=size)
    report(f"{TEXTS:,} texts", time.perf_counter() - started, ALL, "s")
    report(
        "peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, MEGABYTES, "MB"
    )


def main() -> None:
    match sys.argv[1:]:
        case ["--measure", size]:
            measure(size)
        case named:
            for size in named or ("small", "large"):
                print(size, flush=True)
                subprocess.run([sys.executable, __file__, "--measure", size], check=True)


if __name__ == "__main__":
    main()
