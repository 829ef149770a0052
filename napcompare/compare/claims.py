"""Published counts beside our own, each in its own unit; nothing is tuned to them.

A figure agrees with ours when the two intervals meet: ours runs from what was certain on the first day
that the figure may be of to what was possible on the last. Where only the day of a letter, speech or
article is known there is no day of counting, and both figures are told without a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from napcompare._frames import records
from napcompare.asof import Count, count_as_of, entities_of, spans
from napcompare.dates import PartialDate
from napcompare.errors import UnknownNameError
from napcompare.groups import Groups, Members

__all__ = ["MEASURES", "VERDICTS", "claims_tested", "reconcile"]

Tables = Mapping[str, pd.DataFrame]
VERDICTS = ("agrees", "disagrees", "no_day_of_counting", "not_computed")
# Measure: unit, and group or set expression.
MEASURES: Mapping[str, tuple[str, str | None]] = {
    "countries_with_nap": ("countries", None),
    "un_member_states_with_nap": ("un_members", None),
    "un_member_and_observer_states_with_nap": ("countries", "un_members | un_observers"),
    "countries_with_nap_africa": ("countries", "africa"),
    "countries_with_nap_americas": ("countries", "americas"),
    "countries_with_nap_arab_states": ("countries", "arab_league"),
    "countries_with_nap_ecowas": ("countries", "ecowas"),
    "countries_with_nap_igad": ("countries", "igad"),
    "countries_with_nap_osce": ("countries", "osce"),
    "countries_with_nap_west_africa": ("countries", "western_africa"),
    "regional_plans": ("regional_bodies", None),
    "new_naps_in_year": ("countries", None),
    "naps_updated_in_year": ("countries", None),
    "countries_with_third_or_fourth_nap_osce": ("countries", "osce"),
}
# Measures of later editions: which of them count.
_LATER: Mapping[str, Callable[[str], bool]] = {
    "naps_updated_in_year": lambda edition: edition != "1",
    "countries_with_third_or_fourth_nap_osce": lambda edition: edition in ("3", "4"),
}
_IN_YEAR = ("new_naps_in_year", "naps_updated_in_year")
_NEAR = timedelta(days=365)
_COLUMNS = [
    "claim_id", "measure", "value", "percent", "bound", "from", "to", "lower", "upper",
    "un_members_lower", "un_members_upper", "verdict", "reason",
]  # fmt: skip


def claims_tested(tables: Tables, groups: Groups) -> pd.DataFrame:
    """Every claim beside our own count; see `napcompare.dataset.Dataset.reconcile`."""
    rows = [_tested(claim, tables, groups) for claim in records(tables["claims"])]
    counts = ["value", "lower", "upper", "un_members_lower", "un_members_upper"]
    return pd.DataFrame(rows, columns=_COLUMNS).astype(dict.fromkeys(counts, "Int64"))


def _tested(claim: Mapping[str, Any], tables: Tables, groups: Groups) -> dict[str, Any]:
    told = {c: claim.get(c) for c in ("claim_id", "measure", "value", "percent", "bound")}
    if claim["measure"] not in MEASURES:
        return told | {"verdict": "not_computed", "reason": "counted on what we do not count"}
    days = _days(claim)
    if days is None:
        return told | {"verdict": "not_computed", "reason": "neither a day of counting nor a date"}
    lower, upper = _interval(claim["measure"], days, tables, groups)
    told |= {"from": days[0].isoformat(), "to": days[1].isoformat(), "lower": lower, "upper": upper}
    if claim["measure"] == "countries_with_nap":
        members = _interval("un_member_states_with_nap", days, tables, groups)
        told |= {"un_members_lower": members[0], "un_members_upper": members[1]}
    if claim["counted_from"] is None:
        reason = "the day of a letter, speech or article is not a day of counting"
        return told | {"verdict": "no_day_of_counting", "reason": reason}
    least, most = _figure(claim, days[1], tables, groups)
    agrees = least <= upper and (most is None or most >= lower)
    return told | {"verdict": "agrees" if agrees else "disagrees", "reason": ""}


def _days(claim: Mapping[str, Any]) -> tuple[date, date] | None:
    first, last = claim["counted_from"], claim["counted_to"]
    if first is None:
        first = last = claim["published_on"]
    return (PartialDate(first).first, PartialDate(last).last) if first else None


def _members(measure: str, day: date, groups: Groups) -> Members | None:
    named = MEASURES[measure][1]
    return None if named is None else groups.evaluate(named, day)


def _count(measure: str, day: date, tables: Tables, groups: Groups) -> Count:
    what = MEASURES[measure][0]
    found = count_as_of(tables, day, what, group=_members(measure, day, groups))
    return _of_editions(found, tables, measure) if measure in _LATER else found


def _of_editions(found: Count, tables: Tables, measure: str) -> Count:
    """Only what rests on later editions: plans where a year's are counted, else entities."""
    editions = tables["plans"].set_index("plan_id")["edition"]
    reasons = found.reasons[found.reasons["plan_id"].map(editions).map(_LATER[measure])]
    unit = "plan_id" if measure in _IN_YEAR else "entity"
    sure = reasons["certainty"].eq("certain") & reasons["entity"].isin(found.certain)
    certain = sorted(set(reasons.loc[sure, unit]))
    possible = sorted(set(reasons[unit]) - set(certain))
    return replace(found, certain=certain, possible=possible, reasons=reasons)


def _interval(
    measure: str, days: tuple[date, date], tables: Tables, groups: Groups
) -> tuple[int, int]:
    first, last = days
    if measure in _IN_YEAR:
        year = date(last.year, 1, 1) - timedelta(days=1)
        before, after = (_count(measure, day, tables, groups) for day in (year, last))
        sure = set(after.certain) - set(before.certain) - set(before.possible)
        maybe = {*after.certain, *after.possible} - set(before.certain)
        return len(sure), len(maybe)
    return (
        _count(measure, first, tables, groups).lower,
        _count(measure, last, tables, groups).upper,
    )


def _figure(
    claim: Mapping[str, Any], day: date, tables: Tables, groups: Groups
) -> tuple[float, float | None]:
    """The least and most that the claim says; most is None for "more than"."""
    if claim["value"] is not None:
        value = float(claim["value"])
        return value, None if claim["bound"] in ("more_than", "at_least") else value
    named = _members(claim["measure"], day, groups) or groups.evaluate("un_members", day)
    share = float(claim["percent"]) / 100
    return (share - 0.005) * len(named.certain), (share + 0.005) * len(named.possible)


def reconcile(tables: Tables, groups: Groups, claim_id: str) -> pd.DataFrame:
    """Who could explain a difference; see `napcompare.dataset.Dataset.reconcile`."""
    claims = {c["claim_id"]: c for c in records(tables["claims"])}
    if claim_id not in claims:
        raise UnknownNameError("claim", claim_id, claims)
    claim = claims[claim_id]
    days = _days(claim)
    columns = ["entity", "name", "plan_id", "effect", "why"]
    if days is None or claim["measure"] not in MEASURES:
        return pd.DataFrame(columns=columns, dtype="str")
    names = tables["entities"].set_index("entity")["name_en"]
    explain = _later_editions if claim["measure"] in _LATER else _explanations
    rows = pd.DataFrame(
        [*explain(claim["measure"], days, tables, groups)],
        columns=["entity", "plan_id", "effect", "why"],
    )
    rows["name"] = rows["entity"].map(names)
    return rows.sort_values(["why", "entity"], ignore_index=True)[columns]


def _explanations(
    measure: str, days: tuple[date, date], tables: Tables, groups: Groups
) -> Iterator[tuple[str, str, str, str]]:
    """Entity, plan, effect and why, for every plan that another counter may have seen otherwise."""
    last = days[1]
    ours = _count(measure, last, tables, groups)
    inside = _members(measure, last, groups)
    entities = tables["entities"].set_index("entity")
    scope = entities_of(entities, MEASURES[measure][0])
    if inside is not None:
        scope &= inside.possible
    told = spans(tables["plans"], tables["plan_events"])
    for row in records(tables["plans"]):
        plan_id, entity = row["plan_id"], row["entity"]
        adopted = told[plan_id].adopted
        if entity not in scope:
            continue
        if row["counts_as_plan"] == "yes":
            first = row["edition"] == "1"
            effect, why = _seen_otherwise(entity, first, adopted, ours, last)
        else:
            early = entity not in ours.certain and adopted[0] <= last
            effect, why = "higher", "document that does not count as a plan here" if early else ""
        if why:
            yield entity, plan_id, effect, why
    if MEASURES[measure][0] == "countries":
        for entity in ours.certain:
            if entities["un_status"][entity] != "member":
                yield entity, f"{entity}-1", "lower", "not a member of the United Nations"


def _seen_otherwise(
    entity: str, first: bool, adopted: tuple[date, date], ours: Count, last: date
) -> tuple[str, str]:
    if entity in ours.possible and adopted[0] <= last:
        return "either", "only possibly adopted by the last day"
    if entity in ours.certain and first and last - adopted[1] <= _NEAR:
        return "lower", "first plan adopted in the year before"
    if entity not in ours.certain and last < adopted[0] <= last + _NEAR:
        return "higher", "first plan adopted in the year after"
    return "", ""


def _later_editions(
    measure: str, days: tuple[date, date], tables: Tables, groups: Groups
) -> Iterator[tuple[str, str, str, str]]:
    """As `_explanations`, where later editions are counted."""
    last = days[1]
    scope = entities_of(tables["entities"].set_index("entity"), MEASURES[measure][0])
    inside = _members(measure, last, groups)
    told = spans(tables["plans"], tables["plan_events"])
    plans = tables["plans"][tables["plans"]["counts_as_plan"] == "yes"]
    for row in records(plans[plans["edition"].map(_LATER[measure])]):
        adopted = told[row["plan_id"]].adopted
        if row["entity"] not in (scope & inside.possible if inside else scope):
            continue
        place = row["entity"], row["plan_id"]
        if adopted[0] <= last < adopted[1]:
            yield *place, "either", "only possibly adopted by the last day"
        elif timedelta(0) <= last - adopted[1] <= _NEAR:
            yield *place, "lower", "later edition adopted in the year before"
        elif last < adopted[0] <= last + _NEAR:
            yield *place, "higher", "later edition adopted in the year after"
