"""The card of an entity: everything a release holds on it, as data and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

import pandas as pd

from napcompare._frames import records
from napcompare.errors import UnknownNameError
from napcompare.trace import edition_order

__all__ = ["card", "card_text"]

Tables = Mapping[str, pd.DataFrame]
Labels = Mapping[str, Mapping[str, str]]
_WIDTH = 100
# The tables below a plan, with the rest of their keys.
_BELOW = {"plan_events": ("event", "seq"), "features": ("feature",), "funding": ("seq",)}


def card(tables: Tables, entity: str) -> dict[str, Any]:
    """Everything a release holds on an entity.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    entity : str
        Code of the entity.

    Returns
    -------
    dict
        ``entity`` (its row), ``plans`` (rows of plans, each with ``events``, ``features``,
        ``funding`` and ``sources``, the last a mapping of column to numbers), ``notes``, and
        ``sources`` (rows, numbered from 1 by ``number``).

    Raises
    ------
    UnknownNameError
        When there is no such entity.
    """
    entities = tables["entities"]
    match = entities[entities["entity"] == entity]
    if match.empty:
        raise UnknownNameError("entity", entity, entities["entity"])
    plans = tables["plans"]
    mine = plans[plans["entity"] == entity].sort_values("edition", key=edition_order)
    numbers = _numbered(tables, [entity, *mine["plan_id"]])
    notes = tables["notes"]
    return {
        "entity": records(match)[0],
        "plans": [_plan(tables, row, numbers) for row in records(mine)],
        "notes": records(notes[notes["entity"] == entity].drop(columns=["entity", "seq"])),
        "sources": [
            {"number": number} | row
            for number, row in enumerate(records(_in_order(tables["sources"], numbers)), 1)
        ],
    }


def _numbered(tables: Tables, keys: Sequence[str]) -> dict[str, int]:
    """Numbers of the sources of an entity and its plans, in the order of editions."""
    told = tables["provenance"]
    numbers: dict[str, int] = {}
    for key in keys:
        rows = told[(told["key"] == key) | told["key"].str.startswith(f"{key}/")]
        for source in rows["source_id"]:
            numbers.setdefault(source, len(numbers) + 1)
    return numbers


def _in_order(sources: pd.DataFrame, numbers: Mapping[str, int]) -> pd.DataFrame:
    return sources.set_index("source_id").loc[list(numbers)].reset_index()


def _plan(tables: Tables, row: dict[str, Any], numbers: Mapping[str, int]) -> dict[str, Any]:
    plan_id = row["plan_id"]

    def below(name: str) -> list[dict[str, Any]]:
        data = tables[name]
        return records(data[data["plan_id"] == plan_id].drop(columns="plan_id"))

    told = tables["provenance"]
    own = told[(told["table"] == "plans") & (told["key"] == plan_id)]
    cells = {c: sorted(numbers[s] for s in part) for c, part in own.groupby("column")["source_id"]}
    lower = told[told["key"].str.startswith(f"{plan_id}/")].groupby(["table", "key"])["source_id"]
    behind = {place: sorted({numbers[s] for s in part}) for place, part in lower}
    rows = {name: below(name) for name in _BELOW}
    for name, columns in _BELOW.items():
        for item in rows[name]:
            key = "/".join([plan_id, *(str(item[c]) for c in columns)])
            item["sources"] = behind.get((name, key), [])
    events = sorted(rows["plan_events"], key=lambda e: (e["date"] is None, e["date"] or ""))
    return row | {
        "events": events,
        "features": rows["features"],
        "funding": rows["funding"],
        "sources": cells,
    }


def card_text(content: Mapping[str, Any], labels: Labels, width: int = _WIDTH) -> str:
    """A card as text.

    Parameters
    ----------
    content : mapping
        As from `card`.
    labels : mapping
        Column or feature name to its labels by code, as from `napcompare.describe.labels`.
    width : int
        Characters a line.

    Returns
    -------
    str
    """
    lines = list(_head(content["entity"], labels))
    for plan in content["plans"]:
        lines += ["", *_plan_lines(plan, labels, width)]
    if content["notes"]:
        lines += ["", "Notes"]
        for note in content["notes"]:
            kind = labels["notes.kind"][note["kind"]]
            about = " ".join(p for p in (note["plan_id"], note["field"]) if p)
            lines += _hanging(f"- {kind}{f' ({about})' if about else ''}: ", note["text"], width)
    if content["sources"]:
        lines += ["", "Sources"]
        for source in content["sources"]:
            lines += list(_source(source, labels))
    return "\n".join(lines)


def _head(entity: Mapping[str, Any], labels: Labels) -> Iterator[str]:
    title = f"{entity['name_en']} ({entity['entity']})"
    yield title
    yield "=" * len(title)
    status = labels["entities.plan_status"][entity["plan_status"]]
    member = "seen as a member" if entity["focal_points_network"] == "yes" else "unknown"
    checked = entity["checked_on"] or "not yet"
    yield f"{status} · checked {checked} · WPS Focal Points Network: {member}"
    if entity["status_note"]:
        yield from wrap(entity["status_note"], _WIDTH)


def _plan_lines(plan: Mapping[str, Any], labels: Labels, width: int) -> Iterator[str]:
    head = f"{plan['plan_id']}  {plan['title'] or 'title unknown'}"
    yield from _hanging("", head, width, " " * (len(plan["plan_id"]) + 2))
    yield "-" * min(len(head), width)
    for name, column, told in _facts(plan, labels):
        cited = _cited(plan["sources"].get(column, ())) if told != "unknown" else ""
        yield from _hanging(f"  {name:<13}", f"{told}{cited}", width, " " * 15)
    yield from _events(plan["events"], labels, width)
    for row in plan["funding"]:
        scope = labels["funding.scope"][row["scope"]]
        note = f" ({row['note']})" if row["note"] else ""
        told = f"{row['currency']} {row['amount']:,.0f}: {scope}{note}{_cited(row['sources'])}"
        yield from _hanging("  Money        ", told, width)
    yield from _features(plan["features"], labels, width)
    if plan["status_note"]:
        cited = _cited(plan["sources"].get("status_note", ()))
        yield from _hanging("  Note         ", f"{plan['status_note']}{cited}", width)


def _facts(plan: Mapping[str, Any], labels: Labels) -> Iterator[tuple[str, str, str]]:
    """Name, column and text of the facts of a plan."""
    counts = "counts as a plan" if plan["counts_as_plan"] == "yes" else "does not count as a plan"
    reason = f": {plan['counts_reason']}" if plan["counts_reason"] else ""
    instrument = labels["plans.instrument"][plan["instrument"]]
    yield "Instrument", "instrument", f"{instrument} ({counts}{reason})"
    act = labels["plans.adopted_event"].get(plan["adopted_event"], "")
    yield "Adopted", "adopted", f"{plan['adopted']} ({act.lower()})" if act else "unknown"
    first = f" (before extension: {plan['end_original']})" if plan["end_original"] else ""
    end = "open-ended" if plan["open_ended"] == "yes" else plan["end"] or "unknown"
    cited = "end" if plan["end"] else "start"
    yield "Period", cited, f"{plan['start'] or 'unknown'} to {end}{first}"
    kind = labels["plans.lead_agency_type"][plan["lead_agency_type"]].lower()
    lead = f"{plan['lead_agency']} ({kind})" if plan["lead_agency"] else "unknown"
    yield "Lead agency", "lead_agency", lead
    yield "Acts", "orientation", labels["plans.orientation"][plan["orientation"]].lower()
    yield "Objectives", "n_objectives", str(plan["n_objectives"] or "unknown")
    for name, column in (("Document", "document_url"), ("Copy", "copy_url")):
        if plan[column]:
            yield name, column, plan[column]
    yield "Confidence", "existence_confidence", plan["existence_confidence"]


def _events(events: Sequence[Mapping[str, Any]], labels: Labels, width: int) -> Iterator[str]:
    for number, event in enumerate(events):
        name = "Events" if number == 0 else ""
        told = labels["plan_events.event"][event["event"]]
        until = f" until {event['until']}" if event["until"] else ""
        note = f": {event['note']}" if event["note"] else ""
        lead = f"  {name:<13}{event['date'] or 'no date':<12}"
        yield from _hanging(lead, f"{told}{until}{note}{_cited(event['sources'])}", width)


def _features(features: Sequence[Mapping[str, Any]], labels: Labels, width: int) -> Iterator[str]:
    known = [f for f in features if f["value"] != "unknown"]
    yield f"  Features ({len(known)} of {len(features)} known)"
    for feature in known:
        value = labels["features.value"][feature["value"]].lower()
        lead = f"    {feature['feature']:<30}{value:<9}{feature['confidence'] or '':<7}"
        yield f"{lead}{_cited(feature['sources'])}"
    rest = ", ".join(f["feature"] for f in features if f["value"] == "unknown")
    if rest:
        yield from _hanging("    unknown: ", rest, width)


def _source(source: Mapping[str, Any], labels: Labels) -> Iterator[str]:
    authority = labels["sources.authority"][source["authority"]].lower()
    reference = f", {source['official_reference']}" if source["official_reference"] else ""
    seen = f", seen {source['accessed']}" if source["accessed"] else ""
    yield f"[{source['number']}] {source['publisher']} ({authority}{reference}{seen})"
    if source["url"]:
        yield f"    {source['url']}"


def _cited(numbers: Sequence[int]) -> str:
    return f" [{', '.join(map(str, numbers))}]" if numbers else ""


def _hanging(lead: str, text: str, width: int, indent: str | None = None) -> list[str]:
    """Text behind a lead, later lines indented to where it began; addresses are never broken."""
    below = " " * len(lead) if indent is None else indent
    return wrap(
        text,
        width,
        initial_indent=lead,
        subsequent_indent=below,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    ) or [lead]
