"""What was so on a day: plans adopted, in force or lapsed, and counts that are intervals.

An event's date is as precise as its source and stands for an interval, so a plan may be *certainly* or
only *possibly* adopted by a day. A plan's stated start year begins on 1 January and its end year ends
on 31 December. Where no adoption is known the start stands for it; where neither is, a plan is possible
from the last of its drafting that has a date, and certain once it was seen to exist.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from napcompare._frames import records
from napcompare.dates import PartialDate
from napcompare.errors import QuestionError
from napcompare.groups import Members

__all__ = ["Count", "as_day", "count_as_of", "entities_of", "plans_as_of", "spans"]

STATUSES = ("adopted", "in_force", "lapsed")
UNITS = ("countries", "un_members", "plans", "regional_bodies")
# Plan statuses of an entity that was looked at and in which no plan was found.
WITHOUT_RESULT = ("none_stated", "none_found", "in_preparation", "unclear")
_NO, _MAYBE, _YES = 0, 1, 2
_WORDS = {_MAYBE: "possible", _YES: "certain"}


def as_day(text: str, what: str = "as of") -> date:
    """The day that an as-of date means: the last one of a year or month.

    Raises
    ------
    QuestionError
        When it is not a date.

    Examples
    --------
    >>> as_day("2022-02")
    datetime.date(2022, 2, 28)
    """
    if not isinstance(text, str):
        raise QuestionError(
            f"{what}: {text!r} is not a text; write '2020', '2020-12' or '2020-12-11'."
        )
    try:
        return PartialDate(text).last
    except ValueError as error:
        raise QuestionError(f"{what}: {error}.") from None


@dataclass(frozen=True, slots=True)
class Span:
    """When a plan was adopted and in force; each date is a pair of the earliest and latest it may be."""

    adopted: tuple[date, date]
    begins: tuple[date, date]
    ends: date | None
    end_known: bool
    why_adopted: str
    why_ends: str


def spans(plans: pd.DataFrame, events: pd.DataFrame) -> dict[str, Span]:
    """The span of every plan.

    Parameters
    ----------
    plans, events : pandas.DataFrame
        The tables plans and plan_events.

    Returns
    -------
    dict of str to Span
        By plan_id.
    """
    return _spans(_rows(plans), events)


# What the rules look at; the other columns need not be turned into values.
_COLUMNS = [
    "plan_id", "entity", "edition", "instrument", "adopted", "adopted_event", "start", "end",
    "end_original", "open_ended", "checked_on",
]  # fmt: skip


def _rows(plans: pd.DataFrame) -> list[dict[str, Any]]:
    return records(plans[[name for name in _COLUMNS if name in plans]])


def _spans(rows: list[dict[str, Any]], events: pd.DataFrame) -> dict[str, Span]:
    repealed = events[events["event"].isin(["repealed", "withdrawn"])].dropna(subset=["date"])
    repeals = dict(zip(repealed["plan_id"], repealed["date"], strict=True))
    drafting = events[events["event"] == "drafting"].dropna(subset=["date"])
    drafts = drafting.groupby("plan_id")["date"].agg(list).to_dict()
    following = _following(rows)
    return {
        r["plan_id"]: _span(
            r, repeals.get(r["plan_id"]), following.get(r["plan_id"]), drafts.get(r["plan_id"], ())
        )
        for r in rows
    }


def _following(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, date]]:
    """For each plan the next edition of the same entity and instrument, and the day it starts."""
    found: dict[str, tuple[str, date]] = {}
    last: dict[tuple[str, str], str] = {}
    ordered = sorted((r for r in rows if r["start"] or r["adopted"]), key=_edition)
    for row in ordered:
        kind = (row["entity"], row["instrument"])
        if kind in last:
            found[last[kind]] = (row["plan_id"], PartialDate(row["start"] or row["adopted"]).first)
        last[kind] = row["plan_id"]
    return found


def _edition(row: Mapping[str, Any]) -> tuple[str, bool, int]:
    edition = row["edition"]
    return row["entity"], edition.startswith("M"), int(edition.lstrip("M"))


def _adoption(row: Mapping[str, Any], drafts: Iterable[str]) -> tuple[date, date, str]:
    """The earliest and latest day on which a plan may have been adopted, and why."""
    if row["adopted"]:
        told = PartialDate(row["adopted"])
        return told.first, told.last, f"{row['adopted_event'].replace('_', ' ')} {row['adopted']}"
    if row["start"]:
        start = PartialDate(row["start"]).first
        return start, start, f"adoption unknown, start {row['start']}"
    earliest = max((PartialDate(d).first for d in drafts), default=date.min)
    latest = PartialDate(row["checked_on"]).last if row["checked_on"] else date.max
    seen = f", seen {row['checked_on']}" if row["checked_on"] else ""
    return earliest, latest, f"no date of adoption or start is known{seen}"


def _span(
    row: Mapping[str, Any],
    repeal: str | None,
    following: tuple[str, date] | None,
    drafts: Iterable[str],
) -> Span:
    earliest, latest, why = _adoption(row, drafts)
    start = PartialDate(row["start"]).first if row["start"] else None
    adopted = (earliest, latest)
    begins = adopted
    if start:
        begins = (max(adopted[0], start), max(adopted[1], start))
    ends: list[tuple[date, str]] = []
    if row["end"]:
        extended = ", extended" if row["end_original"] else ""
        ends.append((PartialDate(row["end"]).last, f"end {row['end']}{extended}"))
    if repeal:
        ends.append((PartialDate(repeal).last, f"repealed {repeal}"))
    if following:
        plan_id, day = following
        ends.append((date.fromordinal(day.toordinal() - 1), f"followed by {plan_id}"))
    known = bool(row["end"] or repeal) or row["open_ended"] == "yes"
    end, told_end = min(ends) if ends else (None, "open-ended")
    if not known:
        told_end = f"end unknown, {told_end}" if ends else "end unknown"
    return Span(adopted, begins, end, known, why, told_end)


def _adopted(span: Span, day: date) -> int:
    earliest, latest = span.adopted
    return _YES if latest <= day else _MAYBE if earliest <= day else _NO


def _in_force(span: Span, day: date) -> int:
    begun = _YES if span.begins[1] <= day else _MAYBE if span.begins[0] <= day else _NO
    if span.ends is not None and day > span.ends:
        return _NO
    return begun if span.end_known else min(begun, _MAYBE)


def _lapsed(span: Span, day: date, followed: bool) -> int:
    """Past its end and without a successor that had started."""
    if followed or _adopted(span, day) == _NO:
        return _NO
    if span.ends is not None:
        return _adopted(span, day) if span.ends < day else _NO
    return _NO if span.end_known else _MAYBE


def plans_as_of(
    plans: pd.DataFrame, events: pd.DataFrame, day: date, status: str = "adopted"
) -> pd.DataFrame:
    """Plans with a status on a day; see `napcompare.dataset.Dataset.plans_as_of`."""
    if status not in STATUSES:
        raise QuestionError(f"status is one of {', '.join(STATUSES)}, not {status!r}.")
    told = _rows(plans)
    known = _spans(told, events)
    following = {p: after for p, (after, begin) in _following(told).items() if begin <= day}
    rows = []
    for row in told:
        span = known[row["plan_id"]]
        adopted, force = _adopted(span, day), _in_force(span, day)
        lapsed = _lapsed(span, day, row["plan_id"] in following)
        chosen = {"adopted": adopted, "in_force": force, "lapsed": lapsed}[status]
        if chosen == _NO:
            continue
        reason = "; ".join((span.why_adopted, span.why_ends))
        state = _told(adopted, force, lapsed)
        rows.append(
            (row["plan_id"], row["entity"], row["instrument"], _WORDS[chosen], state, reason)
        )
    columns = ["plan_id", "entity", "instrument", "certainty", "state", "reason"]
    return pd.DataFrame(rows, columns=columns)


def _told(adopted: int, force: int, lapsed: int) -> str:
    if force == _YES:
        return "in force"
    if lapsed == _YES:
        return "lapsed, no successor seen"
    if force == _MAYBE:
        return "possibly in force"
    return "superseded" if adopted == _YES else "possibly adopted"


@dataclass(frozen=True, slots=True)
class Count:
    """A count that depends on unknowns.

    Attributes
    ----------
    lower, upper : int
        The interval; equal where the data allow.
    certain, possible : list of str
        What certainly counts, and what only possibly does.
    reasons : pandas.DataFrame
        One row a plan that counts: plan_id, entity, certainty, reason.
    left_out : dict of str to int
        What was not counted, and why.
    searched : int
        Entities of the unit that were looked at without finding a plan.
    """

    certain: list[str]
    possible: list[str]
    reasons: pd.DataFrame
    left_out: Mapping[str, int]
    searched: int

    @property
    def lower(self) -> int:
        return len(self.certain)

    @property
    def upper(self) -> int:
        return len(self.certain) + len(self.possible)

    def __str__(self) -> str:
        return str(self.lower) if self.lower == self.upper else f"{self.lower} to {self.upper}"

    def __repr__(self) -> str:
        return f"<Count {self}; searched without result: {self.searched}>"


def count_as_of(
    tables: Mapping[str, pd.DataFrame],
    day: date,
    what: str = "countries",
    status: str = "adopted",
    instruments: Collection[str] | None = None,
    group: Members | None = None,
) -> Count:
    """Count on a day; see `napcompare.dataset.Dataset.count_as_of`."""
    if what not in UNITS:
        raise QuestionError(f"what is one of {', '.join(UNITS)}, not {what!r}.")
    entities, plans = tables["entities"].set_index("entity"), tables["plans"]
    found = plans_as_of(plans, tables["plan_events"], day, status)
    counted, left_out = _counted(found, plans, instruments)
    ours = entities_of(entities, what)
    counted = counted[counted["entity"].isin(ours)]
    if group is not None:
        outside = ~counted["entity"].isin(group.possible)
        left_out["outside the group"] = int(outside.sum())
        counted = counted[~outside]
    unit = "plan_id" if what == "plans" else "entity"
    sure = counted["certainty"].eq("certain")
    if group is not None:
        sure &= counted["entity"].isin(group.certain)
    certain = sorted(counted.loc[sure, unit].unique())
    possible = sorted(set(counted[unit]) - set(certain))
    looked = entities[
        entities["plan_status"].isin(["none_stated", "none_found", "in_preparation", "unclear"])
    ]
    searched = looked.index.isin(ours)
    if group is not None:
        searched = searched & looked.index.isin(group.possible)
    reasons = counted[["plan_id", "entity", "certainty", "reason"]].reset_index(drop=True)
    return Count(certain, possible, reasons, left_out, int(searched.sum()))


def _counted(
    found: pd.DataFrame, plans: pd.DataFrame, instruments: Collection[str] | None
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows that count as plans, or are of the instruments asked for; and how many were left out."""
    if instruments is not None:
        unknown = set(instruments) - set(plans["instrument"])
        if unknown:
            there = ", ".join(sorted(plans["instrument"].unique()))
            raise QuestionError(f"no instrument {', '.join(sorted(unknown))}; there are {there}.")
        kept = found["instrument"].isin(list(instruments))
        return found[kept], {"other instruments": int((~kept).sum())}
    counts = plans.set_index("plan_id")["counts_as_plan"]
    kept = found["plan_id"].map(counts).eq("yes")
    return found[kept], {"documents that do not count as a plan": int((~kept).sum())}


def entities_of(entities: pd.DataFrame, what: str) -> frozenset[str]:
    """The entities that a unit is about."""
    if what == "un_members":
        return frozenset(entities.index[entities["un_status"] == "member"])
    if what == "regional_bodies":
        return frozenset(entities.index[entities["kind"] == "regional_organisation"])
    if what == "countries":
        return frozenset(entities.index[entities["kind"] != "regional_organisation"])
    return frozenset(entities.index)
