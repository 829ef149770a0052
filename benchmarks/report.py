"""The report of the Netherlands with ten and a hundred times as many peers. Never a gate.

``python benchmarks/report.py`` prints seconds for each number of peers, and how the time grows beside the
number: 1 is linear. The further peers are copies of NATO members under other codes.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

import napcompare as nap
from napcompare.dataset import Dataset
from napcompare.release.read import Release

TIMES = (1, 10, 100)
SECONDS = 3


def copies(release: Release, members: list[str], times: int) -> tuple[Release, list[str]]:
    """A release in which the members are there so many times, and the codes of all of them."""
    tables = dict(release.tables)
    named = {m: [f"{m}{number:03d}" for number in range(times - 1)] for m in members}
    for name, table in release.tables.items():
        parts = [table, *_renamed(name, table, named)]
        tables[name] = pd.concat(parts, ignore_index=True) if len(parts) > 1 else table
    return replace(release, tables=tables), [
        *members,
        *(c for codes in named.values() for c in codes),
    ]


def _renamed(name: str, table: pd.DataFrame, named: dict[str, list[str]]) -> Iterator[pd.DataFrame]:
    """The rows of each member once for each of its copies."""
    column = next((c for c in ("entity", "plan_id", "key") if c in table.columns), None)
    if column is None or name in ("aliases", "memberships"):
        return
    owner = table[column].str.extract(r"^([A-Z]+)", expand=False)
    for member, codes in named.items():
        rows = table[owner == member]
        for code in codes if len(rows) else ():
            columns = [c for c in ("entity", "plan_id", "key") if c in rows.columns]
            yield rows.assign(**{c: rows[c].str.replace(member, code, n=1) for c in columns})


def main() -> None:
    ds = nap.load()
    members = ds.compare("NLD", "nato").editions()["entity"].tolist()[1:]
    first = 0.0
    for times in TIMES:
        release, codes = copies(ds._release, members, times)
        bigger = Dataset(release)
        with tempfile.TemporaryDirectory() as folder:
            took = min(
                _seconds(bigger, codes, Path(folder)) for _ in range(3 if times < 100 else 1)
            )
        first = first or took
        growth = took / first / times
        print(f"{len(codes):>6} peers {took:8.2f} s   time per peer beside the first: {growth:.2f}")
        if times == 1:
            print(
                f"       one report: target {SECONDS} s, {'met' if took <= SECONDS else 'MISSED'}"
            )


def _seconds(ds: Dataset, codes: list[str], folder: Path) -> float:
    started = time.perf_counter()
    ds.report("NLD", codes, language="nl").save(folder / "r.html")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
