"""What plans measure, compared only where the lists of indicators are complete."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pandas as pd
import pytest

import napcompare as nap
from napcompare.compare.concepts import (
    LEAST_INVENTORIES,
    compare_concepts,
    concept_differences,
    coverage,
    indicators_for,
)
from napcompare.errors import IncompleteInventoryWarning, QuestionError, UnknownNameError

Tables = dict[str, pd.DataFrame]
PEERS = [f"P{number}" for number in range(1, 7)]


def frame(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split()).astype(object)


@pytest.fixture
def tables() -> Tables:
    """A country and six peers with complete inventories: all measure PAR-01, five PAR-02, one PRO-01."""
    entities = ["OWN", *PEERS]
    plans = [
        (f"{e}-1", "complete", "outward", "https://a.example", None, "T", None) for e in entities
    ]
    measured = [(e, "PAR-01") for e in entities] + [(e, "PAR-02") for e in PEERS[1:]]
    measured += [("OWN", "PRO-01"), ("P1", "PRO-01")]
    ids = [f"{e}-{number:03d}" for number, (e, _) in enumerate(measured)]
    return {
        "plans": frame(
            "plan_id inventory orientation document_url copy_url title indicators_at", *plans
        ),
        "concepts": frame(
            "concept label_en area",
            ("PAR-01", "Talks", "participation"),
            ("PAR-02", "Informal", "participation"),
            ("PRO-01", "Incidence", "protection"),
            ("PRO-02", "Patterns", "protection"),
        ),
        "indicators": frame(
            "indicator_id entity plan_id text unit baseline_text target_text",
            *((i, e, f"{e}-1", "x", "number", None, None) for i, (e, _) in zip(ids, measured, strict=True)),
        ),
        "mappings": frame(
            "indicator_id concept method relation score review",
            *((i, c, "hand", "exact", None, None) for i, (_, c) in zip(ids, measured, strict=True)),
        ),
        "frameworks": frame("framework complete", ("whole", "yes"), ("half", "no")),
        "framework_indicators": frame(
            "framework code label applies_to unit",
            ("whole", "1", "Talks", "any_state", None),
            ("whole", "2", "Incidence", "conflict_affected_state", None),
            ("whole", "3", "Patterns", "donor;un_system", None),
        ),
        "crosswalk": frame(
            "framework code concept relation",
            ("whole", "1", "PAR-01", "exact"),
            ("whole", "1", "PAR-02", "related"),
            ("whole", "2", "PRO-01", "exact"),
        ),
    }  # fmt: skip


EDITIONS = pd.DataFrame({"plan_id": ["OWN-1", None, *(f"{p}-1" for p in PEERS)]})


@pytest.fixture(autouse=True)
def loud() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", IncompleteInventoryWarning)
        yield


def test_concepts_of_the_country_stand_beside_the_number_of_peers(tables: Tables) -> None:
    found = compare_concepts(tables, EDITIONS)
    assert found["own"].to_dict() == {
        "PAR-01": True,
        "PAR-02": False,
        "PRO-01": True,
        "PRO-02": False,
    }
    assert found["peers"].to_dict() == {"PAR-01": 6, "PAR-02": 5, "PRO-01": 1, "PRO-02": 0}
    assert set(found["inventories"]) == {6}
    assert found.loc["PRO-01", "peer_plans"] == "P1-1"


def test_differences_of_concepts_go_both_ways(tables: Tables) -> None:
    found = concept_differences(compare_concepts(tables, EDITIONS))
    assert found[["concept", "kind"]].to_numpy().tolist() == [
        ["PAR-02", "peers_have"],
        ["PRO-01", "own_has"],
    ]


def test_without_the_own_list_there_are_no_rows_and_it_is_said_what_to_read(tables: Tables) -> None:
    tables["plans"].loc[0, ["inventory", "indicators_at"]] = ["partial", "annex I, pp. 43-61"]
    with pytest.warns(
        IncompleteInventoryWarning, match=r"OWN-1 is partial\. Read https.*pp\. 43-61"
    ):
        found = compare_concepts(tables, EDITIONS)
    assert found.empty
    assert concept_differences(found).empty
    with pytest.warns(IncompleteInventoryWarning, match="OWN-1 is partial"):
        assert coverage(tables, "OWN-1", "whole").empty


def test_with_few_complete_inventories_nothing_is_said_of_peers(tables: Tables) -> None:
    tables["plans"].loc[1:2, "inventory"] = "partial"
    with pytest.warns(IncompleteInventoryWarning, match="Of the peers 4 have a complete inventory"):
        found = compare_concepts(tables, EDITIONS)
    assert LEAST_INVENTORIES == 5
    assert found["own"].sum() == 2
    assert found["peers"].isna().all()
    assert concept_differences(found).empty


def test_a_coding_by_hand_outweighs_the_classifier(tables: Tables) -> None:
    machine = {"method": "machine", "relation": None, "score": 0.9, "review": "sure"}
    added = pd.DataFrame([{"indicator_id": "OWN-000", "concept": "PRO-02", **machine}])
    tables["mappings"] = pd.concat([tables["mappings"], added], ignore_index=True)
    assert not compare_concepts(tables, EDITIONS).loc["PRO-02", "own"]


def test_coverage_lists_the_lines_that_can_be_asked_of_the_plan(tables: Tables) -> None:
    found = coverage(tables, "OWN-1", "whole").set_index("code")
    assert list(found.index) == ["1", "3"]  # an outward plan is not asked of its own conflict
    assert found.loc["1", ["concepts", "indicators"]].tolist() == ["PAR-01;PAR-02", "OWN-000"]
    assert found.loc["3", "indicators"] == ""


@pytest.mark.parametrize(
    ("plan", "framework", "error", "words"),
    [
        ("OWN-1", "half", QuestionError, r"no yardstick.*Complete: whole"),
        ("OWN-1", "hole", UnknownNameError, "Did you mean whole"),
        ("OWN-9", "whole", UnknownNameError, "OWN-1"),
    ],
)
def test_what_cannot_be_covered_is_said(
    tables: Tables, plan: str, framework: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        coverage(tables, plan, framework)


def test_indicators_of_a_concept_come_from_plans_and_frameworks(tables: Tables) -> None:
    found = indicators_for(tables, "PRO-01")
    assert found["origin"].tolist() == ["plan", "plan", "framework"]
    assert found["id"].iloc[2] == "whole 2"
    with pytest.raises(UnknownNameError, match="PRO-02"):
        indicators_for(tables, "PRO-99")


def test_the_release_says_where_the_dutch_indicators_are(ds: nap.Dataset) -> None:
    comparison = ds.compare("NLD", "nato")
    with pytest.warns(IncompleteInventoryWarning, match=r"NLD-4 is none_seen.*annex I, pp\. 43-61"):
        assert comparison.concepts().empty
    with pytest.warns(IncompleteInventoryWarning):
        assert comparison.differences(of="concepts").empty
    with pytest.raises(QuestionError, match="features or concepts"):
        comparison.differences(of="actors")
    assert "PAR-09" in set(ds.search("armed forces").query("kind == 'concept'")["name"])
    assert ds.indicators_for("PAR-09")["origin"].eq("framework").any()


def test_every_indicator_of_the_release_is_mapped_and_every_framework_says_what_it_is(
    ds: nap.Dataset,
) -> None:
    hand = ds.mappings.query("method == 'hand'")
    assert set(ds.indicators["indicator_id"]) == set(hand["indicator_id"])
    assert hand.query("concept == 'unmapped'")["reason"].notna().all()
    lines = ds.framework_indicators.groupby("framework")["traced"].agg(set)
    complete = ds.frameworks.query("complete == 'yes'")["framework"]
    assert list(complete) == ["wps-index"]
    assert lines["wps-index"] == {"yes"}
    assert len(ds.concepts) == 94
