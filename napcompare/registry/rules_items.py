"""Rules on the items below a plan: actors, money, reports, countries, and the edition to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from napcompare.dates import PartialDate
from napcompare.errors import Problem
from napcompare.registry.derive import ADOPTION_RANK
from napcompare.registry.family import Context, Family, Plan, in_order
from napcompare.registry.read import Entry
from napcompare.registry.rules_sources import items_sourced

__all__ = ["ITEM_RULES", "PREPARING"]

# The events that an edition which is not adopted yet may have.
PREPARING = ("announced", "drafting")
# The columns of an item that hold a beginning and an end.
_PERIODS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "event": (("date", "until"),),
    "actor": (("since", "until"),),
    "funding": (("period_from", "period_to"),),
    "indicator": (("baseline_year", "target_year"),),
    "report": (
        ("covers_from", "covers_to"),
        ("covers_from", "published"),
        ("covers_to", "published"),
    ),
}


def items_in_order(family: Family, context: Context) -> Iterator[Problem]:
    for item in (i for plan in family.editions for i in plan.items):
        for first, last in _PERIODS.get(item.section, ()):
            yield from in_order(item, first, last)


def items_once(family: Family, context: Context) -> Iterator[Problem]:
    """A body has a role once in a plan, and so has a country."""
    for plan in family.plans:
        for section, name in (("actor", "actor"), ("country", "country")):
            seen: dict[tuple[str, str], Entry] = {}
            for item in plan.get(section):
                pair = (item.values.get(name, ""), item.values.get("role", ""))
                first = seen.setdefault(pair, item)
                if first is not item:
                    message = f"{pair[0]} has this role on line {first.line} too; merge the two"
                    yield item.problem("twice", message, name)


def items_alike(family: Family, context: Context) -> Iterator[Problem]:
    """The same sum, report, count or event is told once."""
    for plan in family.editions:
        for section in ("event", "funding", "report", "count"):
            seen: dict[tuple[tuple[str, str], ...], Entry] = {}
            for item in plan.get(section):
                first = seen.setdefault(tuple(sorted(item.values.items())), item)
                if first is not item:
                    message = f"the same is told on line {first.line}; take one out"
                    yield item.problem("twice", message)


def counts_told(family: Family, context: Context) -> Iterator[Problem]:
    """A count of something else says of what."""
    for item in (i for plan in family.plans for i in plan.get("count")):
        if item.values.get("measure") == "other" and "note" not in item.values:
            yield item.problem("count", "with `measure: other` a `note` must say what", "measure")


# Columns that tell of what has happened, so that they cannot be after the day of looking.
_PAST: Mapping[str, tuple[str, ...]] = {
    "event": ("date",),
    "actor": ("since",),
    "report": ("published", "covers_from"),
    "count": ("as_of",),
}


def nothing_from_the_future(family: Family, context: Context) -> Iterator[Problem]:
    """What was seen to have happened is not after the day on which it was looked for."""
    checked = family.entity.values.get("checked_on")
    for item in (i for plan in family.editions for i in plan.items) if checked else ():
        for column in _PAST.get(item.section, ()):
            told = item.values.get(column)
            if told and PartialDate(str(checked)).certainly_before(PartialDate(told)):
                message = (
                    f"is after `checked_on` {checked}; correct the date, or the day of looking"
                )
                yield item.problem("future", message, column)


def countries_abroad(family: Family, context: Context) -> Iterator[Problem]:
    """A country in a plan is one that there is, and not the entity itself."""
    for item in (i for plan in family.plans for i in plan.get("country")):
        country = item.values.get("country", "")
        if country == item.entity:
            message = "is the entity itself; only countries abroad are listed here"
            yield item.problem("country", message, "country")
        elif country and country not in context.names:
            message = "is not a country: use an ISO 3166-1 alpha-3 code, or XKX for Kosovo"
            yield item.problem("country", message, "country")


def money_told(family: Family, context: Context) -> Iterator[Problem]:
    """A sum has a currency; a row without a sum says in its note what the source tells."""
    for item in (i for plan in family.plans for i in plan.get("funding")):
        if item.values.get("amount") and not float(item.values["amount"]):
            message = "is no sum; leave it out and say in `note` what the source tells"
            yield item.problem("money", message, "amount")
        told = {"amount", "currency"} & set(item.lines)
        if len(told) == 1:
            missing = ({"amount", "currency"} - told).pop()
            yield item.problem("money", f"`{missing}` is missing here", told.pop())
        elif not told and "note" not in item.values:
            message = "without `amount` and `currency` a `note` must say what the source tells"
            yield item.problem("money", message)


def reports_in_time(family: Family, context: Context) -> Iterator[Problem]:
    """A report covers nothing before its plan, unless it is a report on an earlier edition too."""
    earlier: set[str] = set()
    for plan in family.plans:
        begun = _begun(plan)
        for report in plan.get("report"):
            since = report.values.get("covers_from")
            joint = report.values.get("url") in earlier
            if since and begun and not joint and PartialDate(since).certainly_before(begun):
                message = (
                    f"the report covers time before its plan, which begins in {begun}; correct the year, "
                    "or list the same address under the earlier edition too"
                )
                yield report.problem("report", message, "covers_from")
            out = report.values.get("published")
            if out and begun and PartialDate(out).certainly_before(begun):
                message = f"the report came out before its plan, which begins in {begun}"
                yield report.problem("report", message, "published")
        earlier |= {r.values["url"] for r in plan.get("report") if "url" in r.values}


def _begun(plan: Plan) -> PartialDate | None:
    """The earliest that is known of a plan: its start, or an event that gives its adoption."""
    events = [e for e in plan.get("event") if e.values.get("event") in ADOPTION_RANK]
    dates = [plan.entry.values.get("start"), *(e.values.get("date") for e in events)]
    return min((PartialDate(d) for d in dates if d), key=lambda d: d.first, default=None)


def next_not_adopted(family: Family, context: Context) -> Iterator[Problem]:
    """Of an edition that is not adopted only its preparation can be told, each with a source."""
    events = family.next_edition.get("event")
    named = {name for source in family.sources for name in source.supports}
    yield from items_sourced(events, named)
    for event in events:
        if event.values.get("event") not in PREPARING:
            message = (
                f"the next edition is only {' or '.join(PREPARING)} here; once it is adopted, "
                "add it under `plans`"
            )
            yield event.problem("next_edition", message, "event")
    if family.plans:
        yield from _after_the_last(events, family.plans[-1])
    if events and family.entity.values.get("plan_status") in ("none_found", "not_researched"):
        message = (
            "`next_edition` tells something of a first plan; write in_preparation, or unclear where its "
            "fate is unknown, or take `next_edition` out"
        )
        yield family.entity.problem("plan_status", message, "plan_status")


def _after_the_last(events: Iterable[Entry], last: Plan) -> Iterator[Problem]:
    begun = _begun(last)
    for event in events:
        told = event.values.get("date")
        if told and begun and PartialDate(told).certainly_before(begun):
            message = (
                f"this is before edition {last.entry.edition} ({begun}); does it belong there?"
            )
            yield event.problem("next_edition", message, "date")


ITEM_RULES = (
    items_in_order,
    items_once,
    items_alike,
    counts_told,
    nothing_from_the_future,
    countries_abroad,
    money_told,
    reports_in_time,
    next_not_adopted,
)
