"""UCDP: organised violence by country and year, one CSV file, plain or in a zip archive.

Countries have the numbers of Gleditsch and Ward. A zero is a year without a death that was recorded. Built to
version 25.1 of the Country-Year Dataset on Organized Violence within Country Borders.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from napcompare.fetch.payload import csv_of, long, unzipped

__all__ = ["parse"]


def parse(content: bytes, source: str, series: Sequence[str]) -> pd.DataFrame:
    """Values by country and year; see `napcompare.fetch.payload` for what goes in and comes out.

    Series are columns, as in ``"sb_total_deaths_best_cy"``; places are numbers of Gleditsch and Ward.
    """
    if content.startswith(b"PK"):
        content = unzipped(content, source, ".csv")
    places = ("country_id_cy", "country_cy", "year_cy")
    return long(csv_of(content, source, (*places, *series)), source, series, *places)
