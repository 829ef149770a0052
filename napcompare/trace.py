"""Where cells come from, and how a value went from edition to edition: pure functions on the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from napcompare._frames import row_keys
from napcompare.errors import UnknownNameError

__all__ = ["features_by_edition", "history", "provenance"]

Tables = Mapping[str, pd.DataFrame]

# The key columns of the tables that have provenance, in the order they are looked up.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "plans": ("plan_id",),
    "entities": ("entity",),
    "plan_events": ("plan_id", "event", "seq"),
    "features": ("plan_id", "feature"),
    "actors": ("plan_id", "actor", "role"),
    "funding": ("plan_id", "seq"),
    "reports": ("report_id",),
    "plan_countries": ("plan_id", "country", "role"),
    "plan_counts": ("plan_id", "measure", "seq"),
    "indicators": ("indicator_id",),
    "notes": ("entity", "seq"),
    "codings": ("plan_id", "field", "coder"),
}
_SHOWN = ["publisher", "authority", "url", "official_reference", "accessed"]


def provenance(tables: Tables, key: str, column: str | None = None) -> pd.DataFrame:
    """See `napcompare.dataset.Dataset.provenance`."""
    cells = list(_cells(tables, key, column))
    found = pd.DataFrame(cells, columns=["table", "key", "column", "value"])
    told = tables["provenance"]
    own = found.merge(told, on=["table", "key", "column"])
    named = pd.MultiIndex.from_frame(own[["table", "key", "column"]])
    rest = found[~pd.MultiIndex.from_frame(found[["table", "key", "column"]]).isin(named)]
    whole = told[told["key"] == "*"].drop(columns="key")
    both = pd.concat(
        [own, rest.merge(whole, on=["table", "column"], how="left")], ignore_index=True
    )
    order = {c: n for n, c in enumerate(dict.fromkeys(found["column"]))}
    both = both.sort_values("column", key=lambda s: s.map(order), kind="stable", ignore_index=True)
    joined = both.merge(tables["sources"][["source_id", *_SHOWN]], on="source_id", how="left")
    names = ["table", "key", "column", "value", "method", "derived_from", "locator", "source_id"]
    return joined[[*names, *_SHOWN]]


def _cells(tables: Tables, key: str, column: str | None) -> Iterator[tuple[str, str, str, str]]:
    """The filled cells that are asked for: table, key, column, value."""
    rows = _rows(tables, key)
    features = tables["features"]
    coded = features[features["plan_id"] == key].set_index("feature")["value"]
    names = dict.fromkeys(c for table, _, row in rows for c in row.index if c not in _silent(table))
    if column is not None and column not in {*names, *coded.index}:
        raise UnknownNameError(f"column or feature of {key}", column, [*names, *coded.index])
    told = tables["provenance"][["table", "column"]].drop_duplicates()
    sourced = set(told.itertuples(index=False, name=None))
    for table, place, row in rows:
        for name in (c for c in row.index if c not in _silent(table)):
            if name in _SAID and (table, name) not in sourced:
                continue  # a release from before keys had sources
            if column in (None, name) and pd.notna(row[name]) and row[name] != "unknown":
                yield table, place, name, str(row[name])
    for name, value in coded.items():
        if column in (None, name) and value != "unknown":
            yield "features", f"{key}/{name}", "value", value


# Parts of keys that say something a source is recorded for.
_SAID = frozenset({"event", "actor", "role", "country", "measure"})


def _silent(table: str) -> set[str]:
    """The columns of a table that only say which row it is."""
    whose = set() if table in ("plans", "entities") else {"plan_id", "entity"}
    return (set(_KEYS[table]) - _SAID) | whose


def _rows(tables: Tables, key: str) -> list[tuple[str, str, pd.Series[Any]]]:
    """The row of a key; for the beginning of keys, as in UKR-NEXT, every row below it."""
    begun = []
    for table, columns in _KEYS.items():
        if table not in tables:
            continue
        keys = row_keys(tables[table], columns)
        if (keys == key).any():
            return [(table, key, tables[table][keys == key].iloc[0])]
        below = [n for n, place in enumerate(keys) if place.startswith(f"{key}/")]
        begun += [(table, str(keys.iloc[n]), tables[table].iloc[n]) for n in below]
    if begun and "-" in key:
        return begun
    known = [*tables["plans"]["plan_id"], *tables["entities"]["entity"]]
    raise UnknownNameError("plan, entity or row", key, known)


def history(tables: Tables, entity: str, field: str) -> pd.DataFrame:
    """See `napcompare.dataset.Dataset.history`."""
    plans, features = tables["plans"], tables["features"]
    mine = _editions(tables, entity)
    shown = mine[["plan_id", "instrument", "start", "end"]].copy()
    coded = features[features["feature"] == field].set_index("plan_id")
    if len(coded):
        keys = shown["plan_id"] + "/" + field
        shown["value"] = shown["plan_id"].map(coded["value"])
        shown["confidence"] = shown["plan_id"].map(coded["confidence"])
        where = ("features", "value")
    elif field in plans.columns:
        keys = shown["plan_id"]
        shown["value"] = mine[field].astype("str").where(mine[field].notna())
        shown["confidence"] = pd.Series(float("nan"), shown.index, "str")
        where = ("plans", field)
    else:
        known = [*plans.columns, *features["feature"].unique()]
        raise UnknownNameError("column or feature", field, known)
    told = tables["provenance"]
    told = told[(told["table"] == where[0]) & (told["column"] == where[1])]
    shown["sources"] = keys.map(told.groupby("key").size()).fillna(0).astype("int64")
    return shown.reset_index(drop=True)


def features_by_edition(tables: Tables, entity: str) -> pd.DataFrame:
    """See `napcompare.dataset.Dataset.features_by_edition`."""
    editions = _editions(tables, entity)["plan_id"]
    features = tables["features"]
    mine = features[features["plan_id"].isin(editions)]
    wide = mine.pivot_table(index="feature", columns="plan_id", values="value", aggfunc="first")
    return wide.reindex(columns=editions.tolist()).rename_axis(columns=None)


def _editions(tables: Tables, entity: str) -> pd.DataFrame:
    """The plans of an entity, national editions in their order, then ministry plans."""
    entities = list(tables["entities"]["entity"])
    if entity not in entities:
        raise UnknownNameError("entity", entity, entities)
    plans = tables["plans"]
    return plans[plans["entity"] == entity].sort_values("edition", key=edition_order)


def edition_order(editions: pd.Series[Any]) -> pd.Series[Any]:
    """Sort key of editions: 1, 2, … 10, then M1, M2, …"""
    return editions.map(lambda e: (e.startswith("M"), int(e.lstrip("M"))))
