"""Checks on the tables of a release, in three tiers.

Structure (pandera, table by table), relations (keys across tables, what follows from what), and
plausibility (warnings, listed and never blocking). Relations are skipped for a table whose structure
failed. Everything found comes back at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from napcompare._frames import records, row_keys
from napcompare.dates import PartialDate
from napcompare.errors import Problem
from napcompare.release.relations import RELATIONS
from napcompare.schema import Schema, Table, pandera_schema

if TYPE_CHECKING:
    from pandera.errors import SchemaErrors

__all__ = ["check_tables", "unsourced"]

Tables = Mapping[str, pd.DataFrame]
_OWN, _NOTES = "napcompare-coding", ("plans.status_note", "entities.status_note")
# A claim names who published it in its own row.
_NO_PROVENANCE = ("sources", "provenance", "lifecycle", "claims")


def check_tables(tables: Tables, schema: Schema, released: str) -> list[Problem]:
    """Check tables against the schemas.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    schema : Schema
    released : str
        Date of the release; nothing in it may have happened later.

    Returns
    -------
    list of Problem
        Errors first, then warnings.
    """
    problems: list[Problem] = []
    sound: dict[str, pd.DataFrame] = {}
    for name in schema.tables:
        if name not in tables:
            problems.append(Problem("table", f"the table {name} is missing", table=name))
            continue
        found = list(_structure(tables[name], schema, name))
        problems += found
        if not found:
            sound[name] = tables[name]
    for needs, rule in RELATIONS:
        if all(n in sound for n in needs):
            problems += rule(sound, schema)
    problems += _foreign_keys(sound, schema)
    if "plans" in sound and "plan_events" in sound:
        problems += _plausible(sound, PartialDate(released))
    return sorted(problems, key=lambda p: p.severity != "error")


def _structure(data: pd.DataFrame, schema: Schema, name: str) -> Iterator[Problem]:
    from pandera.errors import SchemaErrors

    try:
        pandera_schema(schema, name).validate(data, lazy=True)
    except SchemaErrors as errors:
        yield from _failures(errors, data, schema.table(name))


def _failures(errors: SchemaErrors, data: pd.DataFrame, table: Table) -> Iterator[Problem]:
    have_key = set(table.primary_key) <= set(data.columns)
    keys = row_keys(data, table.primary_key) if have_key else pd.Series("", index=data.index)
    seen = set()
    for case in records(errors.failure_cases):
        row, column = case["index"], str(case["column"] or "")
        known = row is not None and not pd.isna(row)
        key = str(keys.loc[row]) if known else ""
        rule = str(case["check"])
        value = "" if case["failure_case"] is None else str(case["failure_case"])
        if "unique" in rule:
            rule, column, value = "primary_key", "", ""
        if (key, column, rule) in seen:
            continue
        seen.add((key, column, rule))
        message = _MESSAGES.get(rule.split("(")[0], "breaks the rule of its column") + f" [{rule}]"
        yield Problem(rule, message, table=table.name, key=key, column=column, value=value)


_MESSAGES = {
    "primary_key": "the key occurs more than once; merge the rows or number them apart",
    "not_nullable": "must not be empty",
    "vocabulary": "is not a code of the vocabulary",
    "pattern": "is not of the form of this column",
    "not_negative": "must not be negative",
    "column_in_schema": "is not a column of the table",
    "column_in_dataframe": "the column is missing",
    "column_ordered": "the column is out of order",
    "dtype": "the column has another type",
}


def _foreign_keys(tables: Tables, schema: Schema) -> Iterator[Problem]:
    for name, data in tables.items():
        table = schema.table(name)
        for columns, target in table.foreign_keys:
            if target not in tables:
                continue
            asked = data.dropna(subset=list(columns))
            values, known = (row_keys(t, columns) for t in (asked, tables[target]))
            lost = ~values.isin(known)
            keys, column = row_keys(asked, table.primary_key), ";".join(columns)
            for key, value in zip(keys[lost], values[lost], strict=True):
                message = f"there is no such row in {target}"
                yield Problem("foreign_key", message, "error", "", 0, name, key, column, value)


def unsourced(tables: Tables, schema: Schema) -> pd.DataFrame:
    """Filled cells that have no source, neither their own nor one of their whole column.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    schema : Schema

    Returns
    -------
    pandas.DataFrame
        Columns table, key, column, value; one row a cell. Cells that say unknown need no source.
    """
    provenance = tables["provenance"]
    whole = set(
        map(tuple, provenance.loc[provenance["key"] == "*", ["table", "column"]].to_numpy())
    )
    # What follows from a note that has no sources of its own has none either.
    origin = provenance["derived_from"].fillna("").str.rsplit(";").str[-1]
    bare = (provenance["source_id"] == _OWN) & origin.isin(_NOTES)
    found = []
    for name, table in schema.tables.items():
        if name in _NO_PROVENANCE or name not in tables:
            continue
        data = tables[name]
        keys = row_keys(data, table.primary_key)
        own = provenance[(provenance["table"] == name) & ~bare]
        ids = {*table.primary_key, *(c for columns, _ in table.foreign_keys for c in columns)}
        for column in table.columns:
            if column.name in ids or (name, column.name) in whole:
                continue
            values = data[column.name]
            filled = values.notna() & (values.astype("str") != (column.field.unknown or "unknown"))
            sourced = keys.isin(own.loc[own["column"] == column.name, "key"])
            part = pd.DataFrame({"key": keys, "value": values.astype("str")})[filled & ~sourced]
            found.append(part.assign(table=name, column=column.name))
    return pd.concat(found, ignore_index=True)[["table", "key", "column", "value"]]


_LONG_YEARS, _LATE_YEARS, _MANY_OBJECTIVES = 12, 2, 25


def _plausible(tables: Tables, released: PartialDate) -> Iterator[Problem]:
    for row in records(tables["plans"]):
        for column, message in _odd(row):
            yield Problem(
                "plausible",
                message,
                "warning",
                table="plans",
                key=row["plan_id"],
                column=column,
                value=str(row[column]),
            )
    for row in records(tables["plan_events"].dropna(subset=["date"])):
        if released.certainly_before(PartialDate(row["date"])):
            key = f"{row['plan_id']}/{row['event']}/{row['seq']}"
            message = f"is later than the release of {released}"
            yield Problem(
                "plausible", message, "warning", "", 0, "plan_events", key, "date", row["date"]
            )


def _odd(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What looks odd in a plan: column and message."""
    dates = {c: PartialDate(row[c]) for c in ("adopted", "start", "end") if pd.notna(row[c])}
    if {"start", "end"} <= set(dates):
        years = (dates["end"].last - dates["start"].first).days / 365.25
        if years > _LONG_YEARS:
            yield "end", f"runs for {years:.0f} years"
    if {"adopted", "end"} <= set(dates) and dates["end"].certainly_before(dates["adopted"]):
        yield "adopted", f"is after the end {dates['end']}"
    elif {"adopted", "start"} <= set(dates):
        late = (dates["adopted"].first - dates["start"].last).days / 365.25
        if late > _LATE_YEARS:
            yield "adopted", f"is {late:.0f} years after the start {dates['start']}"
    if pd.notna(row["n_objectives"]) and row["n_objectives"] > _MANY_OBJECTIVES:
        yield "n_objectives", "is unusually high; objectives are the top level only"
