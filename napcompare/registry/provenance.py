"""Where each cell of the tables comes from.

A source lists what it was seen to support. What no source lists may follow from something that one
does: `rules.FOLLOWS` says which columns may, and the cell is then marked as derived. Whatever is left has
no source of its own and is listed in the quality report of a release.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from napcompare.registry import derive
from napcompare.registry.hosts import source_id
from napcompare.registry.read import Entry
from napcompare.registry.rules import FOLLOWS, Family, Plan

__all__ = ["OWN", "family_provenance"]

OWN = "napcompare-coding"
_DERIVED_DATES = ("adopted", "adopted_event", "start", "end", "end_original")

Row = dict[str, str]
Support = dict[str, list[Entry]]


def family_provenance(family: Family, plan_rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    """Provenance of every cell that an entity's file gives rise to.

    Parameters
    ----------
    family : Family
        The entries of one file.
    plan_rows : mapping
        The rows of the table plans by plan_id, for the columns that are derived.

    Yields
    ------
    dict
        Rows of the table provenance.
    """
    entity = family.entity
    support = _support(family.sources)
    for name in entity.values:
        yield from _seen("entities", entity.entity, name, support.get(name, ()), ())
    for plan in family.plans:
        yield from _plan_provenance(plan, plan_rows[plan.entry.plan_id])


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
    for source in dict.fromkeys(r["source_id"] for r in rows):
        yield _row(table, key, column, source, "derived", derived_from=derived_from)


def _plan_provenance(plan: Plan, row: Mapping[str, Any]) -> Iterator[Row]:
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
    events = {
        (e.values["event"], e.values.get("seq", "")): list(_event_rows(e, support, columns))
        for e in plan.get("event")
    }
    _derive_dates(plan, row, columns, events)
    for name in sorted(columns):
        yield from columns[name]
    for rows in events.values():
        yield from rows
    yield from _features(plan, support, documents, row)
    for section, table in (("funding", "funding"), ("indicator", "indicators")):
        yield from _items(plan, section, table, support, documents)


def _event_rows(event: Entry, support: Support, columns: Mapping[str, list[Row]]) -> Iterator[Row]:
    kind, seq = event.values["event"], event.values["seq"]
    key = f"{event.plan_id}/{kind}/{seq}"
    origin = event.values.get("derived_from", "")
    for column in ("date", "until", "note"):
        if column not in event.values:
            continue
        if not origin:
            yield from _seen("plan_events", key, column, support.get(f"events.{kind}", ()), ())
        elif origin == "notes":
            yield _row("plan_events", key, column, OWN, "derived", derived_from="notes.text")
        else:
            named = f"plans.{origin}"
            yield from _derived("plan_events", key, column, columns.get(origin, ()), named)


def _derive_dates(
    plan: Plan,
    row: Mapping[str, Any],
    columns: dict[str, list[Row]],
    events: Mapping[tuple[str, str], list[Row]],
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
            rows = [r for r in events[kind, seq] if r["column"] == part]
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


def _items(
    plan: Plan, section: str, table: str, support: Support, documents: set[str]
) -> Iterator[Row]:
    for item in plan.get(section):
        key = item.values.get("indicator_id") or f"{plan.entry.plan_id}/{item.values['seq']}"
        for column in item.values:
            if column in ("url", "seq", "indicator_id", "scope"):
                continue
            if "url" in item.values:
                yield _row(table, key, column, source_id(item.values["url"]), "seen")
            else:
                yield from _seen(table, key, column, support.get(table, ()), documents)
