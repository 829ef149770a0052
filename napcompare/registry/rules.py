"""Rules between the entries of the registry: what structure alone cannot say.

Each rule takes the entries of one entity and yields problems; `RULES` lists them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from napcompare.dates import PartialDate
from napcompare.errors import Problem
from napcompare.registry.family import Context, Family, Plan, Rule, families, in_order
from napcompare.registry.read import Entry
from napcompare.registry.rules_indicators import INDICATOR_RULES
from napcompare.registry.rules_items import ITEM_RULES
from napcompare.registry.rules_sources import SOURCE_RULES

__all__ = ["RULES", "check_entries"]


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


def dates_in_order(family: Family, context: Context) -> Iterator[Problem]:
    for plan in family.plans:
        yield from in_order(plan.entry, "start", "end")
        for event in plan.get("event"):
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


RULES: tuple[Rule, ...] = (
    known_entity,
    status_fits,
    editions_complete,
    dates_in_order,
    ends_agree,
    reason_given,
    *ITEM_RULES,
    *INDICATOR_RULES,
    *SOURCE_RULES,
)


def check_entries(entries: list[Entry], context: Context) -> list[Problem]:
    """Every broken rule of all entities, in the order of files and lines."""
    problems: list[Problem] = []
    for family in families(entries):
        found = [p for rule in RULES for p in rule(family, context)]
        problems += sorted(found, key=lambda p: p.line)
    return problems
