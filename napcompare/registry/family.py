"""The entries of one registry file, gathered as what the rules and the tables are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from napcompare.dates import PartialDate
from napcompare.errors import Problem
from napcompare.registry.hosts import Hosts
from napcompare.registry.read import ITEMS, NEXT, Entry
from napcompare.schema import Schema

__all__ = ["Context", "Family", "Plan", "Rule", "families", "in_order", "supported_names"]


@dataclass(slots=True)
class Plan:
    """One plan with the entries below it, by section."""

    entry: Entry
    below: dict[str, list[Entry]] = field(default_factory=dict)

    def get(self, section: str) -> list[Entry]:
        return self.below.get(section, [])

    @property
    def items(self) -> list[Entry]:
        """The items that are rows of tables of their own."""
        return [entry for section in ITEMS for entry in self.get(section)]


@dataclass(slots=True)
class Family:
    """The entries of one registry file.

    Attributes
    ----------
    entity : Entry
    plans : list of Plan
    next_edition : Plan
        Events of an edition that is not adopted yet; its entry is that of the entity.
    beside : Plan
        What is told of no edition: indicators, pledges, reported values; its entry is that of the entity.
    notes, sources : list of Entry
    """

    entity: Entry
    plans: list[Plan] = field(default_factory=list)
    notes: list[Entry] = field(default_factory=list)
    sources: list[Entry] = field(default_factory=list)
    next_edition: Plan = field(init=False)
    beside: Plan = field(init=False)

    def __post_init__(self) -> None:
        self.next_edition, self.beside = Plan(self.entity), Plan(self.entity)

    @property
    def editions(self) -> list[Plan]:
        """The plans, what is told of the next one, and what is told of none."""
        return [*self.plans, self.next_edition, self.beside]

    def all(self, section: str) -> list[Entry]:
        """The items of a section, of whatever edition, in the order of the file."""
        found = [item for plan in self.editions for item in plan.get(section)]
        return sorted(found, key=lambda item: item.line)

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
    concepts : set of str
        Codes of the taxonomy.
    """

    schema: Schema
    hosts: Hosts
    names: Mapping[str, str]
    own: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()


Rule = Callable[[Family, Context], Iterator[Problem]]


def families(entries: list[Entry]) -> list[Family]:
    """Entries gathered by file, plans with what is below them."""
    found: list[Family] = []
    for entry in entries:
        if entry.section == "entity":
            found.append(Family(entry))
        elif entry.section == "plan":
            found[-1].plans.append(Plan(entry))
        elif entry.edition == NEXT:
            found[-1].next_edition.below.setdefault(entry.section, []).append(entry)
        elif entry.edition:
            found[-1].plans[-1].below.setdefault(entry.section, []).append(entry)
        elif entry.section in ("note", "source"):
            target = found[-1].notes if entry.section == "note" else found[-1].sources
            target.append(entry)
        else:
            found[-1].beside.below.setdefault(entry.section, []).append(entry)
    return found


def supported_names(plan: Plan) -> set[str]:
    """The names that a source of a plan may list under `supports`: what the plan has."""
    names = set(plan.entry.lines)
    names |= {e.values["feature"] for e in plan.get("feature")}
    names |= {f"events.{e.values['event']}" for e in plan.get("event") if "event" in e.values}
    return names | {ITEMS[s] for s in ITEMS if s != "event" and plan.get(s)}


def in_order(entry: Entry, first: str, last: str) -> Iterator[Problem]:
    """A beginning and an end of an entry are in order."""
    start, end = entry.values.get(first), entry.values.get(last)
    if start and end and PartialDate(end).certainly_before(PartialDate(start)):
        message = f"`{last}` {end} is before `{first}` {start}; correct one of the two"
        yield entry.problem("order", message, last)
