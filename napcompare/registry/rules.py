"""Rules between the entries of the registry: what structure alone cannot say.

Each rule takes the entries of one entity and yields problems; `RULES` lists them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from napcompare.dates import PartialDate
from napcompare.errors import Problem
from napcompare.registry.hosts import Hosts, host_of
from napcompare.registry.read import Entry
from napcompare.schema import Schema

__all__ = ["FOLLOWS", "RULES", "Context", "check_entries", "supported_names"]


@dataclass(slots=True)
class Plan:
    """One plan with the entries below it, by section."""

    entry: Entry
    below: dict[str, list[Entry]] = field(default_factory=dict)

    def get(self, section: str) -> list[Entry]:
        return self.below.get(section, [])


@dataclass(slots=True)
class Family:
    """The entries of one registry file."""

    entity: Entry
    plans: list[Plan]
    notes: list[Entry]
    sources: list[Entry]

    def all_sources(self) -> Iterator[Entry]:
        yield from self.sources
        for plan in self.plans:
            yield from plan.get("source")


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules look things up in.

    Attributes
    ----------
    schema : Schema
    hosts : Hosts
    names : mapping
        Entity code to name.
    own : set of str
        Columns of plans that are the coder's judgement and need no source each.
    """

    schema: Schema
    hosts: Hosts
    names: Mapping[str, str]
    own: frozenset[str] = frozenset()


# A plan's column without a source of its own may follow from one of these, the first that has one.
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "lead_agency_type": ("lead_agency",),
    "languages": ("document_url", "copy_url", "title"),
}
# What may be without a source: a note gathers what the sources of a plan say.
UNSOURCED = frozenset({"status_note"})

Rule = Callable[[Family, Context], Iterator[Problem]]


def families(entries: list[Entry]) -> list[Family]:
    """Entries gathered by file, plans with what is below them."""
    found: list[Family] = []
    for entry in entries:
        if entry.section == "entity":
            found.append(Family(entry, [], [], []))
        elif entry.section == "plan":
            found[-1].plans.append(Plan(entry))
        elif entry.edition:
            found[-1].plans[-1].below.setdefault(entry.section, []).append(entry)
        else:
            target = found[-1].notes if entry.section == "note" else found[-1].sources
            target.append(entry)
    return found


def supported_names(plan: Plan) -> set[str]:
    """The names that a source of a plan may list under `supports`: what the plan has."""
    names = set(plan.entry.lines)
    names |= {e.values["feature"] for e in plan.get("feature")}
    names |= {f"events.{e.values['event']}" for e in plan.get("event") if "event" in e.values}
    names |= {section + "s" for section in ("indicator",) if plan.get(section)}
    return names | ({"funding"} if plan.get("funding") else set())


def known_entity(family: Family, context: Context) -> Iterator[Problem]:
    entity = family.entity
    if entity.entity not in context.names:
        message = (
            f"{entity.entity} is not an entity: use an ISO 3166-1 alpha-3 code, XKX, or add a "
            "regional organisation to datasets/names/entities.csv"
        )
        yield entity.problem("entity", message, "entity")
    elif entity.values.get("name") not in (None, context.names[entity.entity]):
        message = f"`name` must be {context.names[entity.entity]!r} as in names/entities.csv"
        yield entity.problem("name", message, "name")


def status_fits(family: Family, context: Context) -> Iterator[Problem]:
    has_plan = family.entity.values.get("plan_status") == "has_plan"
    if has_plan and not family.plans:
        message = "plan_status is has_plan but no plan follows; add it or change the status"
        yield family.entity.problem("plan_status", message, "plan_status")
    elif family.plans and not has_plan:
        message = "there are plans here; plan_status must be has_plan"
        yield family.entity.problem("plan_status", message, "plan_status")


def editions_complete(family: Family, context: Context) -> Iterator[Problem]:
    """Editions count 1, 2, 3 … and M1, M2 … without a gap or a repeat, in that order."""
    texts = [p.entry.edition for p in family.plans if p.entry.edition]
    for prefix in ("", "M"):
        series = [t for t in texts if t.startswith("M") == bool(prefix)]
        wanted = [f"{prefix}{n}" for n in range(1, len(series) + 1)]
        if series == wanted:
            continue
        twice = [t for t, count in Counter(series).items() if count > 1]
        missing = [w for w in wanted if w not in series]
        said = "editions are out of order"
        if twice or missing:
            said = (
                f"edition {twice[0]} is there twice"
                if twice
                else f"edition {missing[0]} is missing"
            )
        message = f"{said}; count {', '.join(wanted)} in this order (found: {', '.join(series)})"
        line = family.plans[0].entry.line
        yield Problem("edition", message, file=family.entity.file, line=line, column="edition")


def _ordered(entry: Entry, first: str, last: str) -> Iterator[Problem]:
    start, end = entry.values.get(first), entry.values.get(last)
    if start and end and PartialDate(end).certainly_before(PartialDate(start)):
        message = f"`{last}` {end} is before `{first}` {start}; correct one of the two"
        yield entry.problem("order", message, last)


def dates_in_order(family: Family, context: Context) -> Iterator[Problem]:
    for plan in family.plans:
        yield from _ordered(plan.entry, "start", "end")
        for event in plan.get("event"):
            yield from _ordered(event, "date", "until")
            yield from _extension_extends(plan, event)


def _extension_extends(plan: Plan, event: Entry) -> Iterator[Problem]:
    end, until = plan.entry.values.get("end"), event.values.get("until")
    if event.values.get("event") != "extended" or not end or not until:
        return
    if not PartialDate(end).possibly_before(PartialDate(until)) or end == until:
        message = (
            f"the extension ends in {until}, not after the plan's own end {end}; `end` is the "
            "period as first stated, and the extension carries the new end in `until`"
        )
        yield event.problem("extension", message, "until")


def ends_agree(family: Family, context: Context) -> Iterator[Problem]:
    for plan in family.plans:
        if plan.entry.values.get("open_ended") == "yes" and plan.entry.values.get("end"):
            message = "an open-ended plan has no `end`; remove one of the two"
            yield plan.entry.problem("open_ended", message, "open_ended")


def reason_given(family: Family, context: Context) -> Iterator[Problem]:
    for plan in family.plans:
        values = plan.entry.values
        plain = values.get("instrument") == "action_plan" and values.get("counts_as_plan") == "yes"
        if not plain and "instrument" in values and not values.get("counts_reason"):
            message = "`counts_reason` must say why this counts as a plan, or why not"
            yield plan.entry.problem("reason", message, "instrument")


def sources_support(family: Family, context: Context) -> Iterator[Problem]:
    """A source names what it supports, and what it names is there."""
    for plan in family.plans:
        yield from _supports(plan.get("source"), supported_names(plan))
    yield from _supports(family.sources, set(family.entity.lines))


def _supports(sources: list[Entry], there: set[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for source in sources:
        url = source.values.get("url", "")
        if not source.supports:
            message = "the source supports nothing; list what it was seen to say under `supports`"
            yield source.problem("supports", message, "supports", value=url)
        for name in source.supports:
            if name not in there:
                message = (
                    f"the source supports `{name}`, which has no value here; "
                    "add the value or take the name out"
                )
                yield source.problem("supports", message, "supports")
        if url in seen:
            message = "the same address is listed twice; merge the two"
            yield source.problem("duplicate_source", message, "url")
        seen.add(url)


def hosts_allowed(family: Family, context: Context) -> Iterator[Problem]:
    """No address of a refused host, and a publisher and authority for every source."""
    indicators = [i for p in family.plans for i in p.get("indicator")]
    plans = [p.entry for p in family.plans]
    for entry in [*family.all_sources(), *indicators, *plans]:
        for column in ("url", "archived_url", "document_url", "copy_url"):
            if url := entry.values.get(column):
                yield from _host(entry, column, url, context.hosts)


def _host(entry: Entry, column: str, url: str, hosts: Hosts) -> Iterator[Problem]:
    host = host_of(url)
    if host in hosts.refused:
        message = f"{host} is not cited: {hosts.refused[host]}; find the publisher's own page"
        yield entry.problem("refused_host", message, column)
    elif column != "url":
        copied = host in hosts.cited and hosts.cited[host].authority == "copy"
        if column == "document_url" and copied:
            message = f"{host} shows copies of others' documents; put the address under `copy_url`"
            yield entry.problem("copy", message, column)
    elif host not in hosts.cited and not {"authority", "publisher"} <= set(entry.values):
        message = (
            f"{host} is not in datasets/hosts.yaml; add it there, or `publisher` and `authority` "
            "to this source"
        )
        yield entry.problem("host", message, column)


def values_sourced(family: Family, context: Context) -> Iterator[Problem]:
    """Whatever is entered on a plan is named under a source, or follows from what is."""
    for plan in family.plans:
        named = {name for source in plan.get("source") for name in source.supports}
        seen = {source.values.get("url") for source in plan.get("source")}
        named |= {
            c for c in ("document_url", "copy_url") if plan.entry.values.get(c) in seen - {None}
        }
        yield from _columns_sourced(plan.entry, named, context)
        for event in plan.get("event"):
            name = f"events.{event.values.get('event')}"
            if name not in named and "derived_from" not in event.values:
                message = f"the event has no source: name `{name}` under one, or say `derived_from`"
                yield event.problem("unsourced", message, "event")
        for section, name in (("funding", "funding"), ("indicator", "indicators")):
            for item in plan.get(section):
                if name not in named and "url" not in item.values:
                    message = f"no source names `{name}` under `supports`"
                    yield item.problem("unsourced", message, value="")
        for feature in plan.get("feature"):
            name, value = feature.values["feature"], feature.values.get("value", "unknown")
            if value != "unknown" and name not in named:
                message = (
                    f"`{name}` has no source; name it under `supports` of a source that says so"
                )
                yield feature.problem("unsourced", message, "value")


def _columns_sourced(plan: Entry, named: set[str], context: Context) -> Iterator[Problem]:
    for column in context.schema.section("plan").entered:
        origins = FOLLOWS.get(column, ())
        free = column in context.own or column in UNSOURCED or column in named
        if column in plan.values and not free and not named & set(origins):
            message = f"`{column}` has no source; name it under `supports` of one that says so"
            yield plan.problem("unsourced", message, column)


def derivations_named(family: Family, context: Context) -> Iterator[Problem]:
    """What an event is derived from is there."""
    for plan in family.plans:
        there = supported_names(plan) | {"notes"}
        for event in plan.get("event"):
            origin = event.values.get("derived_from")
            if origin and origin not in there:
                message = f"`derived_from` names `{origin}`, which has no value in this plan"
                yield event.problem("derived_from", message, "derived_from")


def same_source_said_once(family: Family, context: Context) -> Iterator[Problem]:
    """An address described twice is described the same way."""
    described: dict[str, Entry] = {}
    for source in family.all_sources():
        url = source.values.get("url", "")
        other = described.setdefault(url, source)
        for column in ("publisher", "authority", "official_reference", "licence"):
            mine, theirs = source.values.get(column), other.values.get(column)
            if mine and theirs and mine != theirs:
                message = f"`{column}` of this address is {theirs!r} on line {other.line}"
                yield source.problem("source_conflict", message, column)


RULES: tuple[Rule, ...] = (
    known_entity,
    status_fits,
    editions_complete,
    dates_in_order,
    ends_agree,
    reason_given,
    sources_support,
    hosts_allowed,
    values_sourced,
    derivations_named,
    same_source_said_once,
)


def check_entries(entries: list[Entry], context: Context) -> list[Problem]:
    """Every broken rule of all entities, in the order of files and lines."""
    problems: list[Problem] = []
    for family in families(entries):
        found = [p for rule in RULES for p in rule(family, context)]
        problems += sorted(found, key=lambda p: p.line)
    return problems
