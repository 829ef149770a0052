"""From registry to tables: what follows from what, and where each cell comes from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from pytest_regressions.dataframe_regression import DataFrameRegressionFixture

from napcompare.errors import RegistryError
from napcompare.registry import load_tables
from napcompare.registry.hosts import source_id

from .conftest import FEATURES, NLD

LETTER = source_id("https://zoek.officielebekendmakingen.nl/kst-26150-190.html")
MONITOR = source_id("https://www.wo-men.nl/nap")


@pytest.fixture
def tables(tiny: Callable[..., Path]) -> dict[str, pd.DataFrame]:
    return load_tables(tiny() / "datasets")


def plan(tables: dict[str, pd.DataFrame], plan_id: str = "NLD-2") -> pd.Series:
    return tables["plans"].set_index("plan_id").loc[plan_id]


def changed(tiny: Callable[..., Path], old: str, new: str) -> dict[str, pd.DataFrame]:
    assert old in NLD
    return load_tables(tiny(NLD=NLD.replace(old, new)) / "datasets")


@pytest.mark.parametrize(
    "name", ["plans", "plan_events", "funding", "notes", "sources", "provenance", "codings"]
)
def test_whole_tables(
    tables: dict[str, pd.DataFrame], name: str, dataframe_regression: DataFrameRegressionFixture
) -> None:
    text = tables[name].astype("str").fillna("")
    dataframe_regression.check(text.astype(object), basename=f"tiny_{name}")


def test_an_extension_moves_the_end_and_keeps_the_first_one(
    tables: dict[str, pd.DataFrame],
) -> None:
    assert plan(tables)[["end", "end_original"]].tolist() == ["2027", "2025"]


def test_a_second_extension_is_not_added_to_the_first(tiny: Callable[..., Path]) -> None:
    more = "      - event: extended\n        until: 2026\n        derived_from: status_note\n"
    tables = changed(tiny, "    funding:\n", more + "    funding:\n")
    assert plan(tables)[["end", "end_original"]].tolist() == ["2027", "2025"]


def test_adoption_is_the_approval_where_known_else_the_launch(tiny: Callable[..., Path]) -> None:
    launch = (
        "      - event: launched\n        date: 2020-11-30\n        derived_from: status_note\n"
    )
    both = changed(tiny, "    events:\n", "    events:\n" + launch)
    assert plan(both)[["adopted", "adopted_event"]].tolist() == ["2020-12-11", "approved"]
    undated = changed(tiny, "        date: 2020-12-11\n", "")
    assert plan(undated)[["adopted", "adopted_event"]].isna().all()
    root = tiny(
        NLD=NLD.replace("        date: 2020-12-11\n", "").replace(
            "    events:\n", "    events:\n" + launch
        )
    )
    launched = load_tables(root / "datasets")
    assert plan(launched)[["adopted", "adopted_event"]].tolist() == ["2020-11-30", "launched"]


@pytest.mark.parametrize(
    ("told", "start"), [("2021-03-01", "2021-03-01"), ("2021-01", "2021"), ("2022-01-01", "2021")]
)
def test_entry_into_force_moves_the_start_only_within_it(
    tiny: Callable[..., Path], told: str, start: str
) -> None:
    force = f"      - event: in_force\n        date: {told}\n        derived_from: status_note\n"
    assert plan(changed(tiny, "    events:\n", "    events:\n" + force))["start"] == start


def test_unknown_is_explicit_for_every_feature_of_every_plan(
    tables: dict[str, pd.DataFrame],
) -> None:
    features = tables["features"]
    assert features.groupby("plan_id").size().tolist() == [FEATURES, FEATURES]
    assert (features["value"] == "unknown").sum() == 2 * FEATURES - 3
    assert features.loc[features["value"] == "unknown", "confidence"].isna().all()


def test_confidence_follows_from_the_sources(tables: dict[str, pd.DataFrame]) -> None:
    coded = tables["features"].query("plan_id == 'NLD-2'").set_index("feature")["confidence"]
    assert coded["focus_international"] == "high"
    assert coded["focus_domestic"] == "medium"


def test_orientation_follows_from_the_two_foci(tiny: Callable[..., Path]) -> None:
    assert plan(load_tables(tiny() / "datasets"))["orientation"] == "outward"
    assert (
        plan(changed(tiny, "focus_domestic: no", "focus_domestic: partial"))["orientation"]
        == "both"
    )
    root = tiny(NLD=NLD.replace("      focus_domestic: no\n", "").replace("focus_domestic, ", ""))
    assert plan(load_tables(root / "datasets"))["orientation"] == "unknown"


def test_iso_code_of_namibia_is_text(tables: dict[str, pd.DataFrame]) -> None:
    assert tables["entities"].set_index("entity").loc["NAM", "iso2"] == "NA"


def cell(
    tables: dict[str, pd.DataFrame], table: str, key: str, column: str
) -> list[tuple[str, str]]:
    rows = tables["provenance"].query("table == @table and key == @key and column == @column")
    return list(zip(rows["source_id"], rows["method"], strict=True))


def test_every_kind_of_cell_has_its_provenance(tables: dict[str, pd.DataFrame]) -> None:
    assert cell(tables, "plans", "NLD-2", "title") == [(LETTER, "seen")]
    assert cell(tables, "plans", "NLD-2", "lead_agency_type") == [(LETTER, "derived")]
    assert cell(tables, "plans", "NLD-2", "languages") == [(LETTER, "derived")]
    assert cell(tables, "plans", "NLD-2", "adopted") == [(LETTER, "derived")]
    assert cell(tables, "plans", "NLD-2", "end") == [(MONITOR, "derived")]
    assert cell(tables, "plans", "NLD-2", "end_original") == [(LETTER, "seen")]
    assert cell(tables, "plan_events", "NLD-2/extended/1", "until") == [(MONITOR, "derived")]
    assert cell(tables, "features", "NLD-2/focus_domestic", "value") == [(MONITOR, "seen")]
    assert cell(tables, "funding", "NLD-2/1", "amount") == [(LETTER, "seen")]
    assert cell(tables, "plans", "*", "instrument") == [("napcompare-coding", "derived")]


def test_a_plan_that_tells_of_itself_says_so(tiny: Callable[..., Path]) -> None:
    url = "https://zoek.officielebekendmakingen.nl/kst-26150-190.html"
    tables = changed(
        tiny, "    n_objectives: 5\n", f"    n_objectives: 5\n    document_url: {url}\n"
    )
    assert cell(tables, "plans", "NLD-2", "title") == [(LETTER, "stated_by_document")]
    assert cell(tables, "plans", "NLD-2", "document_url") == [(LETTER, "stated_by_document")]


def test_a_registry_with_mistakes_makes_no_tables(tiny: Callable[..., Path]) -> None:
    with pytest.raises(RegistryError, match=r"NLD\.yaml:9: .*is not a date"):
        load_tables(tiny(NLD=NLD.replace("start: 2008", "start: then")) / "datasets")


def test_ministry_plans_are_numbered_apart(tiny: Callable[..., Path]) -> None:
    extra = (
        "  - edition: M1\n    instrument: ministry_plan\n    counts_as_plan: no\n"
        "    counts_reason: defence only\n    existence_confidence: low\n"
    )
    tables = load_tables(tiny(NLD=NLD + extra) / "datasets")
    assert tables["plans"]["plan_id"].tolist() == ["NLD-1", "NLD-2", "NLD-M1"]
