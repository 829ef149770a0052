"""Coordination, oversight, money, reports and focus countries, side by side."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import napcompare as nap
from napcompare.cli import main
from napcompare.compare.institutions import TOPICS
from napcompare.compare.reporting import reports_seen, years_text
from napcompare.errors import UnknownNameError
from napcompare.schema import load_schema
from napcompare.show.beside import institutions_text

from .conftest import ROOT

DAY = "2026-11-25"


@pytest.fixture(scope="module")
def three(ds: nap.Dataset) -> nap.Comparison:
    return ds.compare("Nederland", peers=["Ireland", "Canada"], as_of=DAY)


@pytest.fixture(scope="module")
def nato(ds: nap.Dataset) -> nap.Comparison:
    return ds.compare("NLD", peers="nato", as_of=DAY)


def test_the_dutch_way_beside_those_of_ireland_and_canada(three: nap.Comparison) -> None:
    wide = three.institutions()
    assert wide.columns.tolist() == ["NLD-4", "CAN-3", "IRL-4"]
    assert wide.index.tolist() == [topic.label for topic in TOPICS.values()]
    coordination = wide.loc["Coordination", "NLD-4"]
    assert "Co-coordinates: WO=MEN Dutch Gender Platform" in coordination
    assert coordination.endswith("[Official publications of the Netherlands]")
    oversight = wide.loc["Oversight", "NLD-4"]
    assert "Rotating seat in oversight: Cultuur in Harmonie (2023 to 2024);" in oversight
    assert "Oversight Group" in wide.loc["Oversight", "IRL-4"]
    assert wide.loc["Oversight", "CAN-3"] == "unknown"
    assert "more than 60 (2022-11-09)" in wide.loc["Signatories", "NLD-4"]


def test_every_word_has_a_source_and_what_is_unknown_has_none(nato: nap.Comparison) -> None:
    told = nato.institutions(tidy=True)
    unknown = told["text"] == "unknown"
    assert (told.loc[~unknown, "source_ids"] != "").all()
    assert (told.loc[unknown, "source_ids"] == "").all()
    known = set(nato.sources()["source_id"])
    assert {s for ids in told["source_ids"] for s in ids.split(";") if s} <= known


def test_the_topics_name_roles_measures_and_features_that_there_are() -> None:
    words = load_schema().vocabularies
    for topic in TOPICS.values():
        assert set(topic.roles) <= set(words["actor_role"].codes)
        assert set(topic.measures) <= set(words["plan_measure"].codes)
        assert set(topic.features) <= set(words["feature"].codes)
    shown = {r for topic in TOPICS.values() for r in topic.roles}
    assert shown == set(words["actor_role"].codes)


def test_on_an_earlier_day_later_seats_and_reports_are_not_told(ds: nap.Dataset) -> None:
    then = ds.compare("NLD", peers="benelux", as_of="2022-06-30").institutions()
    assert "Oxfam Novib" in then.loc["Oversight", "NLD-4"]
    assert "Cultuur in Harmonie" not in then.loc["Oversight", "NLD-4"]
    assert "2022-11-09, to parliament" not in then.loc["Reporting and evaluation", "NLD-4"]


def test_promised_beside_seen(nato: nap.Comparison) -> None:
    found = nato.reporting().set_index("plan_id")
    dutch = found.loc["NLD-4"]
    assert dutch[["promised_regular", "promised_to_parliament"]].tolist() == ["yes", "yes"]
    assert dutch["to_parliament"] == 2
    assert dutch[["covered", "not_seen"]].tolist() == ["2021-2023", "2024-2025"]
    assert dutch["last_progress"] == "2025-02-20"
    assert set(dutch["reports"].split(";")) >= {"NLD-4-R1", "NLD-4-R2"}
    assert len(found) == 30


def test_every_edition_answers_who_reported_on_what_when(nato: nap.Comparison) -> None:
    found = nato.reporting(every_edition=True).set_index("plan_id")
    assert {"NLD-1", "NLD-2", "NLD-3", "GBR-4", "ROU-M1"} <= set(found.index)
    assert found.loc["GBR-4", ["progress_reports", "shadow_reports", "covered"]].tolist() == [
        5,
        5,
        "2018-2022",
    ]
    assert found.loc["NLD-3", "reviews"] == 1


def test_years_without_a_report_are_told_unless_a_report_may_be_on_them(
    nato: nap.Comparison,
) -> None:
    found = nato.reporting(every_edition=True).set_index("plan_id")
    assert (found.loc[found["years_not_told"] > 0, "not_seen"] == "").all()
    assert found.loc["FIN-4", ["progress_reports", "not_seen"]].tolist() == [0, "2023-2025"]


def test_a_report_without_a_date_is_not_out_before_what_it_covers() -> None:
    reports = pd.DataFrame(
        {
            "published": ["2020", None, "2022-11-09", None],
            "covers_from": [None, None, "2021", "2013"],
            "covers_to": [None, None, "2021", "2022"],
        }
    )
    seen = reports_seen(reports, pd.Timestamp("2021-06-30").date())
    assert seen.index.tolist() == [0, 1]
    assert reports_seen(reports.iloc[:0], pd.Timestamp("2021-06-30").date()).columns.tolist() == [
        "published",
        "covers_from",
        "covers_to",
    ]
    assert years_text([]) == ""


def test_plans_without_a_report_can_be_compared(ds: nap.Dataset) -> None:
    wide = ds.compare("IRL", peers=["DNK", "FIN"]).institutions()
    assert wide.shape == (len(TOPICS), 3)


def test_focus_countries_shared_with_peers(nato: nap.Comparison) -> None:
    found = nato.focus_countries(every_edition=True)
    assert found.loc["COD", "own"] == "focus"
    assert found.loc["COD", "shared"]
    assert {"BEL-3", "BEL-4"} <= set(found.loc["COD", "named_by"].split(";"))
    assert found.loc["COD", "peers"] < len(found.loc["COD", "named_by"].split(";"))
    assert not found.loc["BFA", "shared"]
    own = found["own"].notna().tolist()
    assert own == sorted(own, reverse=True)
    summary = nato.summary().set_index("item")["detail"]
    assert "COD" in summary["countries that the plan is seen to name or work in"]
    assert "COD (" in summary["of them in plans of peers too (how many)"]


def test_the_plans_that_name_colombia(ds: nap.Dataset) -> None:
    found = ds.focus("Colombia").set_index(["plan_id", "role"])
    assert found.loc[("NLD-3", "focus"), "state"] == "superseded"
    assert found.loc[("NLD-4", "programme"), "state"] == "in force"
    assert (found["source_ids"] != "").all()


def test_a_release_from_before_says_which_it_is() -> None:
    old = nap.load("2026.11.1").compare("NLD", peers="benelux")
    assert len(old.summary())
    for ask in (old.institutions, old.reporting, old.focus_countries):
        with pytest.raises(UnknownNameError, match=r"This is release 2026\.11\.1"):
            ask()
    with pytest.raises(UnknownNameError, match="plan_countries"):
        nap.load("2026.11.1").focus("COL")
    assert "NLD-4" in nap.load("2026.11.1").card_text("NLD")


def test_money_of_the_dutch_plans_stands_beside_them(ds: nap.Dataset) -> None:
    dutch = ds.funding[ds.funding["plan_id"].isin(["NLD-3", "NLD-4"])]
    assert set(dutch["scope"]) == {"programme_beside_plan", "civil_society_grant"}


def test_the_dutch_editions_are_coded(ds: nap.Dataset) -> None:
    coded = ds.features_by_edition("NLD")
    fourth = coded.loc[coded.index.isin(INSTITUTION), "NLD-4"]
    assert set(fourth) == {"yes"}
    assert coded.loc["evaluation_planned"].tolist() == ["yes"] * 4
    grounds = ds.notes[(ds.notes["kind"] == "basis") & ds.notes["plan_id"].eq("NLD-4")]
    assert set(grounds["field"]) == INSTITUTION


INSTITUTION = {
    "oversight_body",
    "cso_in_oversight",
    "co_coordination",
    "joint_accountability",
    "learning_agenda",
    "evaluation_planned",
    "indicator_review",
    "sub_plans",
}


def test_every_value_on_the_institution_has_its_grounds(ds: nap.Dataset) -> None:
    coded = ds.features[ds.features["feature"].isin(INSTITUTION)]
    known = coded[coded["value"] != "unknown"]
    notes = ds.notes[ds.notes["kind"] == "basis"]
    assert set(zip(known["plan_id"], known["feature"], strict=True)) == set(
        zip(notes["plan_id"], notes["field"], strict=True)
    )


def test_drafts_and_announced_successors(ds: nap.Dataset) -> None:
    found = ds.in_preparation().set_index("entity")
    first = found[found["after"].isna()]
    assert set(first.index) == set(
        ds.entities.loc[ds.entities["plan_status"] == "in_preparation", "entity"]
    )
    assert found.loc["UKR", ["after", "event"]].tolist() == ["UKR-2", "drafting"]
    due = ds.expiring("2027", lapsed=True).set_index("plan_id")
    assert due.loc["UKR-2", "next_edition"].startswith("drafting 20")
    assert due.loc["UKR-2", "state"] == "lapsed, no successor seen"
    assert "UKR-2" not in set(ds.expiring("2027")["plan_id"])
    assert not due.index.duplicated().any()


def test_every_entity_without_a_plan_has_status_note_and_day(ds: nap.Dataset) -> None:
    without = ds.entities[~ds.entities["plan_status"].isin(["has_plan", "not_researched"])]
    assert without[["status_note", "checked_on"]].notna().all(axis=None)


def test_a_plan_without_dates_counts_only_once_it_was_drafted(ds: nap.Dataset) -> None:
    assert "BOL" not in ds.count_as_of("2024").possible
    assert "BOL" in ds.count_as_of("2026-01").possible
    assert "BOL" in ds.count_as_of("2026-12-31").certain


@pytest.mark.parametrize("about", ["institutions", "reporting", "countries"])
@pytest.mark.parametrize("more", [[], ["--every-edition"], ["--json"]])
def test_on_the_command_line(
    about: str, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", "NLD", "--peers", "BEL,GBR", "--about", about, *more]) == 0
    out = capsys.readouterr().out
    if "--json" in more:
        assert json.loads(out)[about]
    else:
        assert "NLD-4" in out


def test_text_of_institutions_numbers_each_source_once(three: nap.Comparison) -> None:
    text = institutions_text(three.institutions(tidy=True), three.sources())
    body, sources = text.split("\n\nSources\n")
    listed = [line for line in sources.splitlines() if line.startswith("[")]
    assert [line.split("]")[0] for line in listed] == [f"[{n}" for n in range(1, len(listed) + 1)]
    assert f"{len(listed)}" in body
    assert max(len(line) for line in body.splitlines()) <= 110


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["focus", "Kolumbien"], "NLD-3"),
        (["focus", "NLD"], "No plan in release"),
        (["due", "2027"], "NLD-4"),
        (["due", "2027", "--lapsed"], "UKR-2"),
        (["due", "1999"], "No plan in force"),
        (["preparing"], "UKR"),
    ],
)
def test_the_verbs(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert words in capsys.readouterr().out
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["release"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["focus", "Atlantis"], "No country or organisation is called 'Atlantis'"),
        (["focus", "COL", "--release", "2026.11.1"], "This is release 2026.11.1"),
        (["due", "soon"], "is not a date"),
        (["compare", "NLD", "--peers", "nato", "--about", "reporting", "--release", "2026.11.1"], "reports"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("name", ["add.yml", "correct.yml"])
def test_forms_for_issues_ask_for_a_source(name: str) -> None:
    import yaml

    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / name).read_text("utf-8"))
    source = next(part for part in form["body"] if part.get("id") == "source")
    assert source["validations"]["required"]
