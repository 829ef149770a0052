"""Rules on objectives, indicators, pledges and reported values: numbers, concepts, what belongs together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from napcompare.errors import Problem
from napcompare.registry.family import Context, Family
from napcompare.registry.read import Entry

__all__ = ["INDICATOR_RULES"]

# Section -> column of its identifier, and what the identifier begins with.
_NUMBERED: Mapping[str, tuple[str, Callable[[Entry], str]]] = {
    "objective": ("objective_id", lambda item: f"{item.plan_id}-O"),
    "indicator": ("indicator_id", lambda item: f"{item.entity}-"),
    "pledge": ("pledge_id", lambda item: f"{item.entity}-P"),
}


def numbers_once(family: Family, context: Context) -> Iterator[Problem]:
    """An identifier is of the file it stands in, and there once: identifiers are never used again."""
    for section, (column, beginning) in _NUMBERED.items():
        seen: dict[str, Entry] = {}
        for item in family.all(section):
            told = item.values.get(column)
            if not told:
                continue
            if not told.startswith(beginning(item)):
                message = f"`{column}` must begin with {beginning(item)} here"
                yield item.problem("number", message, column)
            first = seen.setdefault(told, item)
            if first is not item:
                message = f"is there on line {first.line} too; give this one the next free number"
                yield item.problem("twice", message, column)


def concepts_known(family: Family, context: Context) -> Iterator[Problem]:
    """A mapping names a concept with its relation, or says why there is none."""
    seen: dict[tuple[str, str], Entry] = {}
    for item in family.all("mapping"):
        concept = item.values.get("concept", "")
        if concept == "unmapped":
            missing = "reason"
        else:
            missing = "relation"
            if concept and concept not in context.concepts:
                message = "is not in datasets/taxonomy/concepts.yaml"
                yield item.problem("concept", message, "concept")
        if concept and missing not in item.values:
            message = f"with `concept: {concept}` a `{missing}` is needed"
            yield item.problem("concept", message, "concept")
        pair = (item.values["indicator_id"], concept)
        first = seen.setdefault(pair, item)
        if first is not item:
            yield item.problem("twice", f"is there on line {first.line} too", "concept")


def indicators_mapped(family: Family, context: Context) -> Iterator[Problem]:
    """Every indicator is mapped to a concept, or says why it is not."""
    mapped: dict[str, set[str]] = {}
    for item in family.all("mapping"):
        mapped.setdefault(item.values["indicator_id"], set()).add(item.values.get("concept", ""))
    for item in family.all("indicator"):
        found = mapped.get(item.values.get("indicator_id", ""), set())
        if not found:
            message = "`concepts` is missing here: name the concept, or `concept: unmapped` with a `reason`"
            yield item.problem("concept", message)
        elif "unmapped" in found and len(found) > 1:
            message = "is unmapped and has a concept; take one of the two out"
            yield item.problem("concept", message, "indicator_id")


def parents_there(family: Family, context: Context) -> Iterator[Problem]:
    """An objective serves, and an indicator belongs to, an objective of the same plan."""
    for plan in family.editions:
        there = {item.values.get("objective_id") for item in plan.get("objective")}
        named = [(item, "parent") for item in plan.get("objective")]
        named += [(item, "objective_id") for item in plan.get("indicator")]
        for item, column in named:
            told = item.values.get(column)
            if told and told not in there:
                yield item.problem("objective", "there is no such objective in this plan", column)
            elif told and column == "parent" and told == item.values.get("objective_id"):
                yield item.problem("objective", "an objective does not serve itself", column)


def values_told(family: Family, context: Context) -> Iterator[Problem]:
    """A reported value has a value, once, and is of an indicator that is there."""
    there = {item.values.get("indicator_id") for item in family.all("indicator")}
    seen: dict[tuple[str, ...], Entry] = {}
    for item in family.all("reported"):
        if not {"value", "value_text"} & set(item.lines):
            yield item.problem("missing", "`value` or `value_text` is missing here")
        told = item.values.get("indicator_id")
        if told and told not in there:
            yield item.problem(
                "indicator", "there is no such indicator in this file", "indicator_id"
            )
        key = tuple(item.values.get(c, "") for c in ("measure", "year", "breakdown"))
        first = seen.setdefault(key, item)
        if first is not item:
            message = f"measure, year and breakdown are those of line {first.line}; merge the two"
            yield item.problem("twice", message, "measure")


def inventories_true(family: Family, context: Context) -> Iterator[Problem]:
    """Only a complete inventory is entered, and it has indicators; the rest follows from what is there."""
    for plan in family.plans:
        told = plan.entry.values.get("inventory")
        if told and told != "complete":
            message = "is entered only as `complete`; otherwise it follows from the indicators"
            yield plan.entry.problem("inventory", message, "inventory")
        elif told and not plan.get("indicator"):
            message = "is complete, but there are no indicators"
            yield plan.entry.problem("inventory", message, "inventory")


INDICATOR_RULES = (
    numbers_once,
    concepts_known,
    indicators_mapped,
    parents_there,
    values_told,
    inventories_true,
)
