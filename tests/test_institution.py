"""The plan as an institution: what a registry file tells of it, and what is refused, by file and line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from pytest_regressions.dataframe_regression import DataFrameRegressionFixture

import napcompare as nap
from napcompare.dataset import Dataset
from napcompare.registry import check, load_tables
from napcompare.registry.hosts import source_id
from napcompare.release.build import build
from napcompare.release.check import check_tables
from napcompare.schema import load_schema

from .conftest import NLD

LETTER = "https://zoek.officielebekendmakingen.nl/kst-26150-190.html"
SITE = "https://www.wo-men.nl/signatories"
INSTITUTION = f"""\
    actors:
      - actor: Ministry of Foreign Affairs
        role: coordinator
        kind: ministry
        url: {LETTER}
      - actor: Platform
        role: co_coordinator
        kind: network
        since: 2021
        note: for civil society
        url: {SITE}
      - actor: Small organisation
        role: oversight_rotating
        kind: civil_society
        since: 2021
        until: 2023-05
        derived_from: status_note
    reports:
      - kind: progress
        covers_from: 2021
        covers_to: 2021
        published: 2022-11-09
        author_kind: government
        addressee: [parliament, public]
        reference: nr. 202
        url: {LETTER}
      - kind: shadow_report
        published: 2024
        author_kind: network
        url: {SITE}
    countries:
      - country: NAM
        role: programme
        url: {SITE}
    counts:
      - measure: signatories_civil_society
        value: 60
        bound: more_than
        as_of: 2022-11-09
        url: {SITE}
"""
SECOND = "    features:\n      focus_domestic: no\n"
FULL = NLD.replace(SECOND, INSTITUTION + SECOND + "      oversight_body: yes\n").replace(
    "[status_note, focus_domestic", "[status_note, oversight_body, focus_domestic"
)
NEXT = f"""\
next_edition:
  - event: announced
    date: 2026-03
    note: by the minister
    url: {LETTER}
plans:
"""


def said(root: Path) -> list[str]:
    return [str(p) for p in check(root / "datasets" / "registry", root / "datasets")]


@pytest.fixture
def tables(tiny: Callable[..., Path]) -> dict[str, pd.DataFrame]:
    return load_tables(tiny(NLD=FULL.replace("plans:\n", NEXT)) / "datasets")


def test_a_full_file_has_no_mistakes(tiny: Callable[..., Path]) -> None:
    assert said(tiny(NLD=FULL.replace("plans:\n", NEXT))) == []


@pytest.mark.parametrize("name", ["actors", "reports", "plan_countries", "plan_counts", "funding"])
def test_whole_tables(
    tables: dict[str, pd.DataFrame], name: str, dataframe_regression: DataFrameRegressionFixture
) -> None:
    text = tables[name].astype("str").fillna("")
    dataframe_regression.check(text.astype(object), basename=f"institution_{name}")


def test_every_row_and_every_cell_of_it_has_a_source(tables: dict[str, pd.DataFrame]) -> None:
    told = tables["provenance"]
    shared = source_id(LETTER)
    actors = told[told["table"] == "actors"].groupby("key")["source_id"].agg(set)
    assert actors["NLD-2/Ministry of Foreign Affairs/coordinator"] == {shared}
    assert actors["NLD-2/Platform/co_coordinator"] == {source_id(SITE)}
    seat = told[told["key"] == "NLD-2/Small organisation/oversight_rotating"]
    assert set(seat["method"]) == {"derived"}
    assert set(seat["derived_from"]) == {"plans.status_note"}
    countries = told[told["table"] == "plan_countries"]
    assert set(countries["column"]) == {"country", "role"}
    assert check_tables(tables, load_schema(), "2026-11-25") == []


def test_an_edition_to_come_is_no_plan(tables: dict[str, pd.DataFrame]) -> None:
    assert tables["plans"]["plan_id"].tolist() == ["NLD-1", "NLD-2"]
    coming = tables["plan_events"].query("plan_id == 'NLD-NEXT'")
    assert coming[["event", "date"]].to_numpy().tolist() == [["announced", "2026-03"]]
    assert not tables["features"]["plan_id"].eq("NLD-NEXT").any()


# Old text, new text, words of the message, and the text on whose line the problem is said to be.
CASES = [
    (
        "        role: coordinator\n",
        "",
        "`role` is missing",
        "- actor: Ministry of Foreign Affairs",
    ),
    ("role: coordinator", "role: boss", "is not a code; allowed: coordinator", None),
    ("kind: network\n        since", "kind: netwrk\n        since", "did you mean network", None),
    ("covers_from: 2021", "covers_from: 2019", "time before its plan, which begins in 2020", None),
    ("covers_to: 2021", "covers_to: 2020", "before `covers_from` 2021", None),
    ("published: 2022-11-09", "published: 2020", "before `covers_from` 2021", None),
    ("currency: EUR", "currency: QQQ", "is not a code; see schemas/vocab/currency", None),
    ("amount: 40000000", "amount: 40,000,000", "without commas", None),
    ("        currency: EUR\n", "", "`currency` is missing here", "amount: 40000000"),
    ("country: NAM", "country: NLD", "is the entity itself", None),
    ("country: NAM", "country: ZZZ", "is not a country", None),
    ("country: NAM", "country: Namibia", "must be a country by its ISO", None),
    ("value: 60", "value: sixty", "whole number", None),
    ("amount: 40000000", "amount: 40.000", "points between thousands", None),
    ("amount: 40000000", "amount: 0", "is no sum", None),
    ("published: 2024", "published: 2031", "is after `checked_on` 2026-11", None),
    ("published: 2024", "published: 2019", "came out before its plan", None),
    ("measure: signatories_civil_society", "measure: other", "must say what", None),
    ("focus_domestic: no", "focus_domestic: nay", "`focus_domestic`: is not a code", None),
    ("actor: Platform", "actor: Platform / Network", 'must be a name without "/"', None),
    ("until: 2023-05", "until: 2020", "before `since` 2021", None),
    ("addressee: [parliament, public]", "addressee: [king]", "allowed: parliament", None),
    ("bound: more_than", "bound: over", "allowed: exact, more_than, at_least, about", None),
    (
        f"url: {SITE}\n    counts",
        "url: wo-men.nl\n    counts",
        "`url`: must be a web address",
        None,
    ),
    (
        f"        url: {LETTER}\n      - actor: Platform",
        "      - actor: Platform",
        "no source: give it a `url`, or name `actors`",
        "- actor: Ministry of Foreign Affairs",
    ),
    (
        "actor: Platform\n        role: co_coordinator",
        "actor: Ministry of Foreign Affairs\n        role: coordinator",
        "has this role on line 41 too",
        "actor: Ministry of Foreign Affairs\n        role: coordinator\n        kind: network",
    ),
    (f"url: {SITE}\n    counts", "url: https://new.example/x\n    counts", "not in datasets", None),
]


@pytest.mark.parametrize(("old", "new", "words", "at"), CASES)
def test_a_mistake_is_named_by_file_and_line(
    tiny: Callable[..., Path], old: str, new: str, words: str, at: str | None
) -> None:
    assert old in FULL
    text = FULL.replace(old, new, 1)
    line = text[: text.index(at or new)].count("\n") + 1
    found = [m for m in said(tiny(NLD=text)) if words in m]
    assert found, said(tiny(NLD=text))
    assert re.search(rf"registry/NLD\.yaml:{line}: ", found[0]), found[0]


def test_a_report_on_two_editions_may_begin_before_the_second(tiny: Callable[..., Path]) -> None:
    report = f"""\
    reports:
      - kind: final_evaluation
        covers_from: 2008
        covers_to: 2023
        url: {SITE}
"""
    both = FULL.replace("    sources:\n", report + "    sources:\n", 1).replace(
        "      - kind: shadow_report\n        published: 2024",
        "      - kind: final_evaluation\n        covers_from: 2008\n        published: 2024",
    )
    assert said(tiny(NLD=both)) == []
    alone = both.replace(report, "")
    assert "before its plan" in said(tiny(NLD=alone))[0]


def test_money_without_a_sum_says_in_words_what_is_told(tiny: Callable[..., Path]) -> None:
    bare = FULL.replace(
        "      - amount: 40000000\n        currency: EUR\n        scope", "      - scope"
    )
    assert "a `note` must say" in said(tiny(NLD=bare))[0]
    told = bare.replace("scope: programme_beside_plan", "scope: unclear\n        note: yearly")
    root = tiny(NLD=told)
    assert said(root) == []
    assert load_tables(root / "datasets")["funding"]["amount"].isna().all()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("event: announced", "event: approved", "the next edition is only announced or drafting"),
        ("date: 2026-03", "date: 2019", "this is before edition 2 (2020-12-11)"),
        (f"    url: {LETTER}\nplans", "plans", "no source: give it a `url`"),
    ],
)
def test_mistakes_in_the_next_edition(
    tiny: Callable[..., Path], old: str, new: str, words: str
) -> None:
    text = FULL.replace("plans:\n", NEXT)
    assert old in text
    assert any(words in m for m in said(tiny(NLD=text.replace(old, new, 1))))


def test_a_first_plan_in_the_making_is_not_none_found(tiny: Callable[..., Path]) -> None:
    coming = NEXT.removesuffix("plans:\n")
    text = f"entity: NAM\nname: Namibia\nplan_status: none_found\n{coming}"
    assert "write in_preparation, or unclear" in said(tiny(NAM=text))[0]
    assert said(tiny(NAM=text.replace("none_found", "in_preparation"))) == []


def test_the_next_edition_of_nobody_is_refused(tables: dict[str, pd.DataFrame]) -> None:
    lost = tables["plan_events"].replace("NLD-NEXT", "ZZZ-NEXT")
    found = check_tables(tables | {"plan_events": lost}, load_schema(), "2026-11-25")
    assert {p.rule for p in found} >= {"foreign_key"}


def test_a_row_without_a_source_stops_a_build(tables: dict[str, pd.DataFrame]) -> None:
    told = tables["provenance"]
    less = told[~told["key"].str.startswith("NLD-2/Platform/")].reset_index(drop=True)
    found = check_tables(tables | {"provenance": less}, load_schema(), "2026-11-25")
    assert [(p.rule, p.key) for p in found] == [("row_sourced", "NLD-2/Platform/co_coordinator")]


@pytest.fixture
def built(tiny: Callable[..., Path]) -> Dataset:
    folder = build(tiny(NLD=FULL.replace("plans:\n", NEXT))).folder
    return nap.load(folder=folder)


def test_what_is_preparing_and_what_is_due(built: Dataset) -> None:
    found = built.in_preparation()
    row = found.set_index("entity").loc["NLD"]
    assert row[["after", "event", "date"]].tolist() == ["NLD-2", "announced", "2026-03"]
    due = built.expiring("2027")
    assert due[["plan_id", "next_edition"]].to_numpy().tolist() == [["NLD-2", "announced 2026-03"]]


def test_the_plans_that_name_a_country(built: Dataset) -> None:
    found = built.focus("NAM")
    assert found[["plan_id", "role", "state"]].to_numpy().tolist() == [
        ["NLD-2", "programme", "in force"]
    ]
    assert built.focus("NLD").empty
    assert found["source_ids"].tolist() == [source_id(SITE)]
