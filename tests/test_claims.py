"""Published counts beside our own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import napcompare as nap
from napcompare.cli import main
from napcompare.compare.claims import MEASURES, VERDICTS
from napcompare.registry.claims import read_claims

LETTER = "2022-11-09-government-of-the-countries-with-nap"
END_2018 = "2018-12-wilpf-un-member-states-with-nap"
SEPTEMBER_2019 = "2019-09-wilpf-un-member-states-with-nap"


@pytest.fixture(scope="module")
def tested(ds: nap.Dataset) -> pd.DataFrame:
    return ds.reconcile().set_index("claim_id")


def test_every_claim_has_a_verdict(ds: nap.Dataset, tested: pd.DataFrame) -> None:
    assert list(tested.index) == list(ds.claims["claim_id"])
    assert set(tested["verdict"]) == set(VERDICTS)
    computed = tested["verdict"] != "not_computed"
    assert (tested.loc[computed, "lower"] <= tested.loc[computed, "upper"]).all()
    assert tested.loc[~computed, "lower"].isna().all()
    assert set(tested.loc[computed, "measure"]) <= set(MEASURES)


@pytest.mark.parametrize(("claim", "figure"), [(END_2018, 79), (SEPTEMBER_2019, 82)])
def test_un_members_in_2018_and_2019_agree(tested: pd.DataFrame, claim: str, figure: int) -> None:
    row = tested.loc[claim]
    assert row["value"] == figure
    assert row["lower"] <= figure <= row["upper"]
    assert row["verdict"] == "agrees"


def test_a_letter_is_told_in_both_units_and_no_agreement_is_claimed(tested: pd.DataFrame) -> None:
    row = tested.loc[LETTER]
    assert row["value"] == 103
    assert 105 <= row["lower"] <= row["upper"] <= 107
    assert 103 <= row["un_members_lower"] <= row["un_members_upper"] <= 105
    assert row["verdict"] == "no_day_of_counting"


def test_more_than_is_not_exactly(tested: pd.DataFrame) -> None:
    least = tested[(tested["bound"] == "more_than") & (tested["verdict"] != "not_computed")]
    assert len(least) >= 2
    assert (least["upper"] > least["value"]).all()
    assert set(least["verdict"]) == {"agrees"}


def test_a_verdict_follows_from_the_intervals(tested: pd.DataFrame) -> None:
    exact = tested[tested["value"].notna() & (tested["bound"] != "more_than")]
    exact = exact[exact["verdict"].isin(["agrees", "disagrees"])]
    meets = (exact["lower"] <= exact["value"]) & (exact["value"] <= exact["upper"])
    assert (meets == exact["verdict"].eq("agrees")).all()
    assert set(exact["verdict"]) == {"agrees", "disagrees"}


def test_names_that_could_explain_a_difference(ds: nap.Dataset) -> None:
    found = ds.reconcile(LETTER)
    outside = found[found["why"] == "not a member of the United Nations"]
    assert set(outside["entity"]) == {"PSE", "XKX"}
    assert set(found["effect"]) <= {"higher", "lower", "either"}
    after = found[found["why"] == "first plan adopted in the year after"]
    adopted = ds.plans.set_index("plan_id").loc[after["plan_id"], "adopted"].str[:4]
    assert set(adopted) <= {"2022", "2023"}


def test_later_editions_are_counted_apart(ds: nap.Dataset, tested: pd.DataFrame) -> None:
    row = tested.loc["2018-12-wilpf-naps-updated-in-year"]
    editions = ds.plans.query("counts_as_plan == 'yes' and edition != '1'")
    national = editions["entity"].map(ds.entities.set_index("entity")["kind"]) == "country"
    began = editions["adopted"].fillna(editions["start"]).fillna("")
    dated = editions[national & began.str.startswith("2018")]
    assert row["lower"] <= len(dated) <= row["upper"]
    assert {"FIN", "GEO", "CHE"} <= set(ds.reconcile(row.name)["entity"])
    third = tested[tested["measure"] == "countries_with_third_or_fourth_nap_osce"].iloc[0]
    assert 0 < third["lower"] <= third["upper"] <= 57


def test_a_claim_that_is_not_there_is_said(
    ds: nap.Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(nap.UnknownNameError, match="There is no claim"):
        ds.reconcile("letter")
    assert main(["reconcile"]) == 0
    out = capsys.readouterr().out
    assert f"{END_2018}: 79; ours 78 to 79: agrees" in out
    assert main(["reconcile", "letter"]) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("claims:\n  a: 7\n", "needs `measure`, `who` and a figure"),
        ("claims:\n  a: {measure: m, who: W}\n", "needs `value`, `percent` or both"),
        ("claims:\n  a: {measure: m, value: 7}\n", "needs `who`"),
        ("claims:\n  a: {measure: m, who: W, value: many}\n", "not a whole number"),
        ("claims:\n  a: {measure: m, who: W, value: 7, counted: soon}\n", "`counted`"),
        ("claims:\n  a: {measure: m, who: W, value: 7, day: 2020}\n", "`day` is not known"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(text)
    claims = read_claims(path)
    assert claims.rows == []
    assert any(says in p.message and p.line == 2 for p in claims.problems)
