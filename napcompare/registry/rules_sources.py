"""Rules on sources: whatever is entered has one, and what a source lists is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from napcompare.errors import Problem
from napcompare.registry.family import Context, Family, supported_names
from napcompare.registry.hosts import Hosts, host_of
from napcompare.registry.read import ITEMS, Entry

__all__ = ["FOLLOWS", "SOURCE_RULES", "items_sourced"]

# A plan's column without a source of its own may follow from one of these, the first that has one.
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "lead_agency_type": ("lead_agency",),
    "languages": ("document_url", "copy_url", "title"),
}
# What may be without a source: a note gathers what the sources of a plan say.
UNSOURCED = frozenset({"status_note"})


def support_name(item: Entry) -> str:
    """What a source must list under `supports` to stand behind an item."""
    kind = item.values.get("event", "")
    return f"events.{kind}" if item.section == "event" else ITEMS[item.section]


def sources_support(family: Family, context: Context) -> Iterator[Problem]:
    """A source names what it supports, and what it names is there."""
    for plan in family.plans:
        yield from _supports(plan.get("source"), supported_names(plan))
    there = supported_names(family.next_edition) | supported_names(family.beside)
    yield from _supports(family.sources, there)


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
    items = [i for p in family.editions for i in p.items]
    plans = [p.entry for p in family.plans]
    described = {s.values.get("url") for s in family.all_sources()}
    items = [i for i in items if i.values.get("url") not in described]
    for entry in [*family.all_sources(), *items, *plans]:
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
        here = "to this source" if entry.section == "source" else "to it under `sources`"
        message = (
            f"{host} is not in datasets/hosts.yaml; add it there, or list the address with `publisher` "
            f"and `authority` {here}"
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
        yield from items_sourced(plan.items, named)
        for feature in plan.get("feature"):
            name, value = feature.values["feature"], feature.values.get("value", "unknown")
            if value != "unknown" and name not in named:
                message = (
                    f"`{name}` has no source; name it under `supports` of a source that says so"
                )
                yield feature.problem("unsourced", message, "value")


def beside_sourced(family: Family, context: Context) -> Iterator[Problem]:
    """So is whatever is told of no edition."""
    named = {name for source in family.sources for name in source.supports}
    yield from items_sourced(family.beside.items, named)


def items_sourced(items: Iterable[Entry], named: set[str]) -> Iterator[Problem]:
    """Every item has a source of its own, follows from a column, or is named under a source."""
    for item in items:
        name = support_name(item)
        if name not in named and not {"url", "derived_from"} & set(item.values):
            message = f"no source: give it a `url`, or name `{name}` under `supports` of a source"
            yield item.problem("unsourced", message, value="")


def _columns_sourced(plan: Entry, named: set[str], context: Context) -> Iterator[Problem]:
    for column in context.schema.section("plan").entered:
        origins = FOLLOWS.get(column, ())
        free = column in context.own or column in UNSOURCED or column in named
        if column in plan.values and not free and not named & set(origins):
            message = f"`{column}` has no source; name it under `supports` of one that says so"
            yield plan.problem("unsourced", message, column)


def derivations_named(family: Family, context: Context) -> Iterator[Problem]:
    """What an item is derived from is there."""
    for plan in family.editions:
        there = supported_names(plan) | {"notes"}
        for item in plan.items:
            origin = item.values.get("derived_from")
            if origin and origin not in there:
                message = f"`derived_from` names `{origin}`, which has no value here"
                yield item.problem("derived_from", message, "derived_from")


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


SOURCE_RULES = (
    sources_support,
    hosts_allowed,
    values_sourced,
    beside_sourced,
    derivations_named,
    same_source_said_once,
)
