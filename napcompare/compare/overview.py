"""Summary and timeline of a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from napcompare.compare.peers import Tables
from napcompare.trace import edition_order

__all__ = ["summary", "timeline"]


def summary(
    editions: pd.DataFrame, group: str, day: date, named: pd.DataFrame | None = None
) -> pd.DataFrame:
    """What is compared: the edition used, the peers, the denominators by name.

    Parameters
    ----------
    editions : pandas.DataFrame
        As from `napcompare.compare.peers.editions`.
    group : str
        How the peers were named.
    day : datetime.date
    named : pandas.DataFrame, optional
        As from `napcompare.compare.countries.focus_countries`.

    Returns
    -------
    pandas.DataFrame
        Columns item, count (missing for texts) and detail.
    """
    rows = [*_rows(editions, group, day), *_countries(named)]
    found = pd.DataFrame(rows, columns=["item", "count", "detail"])
    return found.astype({"count": "Int64"})


def _rows(editions: pd.DataFrame, group: str, day: date) -> Iterator[tuple[str, int | None, str]]:
    own = editions.iloc[0]
    peers = editions[editions["role"] == "peer"]
    planned = peers[peers["plan_id"].notna()]
    yield "as of", None, day.isoformat()
    yield "edition compared", None, f"{own['plan_id']} ({own['state']}; {own['reason']})"
    yield "peers", len(peers), group
    possible = peers[peers["member"] == "possible"]
    if len(possible):
        yield "only possibly members", len(possible), _names(possible)
    yield "peers with a plan (the denominator)", len(planned), _names(planned)
    none = peers[peers["plan_id"].isna()]
    yield "peers without a plan that was found", len(none), _names(none)
    for state, part in planned.groupby("state"):
        yield f"of them {state}", len(part), _names(part)
    for column, said in (("orientation", "acting"), ("instrument", "instrument")):
        for value, part in planned.groupby(column):
            yield f"of them {said}: {str(value).replace('_', ' ')}", len(part), _names(part)


def _countries(named: pd.DataFrame | None) -> Iterator[tuple[str, int | None, str]]:
    """The countries abroad that the plan is seen to name, and those that peers name too."""
    if named is None or named.empty:
        return
    own = named[named["own"].notna()]
    shared = named[named["shared"]]
    yield "countries that the plan is seen to name or work in", len(own), ", ".join(own.index)
    told = [f"{country} ({count})" for country, count in shared["peers"].items()]
    yield "of them in plans of peers too (how many)", len(shared), ", ".join(told)


def _names(rows: pd.DataFrame) -> str:
    return ", ".join(rows["entity"])


def timeline(tables: Tables, editions: pd.DataFrame) -> pd.DataFrame:
    """Every edition of the country and its peers.

    Returns
    -------
    pandas.DataFrame
        One row an edition; columns entity, name, role, plan_id, instrument, adopted, start, end,
        end_original, compared (whether this is the edition compared).
    """
    plans = tables["plans"].sort_values("edition", key=edition_order, kind="stable")
    columns = ["entity", "plan_id", "instrument", "adopted", "start", "end", "end_original"]
    found = editions[["entity", "name", "role"]].merge(plans[columns], on="entity")
    found["compared"] = found["plan_id"].isin(editions["plan_id"])
    return found
