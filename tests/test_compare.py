"""A country beside its peers."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest

import napcompare as nap
from napcompare.cli import main
from napcompare.compare.features import LEAST_KNOWN, LEAST_PEERS, compare_features
from napcompare.errors import (
    GroupError,
    NameAmbiguousError,
    NameUnknownError,
    QuestionError,
    UnknownNameError,
)

from .conftest import FEATURES

DAY = "2026-11-24"


@pytest.fixture(scope="module")
def nato(ds: nap.Dataset) -> nap.Comparison:
    return ds.compare("Nederland", "nato", DAY)


def test_the_dutch_fourth_plan_is_compared_and_no_organisation_is_a_peer(
    nato: nap.Comparison,
) -> None:
    rows = nato.editions()
    assert rows.iloc[0][["entity", "plan_id", "end", "end_original"]].tolist() == [
        "NLD", "NLD-4", "2027", "2025",
    ]  # fmt: skip
    assert len(rows) == 32
    assert not {"NATO", "EU"} & set(rows["entity"])
    assert set(rows.loc[rows["plan_id"].isna(), "entity"]) == {"HUN", "TUR"}


def test_every_plan_of_a_peer_is_counted_once_for_each_feature(nato: nap.Comparison) -> None:
    found = nato.features()
    codes = ["yes", "partial", "no", "not_mentioned", "not_applicable", "unknown"]
    assert len(found) == FEATURES
    assert set(found[codes].sum(axis=1)) == {29}
    unknown = found["unknown_peers"].map(lambda text: len([p for p in text.split(";") if p]))
    assert (unknown == found["unknown"]).all()


def test_a_share_is_given_only_where_the_rule_allows(nato: nap.Comparison) -> None:
    found = nato.features()
    shared = found[found["share_lower"].notna()]
    assert set(shared.index) <= {n for n in found.index if n.startswith("named_pillar_")}
    assert (shared["unknown"] <= (1 - LEAST_KNOWN) * shared["peers"]).all()
    assert (found["no_share"] == "").eq(found["share_lower"].notna()).all()
    row = found.loc["named_pillar_prevention"]
    assert row["share_lower"] == pytest.approx(row["yes"] / row["peers"])
    assert row["share_upper"] == pytest.approx((row["yes"] + row["unknown"]) / row["peers"])


def test_partial_counts_as_asked(nato: nap.Comparison) -> None:
    row = nato.features(partial="yes").loc["named_pillar_prevention"]
    assert row["share_lower"] == pytest.approx((row["yes"] + row["partial"]) / row["peers"])
    with pytest.raises(QuestionError, match="partial is yes or no"):
        nato.features(partial="maybe")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["yes"] * (LEAST_PEERS - 1), "fewer than 10 peers"),
        (["yes"] * 6 + ["unknown"] * 4, "less than two thirds"),
        (["yes"] * 7 + ["unknown"] * 3, ""),
        (["yes"] * 8 + ["not_applicable"] * 4, "fewer than 10 peers"),
    ],
)
def test_the_rule_on_shares(values: list[str], reason: str) -> None:
    plans = [f"P{n}-1" for n in range(len(values))]
    editions = pd.DataFrame({"entity": plans, "plan_id": plans, "role": "peer"})
    features = pd.DataFrame({"plan_id": plans, "feature": "f", "value": values})
    page = {"name": "f", "label": {"en": "F"}, "use": "shares"}
    found = compare_features(features, editions, [page]).loc["f"]
    assert found["value"] == "unknown"
    assert reason in found["no_share"]
    assert (found["no_share"] == "") == (reason == "")
    if not reason:
        assert (found["share_lower"], found["share_upper"]) == (0.7, 1.0)


def test_presence_only_is_said_in_plans_never_as_a_share(nato: nap.Comparison) -> None:
    row = nato.features().loc["budget_allocated"]
    assert pd.isna(row["share_lower"])
    assert row["no_share"] == f"presence only: seen in {row['yes'] + row['partial']} plans"


def test_split_by_orientation_adds_up(nato: nap.Comparison) -> None:
    whole, parts = nato.features(), nato.features(split="orientation")
    for code in ("yes", "partial", "no", "unknown"):
        added = parts[code].groupby(level="feature").sum()
        assert (added.reindex(whole.index) == whole[code]).all()
    with pytest.raises(QuestionError, match="split is orientation or instrument"):
        nato.features(split="colour")


def test_members_are_those_of_the_day(ds: nap.Dataset) -> None:
    then = set(ds.compare("NLD", "eu", "2019-06-30").editions()["entity"])
    now = set(ds.compare("NLD", "eu", DAY).editions()["entity"])
    assert then - now == {"GBR"}


def test_the_edition_is_the_one_of_the_day(ds: nap.Dataset) -> None:
    rows = ds.compare("NLD", ["Duitsland", "Suède"], "2018-06-30").editions()
    assert rows.set_index("entity").loc["NLD", "plan_id"] == "NLD-3"
    assert list(rows["entity"]) == ["NLD", "DEU", "SWE"]


def test_sets_lists_and_functions_name_the_same_peers(ds: nap.Dataset) -> None:
    def chosen(entities: pd.DataFrame) -> pd.Series:
        return entities["entity"].isin(["BEL", "LUX", "NLD"])

    ways = ("benelux - nld", ["Belgique", "Luxemburg"], chosen)
    found = [list(ds.compare("NLD", way, DAY).editions()["entity"]) for way in ways]
    assert found == [["NLD", "BEL", "LUX"]] * 3


def test_an_organisation_is_compared_with_organisations(ds: nap.Dataset) -> None:
    assert list(ds.compare("EU", ["NATO", "AU"], DAY).editions()["entity"]) == ["EU", "AU", "NATO"]
    with pytest.raises(QuestionError, match="A regional organisation is compared with organ"):
        ds.compare("EU", "nordic", DAY)


@pytest.mark.parametrize(
    ("country", "peers", "day", "error", "says"),
    [
        ("NLD", "nat", DAY, UnknownNameError, "Did you mean nato"),
        ("NLD", "nato & (nordic", DAY, GroupError, "character 15"),
        ("NLD", "fpn", DAY, GroupError, "no full list"),
        ("NLD", "benelux - benelux", DAY, QuestionError, "no peers"),
        ("NLD", [], DAY, QuestionError, "no peers"),
        ("NLD", ["NLD", "DEU"], DAY, QuestionError, "NLD is the country itself"),
        ("HUN", "eu", DAY, QuestionError, "HUN had no plan adopted"),
        ("Congo", "au", DAY, NameAmbiguousError, "COD"),
        ("Nederlend", "eu", DAY, NameUnknownError, "NLD .Netherlands."),
        ("NLD", "eu", "2022-13-40", QuestionError, "not a date"),
        ("NLD", "eu", "yesterday", QuestionError, "not a date"),
    ],
)
def test_what_cannot_be_compared_is_said(
    ds: nap.Dataset, country: str, peers: str, day: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        ds.compare(country, peers, day)


def test_a_country_whose_plan_lapsed_is_told_how_to_ask(ds: nap.Dataset) -> None:
    with pytest.raises(QuestionError, match='edition="latest" takes one that lapsed'):
        ds.compare("DEU", "nordic", DAY, edition="in_force")


def test_summary_and_timeline_name_the_denominator(nato: nap.Comparison) -> None:
    told = nato.summary().set_index("item")
    assert told.loc["peers with a plan (the denominator)", "count"] == 29
    assert told.loc["peers without a plan that was found", "detail"] == "HUN, TUR"
    states = told.loc[told.index.isin(["of them in force"]) | told.index.str.contains("lapsed")]
    assert states["count"].sum() <= 29
    lines = nato.timeline()
    assert list(lines.loc[lines["entity"] == "NLD", "plan_id"]) == [f"NLD-{n}" for n in range(1, 5)]
    assert lines["compared"].sum() == 30


def test_all_features_for_190_peers_are_quick(ds: nap.Dataset) -> None:
    everyone = ds.compare("NLD", lambda entities: entities["kind"] == "country", DAY)
    assert len(everyone.editions()) > 190
    took = []
    for _ in range(3):
        start = time.perf_counter()
        everyone.features()
        took.append(time.perf_counter() - start)
    assert min(took) < 1  # ten times the target: this catches an accident, not a slow machine


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figure = tmp_path / "f.png"
    assert main(["compare", "Nederland", "--peers", "nato", "--figure", str(figure)]) == 0
    told = capsys.readouterr().out
    assert "peers with a plan (the denominator): 29" in told
    assert "Named pillar: prevention" in told
    assert figure.stat().st_size > 20_000
    assert [p.name for p in tmp_path.iterdir()] == ["f.png"]


def test_the_parts_of_a_comparison_as_an_excel_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import openpyxl

    book = tmp_path / "c.xlsx"
    assert main(["compare", "NLD", "--peers", "benelux", "--excel", str(book)]) == 0
    assert f"Excel: {book}" in capsys.readouterr().out
    assert "features" in openpyxl.load_workbook(book).sheetnames
    assert main(["compare", "NLD", "--peers", "benelux", "--excel", str(tmp_path / "c.ods")]) == 1
    assert "must end in .xlsx" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "says"), [("f.gif", "ending in .png"), ("none/f.png", "make it first")]
)
def test_a_figure_that_cannot_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, says: str
) -> None:
    path = str(tmp_path / name)
    assert main(["compare", "NLD", "--peers", "nato", "--figure", path]) == 1
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_figure_shows_every_peer_in_every_bar(nato: nap.Comparison) -> None:
    ax = nato.plot.features()
    bars: dict[float, float] = {}
    for patch in ax.patches:
        bars[patch.get_y()] = bars.get(patch.get_y(), 0) + patch.get_width()
    assert len(bars) == FEATURES
    assert set(bars.values()) == {29}
    told = " ".join(text.get_text() for text in ax.texts)
    release = nato.dataset.version
    assert f"Netherlands, NLD-4 · nato · 24 November 2026 · napcompare {release}" in told
