"""Where each cell of the tables comes from.

A source lists what it was seen to support, and an item below a plan may name its own address. What no
source lists may follow from something that one does: `rules_sources.FOLLOWS` says which columns may, and
the cell is then marked as derived. Whatever is left has no source of its own and is listed in the quality
report of a release.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from napcompare.registry import derive
from napcompare.registry.family import Family, Plan
from napcompare.registry.hosts import source_id
from napcompare.registry.read import NEXT, Entry
from napcompare.registry.rules_sources import FOLLOWS, support_name
from napcompare.schema import Schema, Table

__all__ = ["OWN", "family_provenance"]

OWN = "napcompare-coding"
# Columns that only say which row it is.
_IDS = frozenset(
    {"plan_id", "entity", "seq", "report_id", "indicator_id", "objective_id", "pledge_id"}
)

Row = dict[str, str]
Support = dict[str, list[Entry]]


def family_provenance(
    family: Family, plan_rows: Mapping[str, Mapping[str, Any]], schema: Schema
) -> Iterator[Row]:
    """Provenance of every cell that an entity's file gives rise to.

    Parameters
    ----------
    family : Family
        The entries of one file.
    plan_rows : mapping
        The rows of the table plans by plan_id, for the columns that are derived.
    schema : Schema

    Yields
    ------
    dict
        Rows of the table provenance.
    """
    entity = family.entity
    support = _support(family.sources)
    columns = {
        name: list(_seen("entities", entity.entity, name, support.get(name, ()), ()))
        for name in entity.values
    }
    for rows in columns.values():
        yield from rows
    for item in [*family.next_edition.items, *family.beside.items]:
        yield from _item(item, schema.section(item.section), support, columns, set())
    for plan in family.plans:
        yield from _plan_provenance(plan, plan_rows[plan.entry.plan_id], schema)


def _support(sources: Iterable[Entry]) -> Support:
    support: Support = {}
    for source in sources:
        for name in source.supports:
            support.setdefault(name, []).append(source)
    return support


def _row(table: str, key: str, column: str, source: str, method: str, **more: str) -> Row:
    return {
        "table": table,
        "key": key,
        "column": column,
        "source_id": source,
        "locator": more.get("locator", ""),
        "method": method,
        "derived_from": more.get("derived_from", ""),
    }


def _seen(
    table: str, key: str, column: str, sources: Iterable[Entry], documents: Iterable[str]
) -> Iterator[Row]:
    for source in sources:
        url = source.values["url"]
        method = "stated_by_document" if url in documents else "seen"
        locator = source.values.get("locator", "")
        yield _row(table, key, column, source_id(url), method, locator=locator)


def _derived(
    table: str, key: str, column: str, rows: Iterable[Row], derived_from: str
) -> Iterator[Row]:
    """The sources of other cells, for a cell that follows from them."""
    for source, origin in {r["source_id"]: r.get("derived_from", "") for r in rows}.items():
        # What rests on our own word says to the end what it follows from.
        named = f"{derived_from};{origin}" if source == OWN and origin else derived_from
        yield _row(table, key, column, source, "derived", derived_from=named)


def _plan_provenance(plan: Plan, row: Mapping[str, Any], schema: Schema) -> Iterator[Row]:
    values, key = plan.entry.values, plan.entry.plan_id
    sources = plan.get("source")
    support = _support(sources)
    documents = {values[c] for c in ("document_url", "copy_url") if c in values}
    for column in ("document_url", "copy_url"):
        own = [s for s in sources if s.values["url"] == values.get(column)]
        support[column] = own or support.get(column, [])
    columns: dict[str, list[Row]] = {}
    for name in values:
        columns[name] = list(_seen("plans", key, name, support.get(name, ()), documents))
    for name, origins in FOLLOWS.items():
        origin = next((o for o in origins if columns.get(o)), None)
        if name in values and not columns[name] and origin:
            columns[name] = list(_derived("plans", key, name, columns[origin], origin))
    items = {
        id(item): list(_item(item, schema.section(item.section), support, columns, documents))
        for item in plan.items
    }
    _derive_dates(plan, row, columns, items)
    for name in sorted(columns):
        yield from columns[name]
    for rows in items.values():
        yield from rows
    yield from _features(plan, support, documents, row)


def _item(
    item: Entry,
    table: Table,
    support: Support,
    columns: Mapping[str, list[Row]],
    documents: set[str],
) -> Iterator[Row]:
    """Provenance of an item: its own address, the column it follows from, or what supports its like."""
    key = "/".join(item.values[c] for c in table.primary_key)
    url, origin = item.values.get("url"), item.values.get("derived_from", "")
    above = "entities" if item.edition in (NEXT, "") else "plans"
    for column in (c for c in table.names if c in item.values and c not in _IDS):
        if url:
            method = "stated_by_document" if url in documents else "seen"
            yield _row(table.name, key, column, source_id(url), method)
        elif origin == "notes":
            yield _row(table.name, key, column, OWN, "derived", derived_from="notes.text")
        elif origin:
            named = f"{above}.{origin}"
            # A note without sources is our own word; the quality report lists what rests on it.
            behind = columns.get(origin) or [{"source_id": OWN}]
            yield from _derived(table.name, key, column, behind, named)
        else:
            sources = support.get(support_name(item), ())
            yield from _seen(table.name, key, column, sources, documents)


def _derive_dates(
    plan: Plan,
    row: Mapping[str, Any],
    columns: dict[str, list[Row]],
    items: Mapping[int, list[Row]],
) -> None:
    """Adoption, start and end where they follow from an event."""
    key = plan.entry.plan_id
    below = plan.get("event")
    _, entered_force = derive.period_start(plan.entry.values.get("start", ""), below)
    extended = derive.extension(below)
    if extended:
        stated = columns.get("end", [])
        columns["end_original"] = [r | {"column": "end_original"} for r in stated]
    origins = {
        "adopted": (derive.adoption(below), "date"),
        "adopted_event": (derive.adoption(below), "date"),
        "start": (entered_force, "date"),
        "end": (extended, "until"),
    }
    for column, (event, part) in origins.items():
        if event and row.get(column):
            kind, seq = event.values["event"], event.values["seq"]
            rows = [r for r in items[id(event)] if r["column"] == part]
            named = f"plan_events.{part} ({kind}/{seq})"
            columns[column] = list(_derived("plans", key, column, rows, named))


def _features(
    plan: Plan, support: Support, documents: set[str], row: Mapping[str, Any]
) -> Iterator[Row]:
    key = plan.entry.plan_id
    focus: list[Row] = []
    for feature in plan.get("feature"):
        name = feature.values["feature"]
        rows = list(_seen("features", f"{key}/{name}", "value", support.get(name, ()), documents))
        yield from rows
        if name in ("focus_domestic", "focus_international"):
            focus += rows
    if row["orientation"] != "unknown":
        named = "features.focus_domestic;features.focus_international"
        yield from _derived("plans", key, "orientation", focus, named)
