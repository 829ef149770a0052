"""Insecurity Insight: reported events of sexual violence in conflict by country and year, JSON.

A list of records whose numbers and years are text. They are counts of events that media and others reported:
not prevalence, and a country without a record is not one without events. Built to a recorded answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from napcompare.fetch.payload import json_of, long, wrong

__all__ = ["parse"]


def parse(content: bytes, source: str, series: Sequence[str]) -> pd.DataFrame:
    """Values by country and year; see `napcompare.fetch.payload` for what goes in and comes out.

    Series are keys, as in ``"CRSV events"``; places are codes of ISO 3166-1 alpha-3.
    """
    told = json_of(content, source)
    if not isinstance(told, list) or not told or not all(isinstance(row, dict) for row in told):
        raise wrong(source, "is no list of records.")
    return long(pd.DataFrame(told), source, series, "Country ISO", "Country", "Year")
