"""What the release says, held down by name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import napcompare as nap
from napcompare._data import release_folder
from napcompare.dates import PartialDate
from napcompare.release.check import check_tables, unsourced
from napcompare.schema import load_schema

from .conftest import FEATURES


@pytest.fixture(scope="module")
def plans(ds: nap.Dataset) -> pd.DataFrame:
    return ds.plans.set_index("plan_id")


@pytest.fixture(scope="module")
def tables(ds: nap.Dataset) -> dict[str, pd.DataFrame]:
    return {name: ds.table(name) for name in ds.tables}


def test_the_dutch_fourth_plan_ends_in_2027_with_its_extension(plans: pd.DataFrame) -> None:
    fourth = plans.loc["NLD-4"]
    assert fourth[["adopted", "adopted_event"]].tolist() == ["2020-12-11", "approved"]
    assert fourth[["end", "end_original"]].tolist() == ["2027", "2025"]


def test_the_eu_plan_runs_to_2027(plans: pd.DataFrame) -> None:
    assert plans.loc["EU-3", ["end", "end_original"]].tolist() == ["2027", "2024"]


def test_brazils_first_plan_is_not_extended_twice(plans: pd.DataFrame) -> None:
    assert plans.loc["BRA-1", ["end", "end_original"]].tolist() == ["2023-03", "2019"]


def test_polands_plan_ran_to_the_end_of_2023(plans: pd.DataFrame) -> None:
    assert PartialDate(plans.loc["POL-1", "end"]).last.isoformat() == "2023-12-31"


def test_canadas_third_plan_was_adopted_after_its_start(plans: pd.DataFrame) -> None:
    assert plans.loc["CAN-3", ["adopted", "adopted_event", "start"]].tolist() == [
        "2024-03-28",
        "launched",
        "2023",
    ]


def test_documents_of_other_kinds_are_told_apart(plans: pd.DataFrame) -> None:
    kinds = plans["instrument"]
    assert kinds[["NATO-1", "NATO-3", "NATO-8"]].tolist() == ["policy"] * 3
    assert kinds[["EU-1", "EU-2", "EU-3"]].tolist() == ["strategic_approach"] * 2 + ["action_plan"]
    assert kinds[["AU-1", "AU-2"]].tolist() == ["programme", "results_framework"]
    assert kinds[["USA-2", "USA-3"]].tolist() == ["action_plan", "strategy_serving_as_plan"]
    assert kinds["ROU-M1"] == "ministry_plan"
    other = plans[(kinds != "action_plan") | (plans["counts_as_plan"] == "no")]
    assert other["counts_reason"].notna().all()


def test_coverage(ds: nap.Dataset, plans: pd.DataFrame) -> None:
    kind = plans["entity"].map(ds.entities.set_index("entity")["kind"])
    assert plans.loc[kind != "regional_organisation", "entity"].nunique() == 118
    assert plans.loc[kind == "regional_organisation", "entity"].nunique() == 11
    assert len(ds.features) == FEATURES * len(plans)
    assert (ds.entities["un_status"] == "member").sum() == 193
    assert len(ds.entities) == 249 + 1 + 21


def test_codes_that_share_a_plan_status_with_plans(ds: nap.Dataset) -> None:
    has = set(ds.entities.loc[ds.entities["plan_status"] == "has_plan", "entity"])
    assert has == set(ds.plans["entity"])


def test_a_no_is_of_a_pillar_or_rests_on_the_owner(ds: nap.Dataset) -> None:
    coded = ds.features[ds.features["value"] == "no"]
    other = coded[~coded["feature"].str.startswith("named_pillar_")]
    assert sorted(zip(other["plan_id"], other["feature"], strict=True)) == [
        ("BRA-1", "oversight_body"),
        ("LVA-1", "budget_allocated"),
        ("MKD-1", "budget_allocated"),
        ("NLD-1", "focus_domestic"),
        ("NLD-2", "focus_domestic"),
        ("NLD-3", "focus_domestic"),
        ("NOR-5", "budget_allocated"),
        ("ROU-1", "cso_in_oversight"),
    ]


def test_every_recoding_has_a_note(ds: nap.Dataset) -> None:
    notes = ds.notes[(ds.notes["kind"] == "recoded") & ds.notes["field"].notna()]
    keys = list(zip(notes["plan_id"], notes["field"], strict=True))
    assert len(keys) == len(set(keys)) == 123
    values = ds.features.set_index(["plan_id", "feature"])["value"]
    assert set(values.loc[keys]) == {"unknown"}


def test_a_copy_is_never_official(ds: nap.Dataset) -> None:
    copies = ds.sources[ds.sources["authority"] == "copy"]["url"].str.split("/").str[2]
    official = ds.sources[ds.sources["authority"] == "official"]["url"].str.split("/").str[2]
    assert {"docslib.org", "es.scribd.com"} <= set(copies)
    assert not set(copies) & set(official)


def test_dutch_papers_point_to_parliaments_own_address(
    ds: nap.Dataset, plans: pd.DataFrame
) -> None:
    assert (
        plans.loc["NLD-4", "document_url"]
        == "https://zoek.officielebekendmakingen.nl/kst-26150-190.html"
    )
    numbered = ds.sources.dropna(subset=["official_reference"])
    dutch = numbered[numbered["official_reference"].str.startswith("Kamerstuk")]
    assert len(dutch) == 3
    assert (dutch["authority"] == "official").all()


def test_cells_without_a_source_grow_no_more(tables: dict[str, pd.DataFrame]) -> None:
    cells = unsourced(tables, load_schema())
    assert set(cells["table"]) == {"plans", "plan_events"}
    assert len(cells) <= 86
    # What is left are notes without a source of their own, and what is told in them.
    assert set(cells["column"]) == {"status_note", "date", "note"}


def test_the_release_passes_every_check(tables: dict[str, pd.DataFrame], ds: nap.Dataset) -> None:
    problems = check_tables(tables, load_schema(), str(ds.package["created"])[:10])
    assert [str(p) for p in problems if p.severity == "error"] == []


def test_renames_are_recorded(ds: nap.Dataset) -> None:
    renamed = ds.lifecycle.query("kind == 'feature'").set_index("old")["new"]
    assert renamed["protection"] == "named_pillar_protection"
    assert set(renamed) <= set(ds.features["feature"])


def test_frictionless_accepts_the_release() -> None:
    package = release_folder() / "datapackage.json"
    script = (
        "import sys, warnings; warnings.simplefilter('ignore')\nfrom frictionless import Package\n"
        "report = Package(sys.argv[1]).validate()\nprint(report.flatten(['title', 'fieldName', 'note']))\n"
        "sys.exit(not report.valid)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(package)], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_sha256sums_are_what_the_usual_tool_reads(tmp_path: Path) -> None:
    told = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=release_folder(), check=False
    )
    assert told.returncode == 0


def test_metadata_for_search_engines_name_every_table(ds: nap.Dataset) -> None:
    content = json.loads((release_folder() / "metadata.jsonld").read_text("utf-8"))
    assert content["@type"] == "Dataset"
    assert {d["contentUrl"] for d in content["distribution"]} == {f"{t}.csv" for t in ds.tables}


def test_quality_report_tells_the_status_of_every_feature(ds: nap.Dataset) -> None:
    text = (release_folder() / "quality.md").read_text("utf-8")
    section = text.split("## Agreement")[1].split("## ")[0]
    for feature in ds.features["feature"].unique():
        assert f"| {feature} |" in section
    assert "184 pairs, 92 % agreement and an alpha of 0.68" in section
