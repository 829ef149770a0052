"""Raw tables to observations: every row is kept, or counted with the reason why it is not."""

from __future__ import annotations

import re

import pandas as pd

from napcompare.entities import Names
from napcompare.errors import DataError, NameAmbiguousError, NameUnknownError, Problem
from napcompare.harmonise.statistics import Statistics

__all__ = ["COLUMNS", "FIRST_YEAR", "harmonise"]

FIRST_YEAR = 2000  # of resolution 1325
COLUMNS = (
    "concept", "series", "entity", "year", "sex", "source_id", "value", "unit", "flag", "vintage", "role",
)  # fmt: skip
_KEY = ["series", "entity", "year", "sex"]
_SHOWN = 20


def harmonise(
    raw: pd.DataFrame, declared: Statistics, names: Names, vintage: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Observations of a source.

    Parameters
    ----------
    raw : pandas.DataFrame
        Columns series, place, name, year and value, as adapters give them.
    declared : Statistics
    names : Names
    vintage : str
        Day on which the publisher's file was fetched, or its own edition.

    Returns
    -------
    observations : pandas.DataFrame
        Columns as in `COLUMNS`, sorted by series, entity and year.
    dropped : pandas.DataFrame
        Columns reason and rows: how many were left out, and why.

    Raises
    ------
    DataError
        For a place that is neither an entity nor an aggregate, and for two values of one series, place and
        year; both with the list.
    """
    left_out: dict[str, int] = {}
    found = raw[raw["series"].isin(list(declared.series))]
    left_out["series that is not asked for"] = len(raw) - len(found)
    old = found["year"] < FIRST_YEAR
    left_out[f"before {FIRST_YEAR}"] = int(old.sum())
    found = found[~old]
    if declared.aggregates:
        groups = found["place"].map(lambda code: bool(re.fullmatch(declared.aggregates, code)))
        left_out["aggregate"] = int(groups.sum())
        found = found[~groups]
    found = found.assign(entity=found["place"].map(_entities(found, declared, names)))
    for column in ("concept", "unit", "sex", "role"):
        told = {name: getattr(series, column) for name, series in declared.series.items()}
        found[column] = found["series"].map(told)
    same = found.duplicated([*_KEY, "value"])
    left_out["given twice"] = int(same.sum())
    found = found[~same]
    _must_agree(found, declared)
    found = found.assign(source_id=declared.source, flag="", vintage=vintage)
    dropped = pd.DataFrame(
        [(reason, rows) for reason, rows in left_out.items() if rows], columns=["reason", "rows"]
    )
    return found.sort_values(_KEY, ignore_index=True)[list(COLUMNS)], dropped


def _entities(found: pd.DataFrame, declared: Statistics, names: Names) -> dict[str, str]:
    """Entity by the publisher's code; a code or name that is not known stops the step with the list."""
    places = found.drop_duplicates("place").set_index("place")["name"]
    known: dict[str, str] = {}
    problems = []
    for code, name in places.items():
        try:
            known[str(code)] = declared.places.get(str(code)) or _read(
                str(code), str(name), declared, names
            )
        except (NameUnknownError, NameAmbiguousError) as error:
            message = f"{code} ({name}): {error} Enter it under `places`."
            problems.append(Problem("place", message, file=f"{declared.source}.yaml"))
    if problems:
        raise DataError(problems)
    return known


def _read(code: str, name: str, declared: Statistics, names: Names) -> str:
    if declared.places_by == "name":
        return names.one(name)
    if code in names.shown:
        return code
    raise NameUnknownError(code, ())


def _must_agree(found: pd.DataFrame, declared: Statistics) -> None:
    twice = found[found.duplicated(_KEY, keep=False)]
    if twice.empty:
        return
    rows = [
        Problem(
            "conflict",
            f"{series} {entity} {year}: two values, {' and '.join(f'{v:g}' for v in part['value'])}",
            file=declared.source,
        )
        for (series, entity, year, _), part in twice.groupby(_KEY)
    ]
    raise DataError(rows[:_SHOWN])
