"""Objectives, indicators, pledges, reported values and their concepts: what files tell, what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from pytest_regressions.dataframe_regression import DataFrameRegressionFixture

from napcompare.registry import check, load_tables
from napcompare.release.check import check_tables
from napcompare.schema import load_schema

from .conftest import NLD

LETTER = "https://zoek.officielebekendmakingen.nl/kst-26150-190.html"
SITE = "https://www.wo-men.nl/nap"
BELOW = f"""\
    objectives:
      - objective_id: NLD-2-O1
        level: outcome
        text: Women take part in talks
        pillar: participation
        url: {LETTER}
      - objective_id: NLD-2-O2
        parent: NLD-2-O1
        level: output
        text: Women mediators are trained
        url: {LETTER}
    indicators:
      - indicator_id: NLD-002
        objective_id: NLD-2-O1
        kind: indicator
        text: Share of women among negotiators and mediators
        language_of_source: nl
        unit: percent
        baseline: 12.5
        baseline_year: 2020
        target: 30
        target_year: 2025
        means_of_verification: yearly report
        responsible: Ministry of Foreign Affairs
        page: 43
        url: {LETTER}
        concepts:
          - {{concept: PAR-01, relation: exact}}
          - {{concept: PAR-03, relation: related}}
"""
BESIDE = f"""\
indicators:
  - indicator_id: NLD-001
    kind: target
    text: Something that no concept fits
    url: {SITE}
    concepts:
      - {{concept: unmapped, reason: it measures nothing of the kind}}
pledges:
  - pledge_id: NLD-P1
    year: 2015
    text: More women in missions
    forum: global review of 2015
    target_text: twice as many
    url: {SITE}
reported_values:
  - measure: Women among negotiators
    year: 2015-08/2016-08
    value: 6.8
    unit: percent
    indicator_id: NLD-002
    url: {SITE}
  - measure: Women among negotiators
    year: 2017
    breakdown: heads
    value_text: more than one
    url: {SITE}
plans:
"""
FULL = NLD.replace(
    "    features:\n      focus_domestic", BELOW + "    features:\n      focus_domestic"
)
FULL = FULL.replace("plans:\n", BESIDE, 1)
CONCEPT = """\
  - concept: {code}
    label_en: {label}
    label_nl: {label} (nl)
    label_fr: {label} (fr)
    area: participation
    theme: peace_talks
    unit: percent
    direction: higher_better
    level: outcome
    definition: >-
      What it is.
    example: An example
    not_example: Another (PAR-03)
"""
CONCEPTS = (
    "rules:\n  - rule: precedence\n    title: Precedence\n    text: Subject first.\nconcepts:\n"
    + CONCEPT.format(code="PAR-01", label="Women in talks")
    + CONCEPT.format(code="PAR-03", label="Support")
)
FRAMEWORK = f"""\
framework: un-1325-2010
title: Global indicators
publisher: United Nations
year: 2010
reference: S/2010/498
complete: no
n_stated: 26
note: Some lines are from memory.
sources: ["{SITE}"]
indicators:
  - code: 11a
    label: Women in formal talks
    group: participation
    level: outcome
    unit: percent
    applies_to: [conflict_affected_state, any_state]
    traced: yes
    url: {LETTER}
    concepts:
      - {{concept: PAR-01, relation: exact}}
  - code: 11b
    label: Women as observers
    applies_to: [un_system]
    traced: no
"""

Make = Callable[..., Path]


@pytest.fixture
def made(tiny: Make) -> Make:
    """A function that writes a tiny checkout with a taxonomy."""

    def make(nld: str = FULL, concepts: str = CONCEPTS, framework: str = FRAMEWORK) -> Path:
        root = tiny(NLD=nld)
        folder = root / "datasets" / "taxonomy"
        (folder / "frameworks").mkdir(parents=True)
        (folder / "concepts.yaml").write_text(concepts, "utf-8")
        (folder / "frameworks" / "un-1325-2010.yaml").write_text(framework, "utf-8")
        return root

    return make


def said(root: Path) -> list[str]:
    return [str(p) for p in check(root / "datasets" / "registry", root / "datasets")]


@pytest.fixture
def tables(made: Make) -> dict[str, pd.DataFrame]:
    return load_tables(made() / "datasets")


def test_full_files_have_no_mistakes(made: Make) -> None:
    assert said(made()) == []


@pytest.mark.parametrize(
    "name",
    [
        "concepts", "crosswalk", "framework_indicators", "frameworks", "indicators", "mappings",
        "objectives", "pledges", "reported_values",
    ],
)  # fmt: skip
def test_whole_tables(
    tables: dict[str, pd.DataFrame], name: str, dataframe_regression: DataFrameRegressionFixture
) -> None:
    text = tables[name].astype("str").fillna("")
    dataframe_regression.check(text.astype(object), basename=f"indicators_{name}")


def test_every_row_has_a_source_and_the_tables_fit_together(
    tables: dict[str, pd.DataFrame],
) -> None:
    assert check_tables(tables, load_schema(), "2026-11-25") == []
    told = tables["provenance"].groupby("table")["method"].agg(set)
    assert told["framework_indicators"] == {"seen", "general_knowledge"}
    for name in ("indicators", "objectives", "pledges", "reported_values"):
        assert told[name] == {"seen"}
    plans = tables["plans"].set_index("plan_id")["inventory"]
    assert plans.to_dict() == {"NLD-1": "none_seen", "NLD-2": "partial"}


NUMBER = "      - indicator_id: NLD"
# Old text, new text, words of the message, and the text on whose line the problem is said to be.
CASES = [
    (f"{NUMBER}-002", f"{NUMBER}-001", "is there on line", None),
    (f"{NUMBER}-002", "      - indicator_id: BEL-002", "must begin with NLD-", None),
    (f"{NUMBER}-002", "      - indicator_id: 2", "must look like", None),
    ("objective_id: NLD-2-O2", "objective_id: NLD-1-O2", "must begin with NLD-2-O", None),
    ("parent: NLD-2-O1", "parent: NLD-2-O9", "there is no such objective", None),
    (
        "objective_id: NLD-2-O1\n        kind",
        "objective_id: NLD-2-O7\n        kind",
        "no such objective",
        None,
    ),
    ("parent: NLD-2-O1", "parent: NLD-2-O2", "does not serve itself", None),
    ("target_year: 2025", "target_year: 2019", "before `baseline_year` 2020", None),
    ("target: 30", "target: 30%", "must be a number in digits", None),
    (
        "{concept: PAR-01, relation: exact}",
        "{concept: PAR-99, relation: exact}",
        "not in datasets/taxonomy",
        None,
    ),
    ("{concept: PAR-01, relation: exact}", "{concept: PAR-01}", "a `relation` is needed", None),
    (
        "{concept: PAR-01, relation: exact}",
        "{concept: PAR-03, relation: exact}",
        "is there on line",
        "{concept: PAR-03, relation: related}",
    ),
    ("relation: related", "relation: same", "is not a code; allowed: exact, close", None),
    (", reason: it measures nothing of the kind", "", "a `reason` is needed", "{concept: unmapped"),
    ("kind: target", "kind: goal", "allowed: indicator, target", None),
    ("year: 2015-08/2016-08", "year: 15", "must be a year, a month or a period", None),
    (
        "    indicator_id: NLD-002\n    url",
        "    indicator_id: NLD-009\n    url",
        "no such indicator",
        None,
    ),
    ("    value: 6.8\n", "", "`value` or `value_text` is missing", "- measure: Women among"),
    (
        "    year: 2017\n    breakdown: heads",
        "    year: 2015-08/2016-08",
        "are those of line",
        "measure: Women among negotiators\n    year: 2015-08/2016-08\n    value_text",
    ),
    ("pledge_id: NLD-P1", "pledge_id: NLD-P1234", "must be the entity, -P and a number", None),
    (
        "    start: 2021",
        "    start: 2021\n    inventory: partial",
        "entered only as `complete`",
        "inventory:",
    ),
    (
        "    start: 2008",
        "    start: 2008\n    inventory: complete",
        "but there are no indicators",
        "inventory:",
    ),
    (
        f"    target_text: twice as many\n    url: {SITE}",
        "    target_text: twice as many",
        "no source: give it a `url`",
        "- pledge_id",
    ),
]


@pytest.mark.parametrize(("old", "new", "words", "at"), CASES)
def test_a_mistake_is_named_by_file_and_line(
    made: Make, old: str, new: str, words: str, at: str | None
) -> None:
    assert old in FULL
    text = FULL.replace(old, new, 1)
    line = text[: text.index(at or new)].count("\n") + 1
    problems = said(made(text))
    found = [m for m in problems if words in m]
    assert found, problems
    assert re.search(rf"registry/NLD\.yaml:{line}: ", found[0]), found[0]


def test_an_indicator_without_a_concept_is_refused(made: Make) -> None:
    text = re.sub(r"        concepts:\n(          - .*\n)+", "", FULL)
    assert any("`concepts` is missing here" in m for m in said(made(text)))


def test_a_complete_inventory_is_believed(made: Make) -> None:
    tables = load_tables(
        made(FULL.replace("    start: 2021", "    start: 2021\n    inventory: complete"))
        / "datasets"
    )
    assert tables["plans"].set_index("plan_id")["inventory"]["NLD-2"] == "complete"


TAXONOMY_CASES = [
    ("concepts", "area: participation", "area: partying", "is not a code", 2),
    ("concepts", "concept: PAR-03", "concept: PAR-01", "PAR-01 is there twice", 1),
    ("concepts", "    example: An example\n", "", "`example` is missing here", 2),
    ("concepts", "theme: peace_talks", "topic: peace_talks", "`topic` is not known here", 2),
    ("framework", "framework: un-1325-2010", "framework: un-1325", "the name of the file", 1),
    ("framework", "complete: no", "complete: yes", "each of them is traced", 1),
    ("framework", "code: 11b", "code: 11a", "`code` 11a is there twice", 1),
    ("framework", "concept: PAR-01", "concept: PAR-77", "PAR-77 is not in concepts.yaml", 1),
    ("framework", "[un_system]", "[mars]", "`applies_to`: is not a code", 1),
    ("framework", f"url: {LETTER}", "url: https://spam.example/x", "is not cited: content farm", 1),
    ("framework", f"url: {LETTER}", "url: https://new.example/x", "add it there", 1),
    ("framework", "indicators:", "indicators: none\nother:", "must be a list", 1),
    ("framework", "title: Global indicators", "title: [a, b]", "must be a single value", 1),
    ("framework", "year: 2010", "\tyear", "yaml", 1),
]


@pytest.mark.parametrize(("which", "old", "new", "words", "least"), TAXONOMY_CASES)
def test_a_mistake_in_the_taxonomy_is_named_by_its_file(
    made: Make, which: str, old: str, new: str, words: str, least: int
) -> None:
    text = {"concepts": CONCEPTS, "framework": FRAMEWORK}[which].replace(old, new)
    found = [m for m in said(made(**{which: text})) if words in m]
    assert len(found) >= least, said(made(**{which: text}))
    assert re.search(r"taxonomy/\S+\.yaml", found[0])


def test_a_framework_with_every_line_traced_is_complete(made: Make) -> None:
    text = FRAMEWORK.replace("complete: no", "complete: yes").replace("traced: no", "traced: yes")
    short = said(made(framework=text))
    assert any("`n_stated` is 26, and there are 2 lines" in m for m in short)
    assert said(made(framework=text.replace("n_stated: 26\n", ""))) == []
