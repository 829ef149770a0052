"""Three tiers of checks: structure, relations, plausibility; everything found at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from napcompare.errors import Problem, problem_frame
from napcompare.registry import load_tables
from napcompare.release.check import check_tables, unsourced
from napcompare.schema import load_schema

from .conftest import NLD

Tables = dict[str, pd.DataFrame]


@pytest.fixture
def tables(tiny: Callable[..., Path]) -> Tables:
    return load_tables(tiny() / "datasets")


def found(tables: Tables) -> list[Problem]:
    return check_tables(tables, load_schema(), "2026-11-24")


def test_sound_tables_have_no_problems(tables: Tables) -> None:
    assert found(tables) == []


def set_value(tables: Tables, table: str, row: int, column: str, value: object) -> None:
    data = tables[table].copy()
    data.loc[row, column] = value
    tables[table] = data


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "rule", "key"),
    [
        ("plans", 1, "instrument", "plan", "vocabulary", "NLD-2"),
        ("plans", 1, "instrument", None, "not_nullable", "NLD-2"),
        ("plans", 1, "adopted", "2020-13", "pattern", "NLD-2"),
        ("plans", 1, "n_objectives", -1, "not_negative", "NLD-2"),
        ("plans", 1, "languages", "nl;xx", "vocabulary", "NLD-2"),
        ("plans", 1, "end", "2019", "order", "NLD-2"),
        ("plans", 1, "adopted", "2019", "adoption", "NLD-2"),
        ("plans", 1, "entity", "DEU", "foreign_key", "NLD-2"),
        ("features", 0, "plan_id", "NLD-9", "features_complete", "NLD-1/budget_allocated"),
        (
            "provenance",
            0,
            "source_id",
            "no-where",
            "foreign_key",
            "aliases/*/alias/no-where",
        ),
        ("plan_events", 0, "seq", 0, "provenance", "NLD-2/approved/1"),
    ],
)
def test_a_broken_cell_is_found_with_its_place(
    tables: Tables, table: str, row: int, column: str, value: object, rule: str, key: str
) -> None:
    set_value(tables, table, row, column, value)
    matching = [p for p in found(tables) if p.rule == rule and p.key == key]
    assert matching, [str(p) for p in found(tables)]
    assert matching[0].severity == "error"
    assert matching[0].message


def test_a_repeated_key_is_said_once_for_each_key(tables: Tables) -> None:
    tables["funding"] = pd.concat([tables["funding"], tables["funding"]], ignore_index=True)
    assert [(p.rule, p.key) for p in found(tables)] == [("primary_key", "NLD-2/1")]


def test_a_missing_column_and_a_missing_table(tables: Tables) -> None:
    tables["funding"] = tables["funding"].drop(columns="note")
    del tables["lifecycle"]
    assert {(p.table, p.rule) for p in found(tables)} == {
        ("funding", "column_in_dataframe"),
        ("lifecycle", "table"),
    }


def test_relations_are_skipped_for_a_table_whose_structure_failed(tables: Tables) -> None:
    set_value(tables, "plans", 1, "end", "2019")
    set_value(tables, "plans", 1, "instrument", "plan")
    assert {p.rule for p in found(tables)} == {"vocabulary"}


def test_everything_comes_in_one_frame(tables: Tables) -> None:
    set_value(tables, "plans", 1, "instrument", "plan")
    set_value(tables, "features", 3, "value", "maybe")
    frame = problem_frame(found(tables))
    assert frame["table"].tolist() == ["features", "plans"]
    assert frame["value"].tolist() == ["maybe", "plan"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("end: 2025", "end: 2040", "runs for"),
        ("    n_objectives: 5", "    n_objectives: 40", "unusually high"),
        ("date: 2020-12-11", "date: 2024-12-11", "years after the start"),
        ("date: 2020-12-11", "date: 2031", "is later than the release"),
    ],
)
def test_the_implausible_is_a_warning(
    tiny: Callable[..., Path], old: str, new: str, said: str
) -> None:
    text = (
        NLD.replace(old, new).replace("until: 2027", "until: 2050")
        if "2040" in new
        else NLD.replace(old, new)
    )
    text = text.replace("checked_on: 2026-11", "checked_on: 2032")
    problems = found(load_tables(tiny(NLD=text) / "datasets"))
    assert {p.severity for p in problems} == {"warning"}
    assert any(said in p.message for p in problems)


def test_a_cell_without_a_source_is_listed(tiny: Callable[..., Path]) -> None:
    root = tiny(NLD=NLD.replace("supports: [status_note, focus", "supports: [focus"))
    cells = unsourced(load_tables(root / "datasets"), load_schema())
    assert cells[["table", "key", "column"]].to_numpy().tolist() == [
        ["plan_events", "NLD-2/extended/1", "date"],
        ["plan_events", "NLD-2/extended/1", "until"],
        ["plans", "NLD-2", "end"],
        ["plans", "NLD-2", "status_note"],
    ]
