"""Relations between the tables of a release: what the schema of one table cannot say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from napcompare._frames import records, row_keys
from napcompare.dates import PartialDate
from napcompare.errors import Problem
from napcompare.schema import Schema

__all__ = ["RELATIONS"]

Tables = Mapping[str, pd.DataFrame]


def _features_complete(tables: Tables, schema: Schema) -> Iterator[Problem]:
    """Every plan has a row for every feature, unknown included."""
    pairs = pd.MultiIndex.from_product([tables["plans"]["plan_id"], list(schema.features)])
    there = pd.MultiIndex.from_frame(tables["features"][["plan_id", "feature"]])
    for plan_id, feature in pairs.difference(there):
        yield Problem(
            "features_complete", "has no row", table="features", key=f"{plan_id}/{feature}"
        )


def _period_in_order(tables: Tables, schema: Schema) -> Iterator[Problem]:
    for row in records(tables["plans"]):
        if pd.notna(row["start"]) and pd.notna(row["end"]):
            start, end = PartialDate(row["start"]), PartialDate(row["end"])
            if end.certainly_before(start):
                message = f"ends before its start {start}"
                yield Problem(
                    "order",
                    message,
                    table="plans",
                    key=row["plan_id"],
                    column="end",
                    value=end.text,
                )


def _adoption_follows(tables: Tables, schema: Schema) -> Iterator[Problem]:
    """The date of adoption is that of the event that adopted_event names."""
    events = tables["plan_events"]
    dates = events.groupby(["plan_id", "event"])["date"].agg(set)
    for row in records(tables["plans"].dropna(subset=["adopted"])):
        there = dates.get((row["plan_id"], row["adopted_event"]), set())
        if row["adopted"] not in there:
            message = f"no event {row['adopted_event']!r} has this date"
            yield Problem(
                "adoption",
                message,
                table="plans",
                key=row["plan_id"],
                column="adopted",
                value=row["adopted"],
            )


def _provenance_points(tables: Tables, schema: Schema) -> Iterator[Problem]:
    """Provenance is of a cell that is there and filled."""
    for name, rows in tables["provenance"].groupby("table"):
        if name not in schema.tables:
            yield Problem("provenance", f"is of {name!r}, which is not a table", table="provenance")
        if name not in tables:
            continue
        data, table = tables[str(name)], schema.table(str(name))
        data = data.set_index(row_keys(data, table.primary_key))
        for column, part in rows[rows["key"] != "*"].groupby("column"):
            if column not in data.columns:
                yield Problem(
                    "provenance",
                    "is of a column that is not there",
                    table=str(name),
                    column=str(column),
                )
                continue
            filled = data.index[data[column].notna()]
            for key in part["key"][~part["key"].isin(filled)].unique():
                message = "has provenance but no value"
                yield Problem("provenance", message, table=str(name), key=key, column=str(column))


def _rows_sourced(tables: Tables, schema: Schema) -> Iterator[Problem]:
    """Every row that tells a fact on a plan has a source for at least one of its cells."""
    told = tables["provenance"]
    for name in _SOURCED_ROWS:
        if name in tables:
            keys = row_keys(tables[name], schema.table(name).primary_key)
            sourced = told.loc[told["table"] == name, "key"]
            for key in keys[~keys.isin(sourced)]:
                message = "the row has no source; give the item a `url` in the registry"
                yield Problem("row_sourced", message, table=name, key=key)


_SOURCED_ROWS = (
    "plan_events",
    "actors",
    "funding",
    "reports",
    "plan_countries",
    "plan_counts",
    "indicators",
    "objectives",
    "pledges",
    "reported_values",
    "framework_indicators",
)


def _events_of_plans(tables: Tables, schema: Schema) -> Iterator[Problem]:
    """An event is of a plan, or of the next edition of an entity."""
    known = {*tables["plans"]["plan_id"], *(tables["entities"]["entity"] + "-NEXT")}
    events = tables["plan_events"]
    lost = events[~events["plan_id"].isin(known)]
    for key, plan in zip(
        row_keys(lost, schema.table("plan_events").primary_key), lost["plan_id"], strict=True
    ):
        message = "there is no such plan"
        yield Problem("foreign_key", message, "error", "", 0, "plan_events", key, "plan_id", plan)


def _countries_abroad(tables: Tables, schema: Schema) -> Iterator[Problem]:
    """A country in a plan is one that there is, and not the one whose plan it is."""
    entities = tables["entities"]
    known = set(entities.loc[entities["kind"] != "regional_organisation", "entity"])
    owner = tables["plans"].set_index("plan_id")["entity"]
    countries = tables["plan_countries"]
    own = countries["country"] == countries["plan_id"].map(owner)
    wrong = countries[own | ~countries["country"].isin(known)]
    table = schema.table("plan_countries")
    for key, code in zip(row_keys(wrong, table.primary_key), wrong["country"], strict=True):
        message = "must be another country, by a code that the table entities has"
        yield Problem("country", message, "error", "", 0, table.name, key, "country", code)


def _mapped(tables: Tables, schema: Schema) -> Iterator[Problem]:
    """Every indicator is mapped by hand, to a concept that there is or to none with the reason."""
    mappings, known = tables["mappings"], tables["concepts"]["concept"]
    unmapped = mappings["concept"] == "unmapped"
    wrong = (~mappings["concept"].isin(known) & ~unmapped) | (unmapped & mappings["reason"].isna())
    keys = row_keys(mappings, schema.table("mappings").primary_key)
    for key in keys[wrong]:
        message = "must be a concept, or `unmapped` with a reason"
        yield Problem("mapping", message, table="mappings", key=key, column="concept")
    by_hand = mappings.loc[mappings["method"] == "hand", "indicator_id"]
    missing = tables["indicators"]["indicator_id"]
    for key in missing[~missing.isin(by_hand)]:
        yield Problem("mapping", "is mapped to no concept", table="indicators", key=key)


# What each relation needs, and the rule.
RELATIONS: tuple[tuple[tuple[str, ...], Callable[[Tables, Schema], Iterator[Problem]]], ...] = (
    (("plans", "features"), _features_complete),
    (("plans",), _period_in_order),
    (("plans", "plan_events"), _adoption_follows),
    (("provenance",), _provenance_points),
    # Releases from before there was this promise have no table actors.
    (("provenance", "actors"), _rows_sourced),
    (("plans", "entities", "plan_events"), _events_of_plans),
    (("plans", "entities", "plan_countries"), _countries_abroad),
    (("indicators", "mappings", "concepts"), _mapped),
)
