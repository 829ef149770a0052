"""What changed between two releases."""

from __future__ import annotations

import copy
from pathlib import Path

import pandas as pd
import pytest

import napcompare as nap
from napcompare.cli import main
from napcompare.release.diff import KINDS, diff, diff_markdown
from napcompare.release.read import Release, read_release

from .conftest import ROOT


@pytest.fixture(scope="module")
def old() -> Release:
    return read_release(ROOT / "datasets" / "releases" / "2026.11.0")


def changed(old: Release, **tables: pd.DataFrame) -> Release:
    new = copy.copy(old)
    object.__setattr__(new, "tables", {**old.tables, **tables})
    return new


def where(data: pd.DataFrame, column: str, value: object, **keys: str) -> pd.DataFrame:
    mask = pd.Series(True, index=data.index)
    for name, key in keys.items():
        mask &= data[name] == key
    assert mask.sum() == 1
    data = data.copy()
    data.loc[mask, column] = value
    return data


def test_a_release_does_not_differ_from_itself(old: Release) -> None:
    assert diff(old, old).empty
    assert "Nothing changed." in diff_markdown(diff(old, old), "a", "b")


def test_coverage_is_told_apart_from_value(old: Release) -> None:
    features = old.tables["features"]
    features = where(features, "value", "no", plan_id="NLD-4", feature="youth")
    features = where(features, "value", "yes", plan_id="NLD-4", feature="climate")
    features = where(features, "value", "unknown", plan_id="NLD-4", feature="focus_domestic")
    plans = where(old.tables["plans"], "end", "2028", plan_id="NLD-4")
    found = diff(old, changed(old, features=features, plans=plans))
    assert found[["kind", "table", "entity", "key", "column", "old", "new"]].to_numpy().tolist() == [
        ["emptied", "features", "NLD", "NLD-4/focus_domestic", "value", "yes", "unknown"],
        ["changed", "plans", "NLD", "NLD-4", "end", "2027", "2028"],
        ["recoded", "features", "NLD", "NLD-4/youth", "value", "partial", "no"],
        ["filled", "features", "NLD", "NLD-4/climate", "value", "unknown", "yes"],
    ]  # fmt: skip


def test_rows_columns_tables_and_sources(old: Release) -> None:
    notes = old.tables["notes"]
    plans = old.tables["plans"].drop(columns="status_note")
    provenance = old.tables["provenance"].copy()
    place = (provenance["key"] == "NLD-4") & (provenance["column"] == "title")
    assert place.any()
    provenance.loc[place, "source_id"] = "other"
    new = changed(old, notes=notes.iloc[1:], plans=plans, provenance=provenance)
    del new.tables["funding"]
    kinds = diff(old, new).set_index("kind")
    assert list(kinds.index) == ["table_removed", "column_removed", "removed", "resourced"]
    assert kinds.loc["resourced", ["key", "column", "new"]].tolist() == [
        "NLD-4",
        "title",
        "other",
    ]
    back = diff(new, old)
    assert list(back["kind"]) == ["resourced", "added", "column_added", "table_added"]


def test_the_gravest_first(old: Release) -> None:
    found = nap.diff("2026.11.0", "2026.11.1")
    order = found["kind"].map(list(KINDS).index)
    assert order.is_monotonic_increasing


def test_a_long_list_says_how_many_are_not_shown(old: Release) -> None:
    new = changed(old, notes=old.tables["notes"].iloc[:0])
    text = diff_markdown(diff(old, new), "a", "b", most=5)
    assert f"… and {len(old.tables['notes']) - 5} more" in text


def test_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "2026.11.0", "2026.11.0"]) == 0
    assert "no changes" in capsys.readouterr().out
    assert main(["diff", "2026.11.0", "2020.1.0"]) == 1
    assert "2020.1.0" in capsys.readouterr().err


def test_changes_of_a_release_are_made_by_it() -> None:
    folder: Path = ROOT / "datasets" / "releases" / "2026.11.1"
    text = (folder / "changes.md").read_text("utf-8")
    assert diff_markdown(nap.diff("2026.11.0", "2026.11.1"), "2026.11.0", "2026.11.1") in text
