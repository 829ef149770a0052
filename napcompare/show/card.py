"""The card of an entity: everything a release holds on it, as data and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

import pandas as pd

from napcompare._frames import records, row_keys
from napcompare.compare.phrases import Labels, count_words, money_words, report_words, term_words
from napcompare.errors import UnknownNameError
from napcompare.trace import edition_order

__all__ = ["card", "card_text"]

Tables = Mapping[str, pd.DataFrame]
_WIDTH = 100
# The tables below a plan, with their keys; a release from before there was one has none of its rows.
_BELOW = {
    "plan_events": ("plan_id", "event", "seq"),
    "actors": ("plan_id", "actor", "role"),
    "features": ("plan_id", "feature"),
    "funding": ("plan_id", "seq"),
    "reports": ("report_id",),
    "plan_countries": ("plan_id", "country", "role"),
    "plan_counts": ("plan_id", "measure", "seq"),
}


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
        ``entity`` (its row), ``plans`` (rows of plans, each with ``events``, ``actors``, ``features``,
        ``funding``, ``reports``, ``countries``, ``counts`` and ``sources``, the last a mapping of column to
        numbers), ``next_edition`` (events of an edition that is not adopted yet), ``notes``, and ``sources``
        (rows, numbered from 1 by ``number``).

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
    coming = f"{entity}-NEXT"
    numbers = _numbered(tables, [entity, *mine["plan_id"], coming])
    notes = tables["notes"]
    return {
        "entity": records(match)[0],
        "plans": [_plan(tables, row, numbers) for row in records(mine)],
        "next_edition": _below(tables, "plan_events", coming, numbers),
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
        rows = told[_of(told["key"], key)]
        for source in rows["source_id"]:
            numbers.setdefault(source, len(numbers) + 1)
    return numbers


def _in_order(sources: pd.DataFrame, numbers: Mapping[str, int]) -> pd.DataFrame:
    return sources.set_index("source_id").loc[list(numbers)].reset_index()


# Heading, part of the plan and words of the rows that are told in a phrase each.
_IN_WORDS = (
    ("Counts", "counts", count_words),
    ("Money", "funding", money_words),
    ("Reports", "reports", report_words),
)


def _of(keys: pd.Series[str], plan: str) -> pd.Series[bool]:
    """Which keys are of a plan or entity itself, of a row below it, or of a report on it."""
    return (keys == plan) | keys.str.startswith(f"{plan}/") | keys.str.startswith(f"{plan}-R")


def _below(
    tables: Tables, name: str, plan_id: str, numbers: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The rows of a table that are of a plan, each with the numbers of its sources."""
    if name not in tables:
        return []
    data = tables[name]
    mine = data[data["plan_id"] == plan_id]
    told = tables["provenance"]
    told = told[(told["table"] == name) & _of(told["key"], plan_id)]
    behind = {
        key: sorted({numbers[s] for s in ids}) for key, ids in told.groupby("key")["source_id"]
    }
    rows = records(mine.drop(columns="plan_id"))
    keys = row_keys(mine, _BELOW[name])
    rows = [row | {"sources": behind.get(key, [])} for row, key in zip(rows, keys, strict=True)]
    return sorted(rows, key=_when) if name == "plan_events" else rows


def _when(event: Mapping[str, Any]) -> tuple[bool, str]:
    return event["date"] is None, event["date"] or ""


def _plan(tables: Tables, row: dict[str, Any], numbers: Mapping[str, int]) -> dict[str, Any]:
    plan_id = row["plan_id"]
    told = tables["provenance"]
    own = told[(told["table"] == "plans") & (told["key"] == plan_id)]
    cells = {c: sorted(numbers[s] for s in part) for c, part in own.groupby("column")["source_id"]}
    names = {name: name.removeprefix("plan_") for name in _BELOW}
    below = {short: _below(tables, name, plan_id, numbers) for name, short in names.items()}
    return row | below | {"sources": cells}


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
    if content["next_edition"]:
        lines += ["", "An edition that is not adopted yet"]
        lines += _events("", content["next_edition"], labels, width)
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
    yield from _events("Events", plan["events"], labels, width)
    yield from _actors(plan["actors"], labels, width)
    for heading, name, words in _IN_WORDS:
        for number, row in enumerate(plan[name]):
            rest = "".join(f"; {row[c]}" for c in ("reference", "note") if row.get(c))
            rest = rest if name == "reports" else ""
            told = f"{words(row, labels)}{rest}{_cited(row['sources'])}"
            yield from _hanging(f"  {heading if number == 0 else '':<13}", told, width)
    named = [f"{c['country']} ({c['role']}){_cited(c['sources'])}" for c in plan["countries"]]
    if named:
        yield from _hanging("  Countries    ", ", ".join(named), width)
    yield from _features(plan["features"], labels, width)
    if plan["status_note"]:
        cited = _cited(plan["sources"].get("status_note", ()))
        yield from _hanging("  Note         ", f"{plan['status_note']}{cited}", width)


def _actors(actors: Sequence[Mapping[str, Any]], labels: Labels, width: int) -> Iterator[str]:
    """One paragraph a role, in the order of the vocabulary."""
    for role, label in labels.get("actors.role", {}).items():
        named = [_actor(a) for a in actors if a["role"] == role]
        if named:
            yield from _hanging(f"  {label}: ", "; ".join(named), width, " " * 15)


def _actor(row: Mapping[str, Any]) -> str:
    told = ", ".join(p for p in (term_words(row["since"], row["until"]), row["note"]) if p)
    return f"{row['actor']}{f' ({told})' if told else ''}{_cited(row['sources'])}"


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


def _events(
    heading: str, events: Sequence[Mapping[str, Any]], labels: Labels, width: int
) -> Iterator[str]:
    for number, event in enumerate(events):
        name = heading if number == 0 else ""
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
