"""UNDP Human Development Report: all composite indices and components, complete time series, one CSV file.

One row a country, and a column a series and year (``pr_f_2022``), in Latin-1. Groups of countries follow the
countries, with codes that begin with ZZ. Built to the file of the report of 2023/24.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from napcompare.fetch.payload import COLUMNS, csv_of, needs, numbers

__all__ = ["parse"]


def parse(content: bytes, source: str, series: Sequence[str]) -> pd.DataFrame:
    """Values by country and year; see `napcompare.fetch.payload` for what goes in and comes out.

    Series are names without year, as in ``"pr_f"``; places are codes of ISO 3166-1 alpha-3, or of groups.
    """
    form = re.compile(f"({'|'.join(map(re.escape, series))})_([0-9]{{4}})")
    table = csv_of(
        content,
        source,
        ("iso3", "country"),
        also=lambda c: bool(form.fullmatch(c)),
        encoding="latin-1",
    )
    parts = []
    for name in series:
        years = {c: int(c[-4:]) for c in map(str, table) if c[:-5] == name}
        needs(source, list(table.columns), () if years else (f"{name}_<year>",))
        told = table.melt(["iso3", "country"], list(years), "year", "cell")
        told["year"] = told["year"].map(years).astype("int64")
        parts.append(told.assign(series=name, value=numbers(told["cell"], source)))
    found = pd.concat(parts).rename(columns={"iso3": "place", "country": "name"})
    return found.dropna(subset="value").reset_index(drop=True)[list(COLUMNS)]
