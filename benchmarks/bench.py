"""Ratios, measured side by side in one run: import, load and build. Never a gate.

``python benchmarks/bench.py`` prints medians of several runs, each figure beside its target.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 9

# Times one statement in a fresh process, after what it needs; prints seconds.
FRESH = (
    "import time{before}\nt = time.perf_counter()\n{statement}\nprint(time.perf_counter() - t)\n"
)

# In one process, in turn: loading all tables, read_csv with the same dtypes, and bare read_csv.
LOAD = """
import sys, time, statistics
if sys.argv[1] == "without": sys.modules["pyarrow"] = None
import pandas as pd, json
import napcompare as nap
from napcompare._data import release_folder
from napcompare.release.read import _dtype
folder = release_folder()
package = json.loads((folder / "datapackage.json").read_text())
def dtypes(resource): return {f["name"]: _dtype(f) for f in resource["schema"]["fields"]}
paths = {folder / r["path"]: dtypes(r) for r in package["resources"]}
def load():
    ds = nap.load()
    return [ds.table(t) for t in ds.tables]
def typed(): return [pd.read_csv(p, dtype=d, keep_default_na=False, na_values=[""]) for p, d in paths.items()]
def bare(): return [pd.read_csv(p) for p in paths]
load(), typed(), bare()
times = {f.__name__: [] for f in (load, typed, bare)}
for _ in range(int(sys.argv[2])):
    for f in (load, typed, bare):
        t = time.perf_counter(); f(); times[f.__name__].append(time.perf_counter() - t)
m = {k: statistics.median(v) for k, v in times.items()}
print(m["load"], m["typed"], m["bare"])
"""


def python(script: str, *arguments: str) -> str:
    told = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout


def fresh(statement: str) -> float:
    return float(python(FRESH.format(before="", statement=statement)))


def median(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(RUNS))


def report(name: str, value: float, target: float, unit: str = "") -> None:
    met = "met" if value <= target else "MISSED"
    print(f"{name:<58} {value:8.2f}{unit:<3} target {target:g}{unit} {met}")


def main() -> None:
    fresh("import napcompare")
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(fresh("import napcompare"))
        theirs.append(fresh("import pandas"))
    report(
        "import napcompare / import pandas",
        statistics.median(ours) / statistics.median(theirs),
        0.25,
    )
    for how in ("with", "without"):
        load, typed, bare = map(float, python(LOAD, how, str(RUNS * 2)).split())
        report(f"load() / read_csv with the same dtypes, {how} pyarrow", load / typed, 1.3)
        report(f"load() / bare read_csv, {how} pyarrow", load / bare, 1.5)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "napcompare", "build", "--to", f"{folder}/release"],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        report("a full build, whole process", time.perf_counter() - started, 20, "s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    report("peak memory of any process above", peak, 500, "MB")


if __name__ == "__main__":
    main()
