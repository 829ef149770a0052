"""Indicators: where to read them, and what plans measure once the lists are complete."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from napcompare._frames import records
from napcompare.compare.concepts import LEAST_INVENTORIES, compare_concepts
from napcompare.errors import IncompleteInventoryWarning
from napcompare.show.report.document import Block, Section, Table, Text
from napcompare.show.report.facts import OWN_COUNT, Cites, Facts

__all__ = ["indicators_section"]


def indicators_section(facts: Facts, cites: Cites) -> Section:
    """The section on indicators of the plan.

    Parameters
    ----------
    facts : Facts
    cites : Cites

    Returns
    -------
    Section
    """
    if facts.plan is None:
        blocks: list[Block] = [cites.note("none_told")]
    elif facts.plan["inventory"] == "complete":
        blocks = list(_complete(facts, cites))
    else:
        blocks = list(_incomplete(facts, cites))
    return Section("indicatoren", cites.words.say("h_indicators"), tuple(blocks))


def _incomplete(facts: Facts, cites: Cites) -> Iterator[Block]:
    words, plan = cites.words, facts.plan or {}
    if plan["n_indicators"]:
        told = words.say("i_number", count=words.number(plan["n_indicators"]))
        yield cites.line(told, facts.behind("plans.n_indicators", plan["plan_id"]))
    document = plan["document_url"] or plan["copy_url"] or plan["title"] or plan["plan_id"]
    if seen := facts.rows("indicators"):
        yield cites.line(words.say("i_partial", count=len(seen)))
    where = plan.get("indicators_at")
    pages = words.say("i_at", where=where) if where else words.say("i_pages")
    told = words.say("i_none", document=document, pages=pages)
    column = "document_url" if plan["document_url"] else "copy_url"
    yield cites.line(told, facts.behind(f"plans.{column}", plan["plan_id"]))


def _complete(facts: Facts, cites: Cites) -> Iterator[Block]:
    words = cites.words
    count = words.number(len(facts.rows("indicators")))
    yield cites.line(words.say("i_complete", count=count), (OWN_COUNT,))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IncompleteInventoryWarning)  # said below, in the language
        found = compare_concepts(facts.tables, facts.editions)
    inventories = int(found["inventories"].max())
    enough = inventories >= LEAST_INVENTORIES
    if not enough:
        yield cites.line(
            words.say("i_few", inventories=inventories, least=LEAST_INVENTORIES), (OWN_COUNT,)
        )
    labels = facts.tables["concepts"].set_index("concept")[f"label_{words.language}"]
    keys = ("t_concept", "t_indicators", "t_peers")[: 3 if enough else 2]
    shown = found[found["own"] | found["peers"].fillna(0).astype(int).gt(0)]
    rows = []
    for row in records(shown.reset_index()):
        own = len(row["own_indicators"].split(";")) if row["own"] else 0
        cells = (labels[row["concept"]], str(own), str(row["peers"]))[: len(keys)]
        rows.append(tuple(Text(cell) for cell in cells))
    caption = words.say("c_concepts", inventories=inventories)
    yield Table(
        caption, tuple(words.say(k) for k in keys), tuple(rows), numbers=(1, 2)[: len(keys) - 1]
    )
