"""What sets a plan apart from its peers, which plans are alike, and who the peers are in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

import napcompare as nap
from napcompare._yaml import read_yaml
from napcompare.compare.differences import LEAST_SEEN, MANY, differences
from napcompare.compare.nearest import nearest
from napcompare.compare.peer_sets import default_peers, describe_peers
from napcompare.errors import GroupError, QuestionError, UnknownNameError
from napcompare.schema import load_schema

from .conftest import ROOT

DAY = date(2026, 11, 25)
Tables = Mapping[str, pd.DataFrame]


def counted(own: str, peers: int = 9, **counts: int) -> pd.DataFrame:
    """One feature as compared: the own value and the peers by code, the rest of them unknown."""
    codes = ["yes", "partial", "no", "not_mentioned", "not_applicable"]
    row = {"label": "Youth", "value": own, "peers": peers} | {c: counts.get(c, 0) for c in codes}
    row["unknown"] = peers - sum(counts.values())
    return pd.DataFrame([row], index=pd.Index(["youth"], name="feature"))


@pytest.fixture(scope="module")
def tables(ds: nap.Dataset) -> Tables:
    return {name: ds.table(name) for name in ds.tables}


# --- differences -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "peers", "yes", "kind"),
    [
        ("unknown", 9, 3, "peers_have"),
        ("no", 9, 3, "peers_have"),
        ("not_mentioned", 9, 3, "peers_have"),
        ("unknown", 9, 2, ""),
        ("unknown", 10, 3, ""),  # fewer than a third
        ("unknown", 4, 2, ""),  # a third, but two plans are not many
        ("partial", 9, 9, ""),
        ("not_applicable", 9, 9, ""),
        ("yes", 9, 3, ""),
        ("yes", 9, 2, "own_has"),
        ("yes", 2, 2, ""),  # both of two peers have it too
        ("yes", 2, 0, "own_has"),
        ("partial", 9, 0, ""),
        ("yes", 0, 0, ""),
    ],
)
def test_many_peers_are_a_third_and_at_least_three(
    own: str, peers: int, yes: int, kind: str
) -> None:
    assert differences(counted(own, peers, yes=yes))["kind"].tolist() == ([kind] if kind else [])


def test_what_is_unknown_is_told_apart_from_no_and_never_called_a_lack() -> None:
    said = {
        own: differences(counted(own, yes=4, partial=2, not_applicable=1)).iloc[0]["said"]
        for own in ("unknown", "no", "not_mentioned")
    }
    start = "seen in 4 of 9 plans (in part in 2 more, unknown in 2); the plan itself: "
    assert said == {
        "unknown": f"{start}unknown",
        "no": f"{start}no",
        "not_mentioned": f"{start}not mentioned",
    }


def test_known_peers_are_those_that_it_is_asked_of_and_that_are_not_unknown() -> None:
    row = differences(counted("no", yes=4, no=1, not_applicable=2)).iloc[0]
    assert (row["known"], row["peers"]) == (5, 9)


def test_a_difference_is_told_in_dutch_too() -> None:
    found = differences(counted("yes", 1, partial=1), language="nl")
    assert found["said"].tolist() == ["gezien in 0 van 1 plan (deels in nog 1); het plan zelf: ja"]
    with pytest.raises(QuestionError, match="language is one of en, nl"):
        differences(counted("yes"), language="fr")


def test_what_most_peers_have_goes_first_and_what_fewest_have_last_group() -> None:
    rows = [("a", "unknown", 4), ("b", "no", 6), ("c", "yes", 2), ("d", "yes", 0), ("e", "no", 5)]
    frame = pd.concat([counted(own, yes=yes) for _, own, yes in rows])
    frame.index = pd.Index([name for name, *_ in rows], name="feature")
    assert "".join(differences(frame)["feature"]) == "beadc"
    assert "".join(differences(frame, most=1)["feature"]) == "bd"
    assert "".join(differences(frame, most=2)["feature"]) == "bedc"


@pytest.mark.parametrize("most", [0, -1, 2.5, "3", True])
def test_a_number_of_rows_is_a_whole_one(most: int) -> None:
    with pytest.raises(QuestionError, match="most is a whole number"):
        differences(counted("yes"), most=most)


def test_differences_of_blocks_are_refused(ds: nap.Dataset) -> None:
    blocks = ds.compare("NLD", "nato").features(split="orientation")
    with pytest.raises(QuestionError, match="without split"):
        differences(blocks)


@pytest.mark.parametrize("country", ["NLD", "ESP", "ISL"])
def test_differences_on_the_release_hold_what_they_promise(ds: nap.Dataset, country: str) -> None:
    features = ds.compare(country, "nato").features()
    found = differences(features).set_index("feature")
    theirs, ours = (found[found["kind"] == k] for k in ("peers_have", "own_has"))
    assert len(theirs) + len(ours) == len(found) > 0
    assert set(theirs["own"]) <= {"no", "not_mentioned", "unknown"}
    assert (theirs["yes"] >= max(LEAST_SEEN, MANY * features["peers"].max())).all()
    assert set(ours["own"]) <= {"yes"}
    assert (ours["yes"] < MANY * ours["peers"]).all()
    assert theirs["yes"].is_monotonic_decreasing
    assert ours["yes"].is_monotonic_increasing
    assert (found["yes"] == features["yes"].reindex(found.index)).all()
    assert not found["said"].str.contains(r"%|lacks|missing|without").any()


# --- nearest ---------------------------------------------------------------------------------------


def world(orientation: Mapping[str, str] | None = None, **coded: str) -> Tables:
    """Plans whose features f1, f2 … are coded by letters: y, p, n, m (not mentioned) and - (unknown)."""
    words = {"y": "yes", "p": "partial", "n": "no", "m": "not_mentioned", "-": "unknown"}
    rows = [
        (f"{e}-1", f"f{n}", words[c]) for e, text in coded.items() for n, c in enumerate(text, 1)
    ]
    plans = pd.DataFrame({"plan_id": [f"{e}-1" for e in coded], "entity": list(coded)})
    plans["orientation"] = [(orientation or {}).get(e, "both") for e in coded]
    names = {"entity": list(coded), "name_en": [f"Land {e[::-1]}" for e in coded]}
    features = pd.DataFrame(rows, columns=["plan_id", "feature", "value"])
    return {"plans": plans, "features": features, "entities": pd.DataFrame(names)}


def test_alike_is_the_share_of_features_known_for_both_and_partial_beside_yes_counts_half() -> None:
    data = world(AAA="yyyn-", BBB="ypyy-", CCC="y--nn")
    found, reasons = nearest(data, "AAA-1", ["BBB-1", "CCC-1"], least=2)
    assert found[["plan_id", "alike", "known", "similarity"]].to_numpy().tolist() == [
        ["CCC-1", 2, 2, 1.0],
        ["BBB-1", 2, 4, 2.5 / 4],
    ]
    assert reasons == {}


def test_unknown_beside_unknown_makes_no_plan_alike() -> None:
    data = world(AAA="yy---", BBB="yn---")
    found, _ = nearest(data, "AAA-1", ["BBB-1"], least=1)
    assert found.iloc[0][["alike", "known", "similarity"]].tolist() == [1, 2, 0.5]


def test_partial_beside_no_and_no_beside_not_mentioned_are_not_alike() -> None:
    found, _ = nearest(world(AAA="pn", BBB="nm"), "AAA-1", ["BBB-1"], least=1)
    assert found.iloc[0][["alike", "similarity", "unlike_in"]].tolist() == [0, 0.0, "f1;f2"]


def test_what_is_rarest_among_the_plans_compared_is_named_first() -> None:
    data = world(AAA="yyyy", BBB="yyyp", CCC="y-yy", DDD="yp-y")
    labels = {"f2": "Youth"}
    found, _ = nearest(data, "AAA-1", ["BBB-1", "CCC-1", "DDD-1"], least=1, labels=labels)
    told = found.set_index("entity")
    assert told.loc["BBB", "alike_in"] == "Youth;f3;f1"
    assert told.loc["BBB", "unlike_in"] == "f4"
    assert told.loc["CCC", "alike_in"] == "f3;f4;f1"


def test_equally_alike_plans_go_by_name_and_no_more_than_asked() -> None:
    data = world(AAA="yyy", XYA="yyy", BYZ="yyy", CCB="yyn")
    found, _ = nearest(data, "AAA-1", ["BYZ-1", "XYA-1", "CCB-1", "AAA-1", "XYA-1", None], least=1)
    assert found["name"].tolist() == ["Land AYX", "Land ZYB", "Land BCC"]
    assert len(nearest(data, "AAA-1", ["BYZ-1", "XYA-1"], count=1, least=1)[0]) == 1
    assert "rank" not in found


def test_plans_that_cannot_be_compared_are_counted_by_reason() -> None:
    data = world(
        {"BBB": "unknown", "CCC": "outward", "DDD": "inward"},
        AAA="yyy", BBB="yyy", CCC="yyy", DDD="yyy", EEE="yy-", FFF="yyn",
    )  # fmt: skip
    asked = [f"{e * 3}-1" for e in "BCDEF"]
    found, reasons = nearest(data, "AAA-1", asked, least=3)
    assert found["entity"].tolist() == ["FFF"]
    assert reasons == {
        "orientation unknown": 1,
        "another orientation": 2,
        "fewer than 3 features known for both": 1,
    }


def test_nothing_to_compare_gives_an_empty_frame_with_its_columns() -> None:
    found, reasons = nearest(world(AAA="y", BBB="y"), "AAA-1", ["BBB-1"])
    assert found.empty
    assert list(found) == [
        "plan_id", "entity", "name", "alike", "known", "similarity", "alike_in", "unlike_in",
    ]  # fmt: skip
    assert reasons == {"fewer than 15 features known for both": 1}


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        ({"plan_id": "ZZZ-1"}, UnknownNameError, "no plan 'ZZZ-1'"),
        ({"candidates": ["ZZZ-1"]}, UnknownNameError, "no plan 'ZZZ-1'"),
        ({"count": 0}, QuestionError, "count is a whole number"),
        ({"least": "many"}, QuestionError, "least is a whole number"),
    ],
)
def test_what_cannot_be_asked_is_said(
    asked: dict[str, object], error: type[Exception], says: str
) -> None:
    told: dict[str, object] = {"plan_id": "AAA-1", "candidates": ["BBB-1"]} | asked
    with pytest.raises(error, match=says):
        nearest(world(AAA="y", BBB="y"), **told)  # type: ignore[arg-type]


def test_a_plan_of_unknown_orientation_is_told_what_to_do(tables: Tables) -> None:
    plans = tables["plans"].set_index("plan_id")["orientation"]
    assert (plans["FRA-3"], plans["FRA-2"]) == ("unknown", "both")
    with pytest.raises(QuestionError, match=r"Choose the peers yourself.*FRA-2 \(both\)"):
        nearest(tables, "FRA-3", plans.index)


def test_plans_alike_on_the_release_account_for_every_candidate(
    ds: nap.Dataset, tables: Tables
) -> None:
    labels = {page["name"]: page["label"]["en"] for page in ds.package["features"]}
    asked = ds.compare("NLD", "un_members").editions()["plan_id"]
    found, reasons = nearest(tables, "NLD-4", asked, count=500, labels=labels)
    assert len(found) + sum(reasons.values()) == asked.notna().sum() - 1
    assert len(found) >= 5
    assert found["similarity"].between(0, 1).all()
    assert (found["known"] >= 15).all()
    for row in found.to_dict("records"):
        alike, unlike = (
            set(filter(None, t.split(";"))) for t in (row["alike_in"], row["unlike_in"])
        )
        assert (len(alike), len(alike) + len(unlike)) == (row["alike"], row["known"])
        assert alike | unlike <= set(labels.values())


# --- peer sets in words ----------------------------------------------------------------------------


def test_every_group_has_a_name_in_three_languages() -> None:
    groups = read_yaml(ROOT / "datasets" / "groups.yaml")["groups"]
    codes = load_schema().vocabularies["group"].codes
    assert list(codes) == list(groups)
    assert all(code.definition for code in codes.values())


@pytest.mark.parametrize(
    ("expression", "en", "nl"),
    [
        ("nato", "The member states of NATO on {en}", "De lidstaten van de NAVO op {nl}"),
        (
            "eu - nordic",
            "The member states of the European Union except the Nordic countries, on {en}",
            "De lidstaten van de Europese Unie behalve de Noordse landen, op {nl}",
        ),
        (
            "g7 & europe & nato",
            "The countries of the G7 that are also among the countries in Europe and among the member"
            " states of NATO, on {en}",
            "De landen van de G7 die ook horen bij de landen in Europa en bij de lidstaten van de NAVO,"
            " op {nl}",
        ),
        (
            "nordic | caribbean | deu",
            "The Nordic countries, the countries in the Caribbean and Germany, on {en}",
            "De Noordse landen, de landen in het Caribisch gebied en Duitsland, op {nl}",
        ),
        (
            "(eu | nato) - nordic - DEU",
            "(The member states of the European Union and the member states of NATO) except the Nordic"
            " countries and Germany, on {en}",
            "(De lidstaten van de Europese Unie en de lidstaten van de NAVO) behalve de Noordse landen"
            " en Duitsland, op {nl}",
        ),
        (
            "g7 | (benelux - bel)",
            "The countries of the G7 and (the countries of the Benelux except Belgium), on {en}",
            "De landen van de G7 en (de landen van de Benelux behalve België), op {nl}",
        ),
    ],
)
def test_a_set_expression_is_a_sentence(ds: nap.Dataset, expression: str, en: str, nl: str) -> None:
    assert describe_peers(expression, DAY, ds.groups, entities=ds.table("entities")) == {
        "en": en.format(en="25 November 2026") + ", without the country itself",
        "nl": nl.format(nl="25 november 2026") + ", zonder het land zelf",
    }


def test_a_country_outside_the_set_is_not_said_to_be_left_out(ds: nap.Dataset) -> None:
    told = {own: describe_peers("nato", DAY, ds.groups, own=own)["en"] for own in ("NLD", "KEN")}
    assert told["NLD"].endswith(", without the country itself")
    assert told["KEN"] == "The member states of NATO on 25 November 2026"


def test_who_is_only_possibly_a_member_that_day_is_named(ds: nap.Dataset) -> None:
    then = date(2000, 6, 1)
    assert ds.groups.members("ecowas", then).possible - ds.groups.members("ecowas", then).certain
    told = describe_peers("ecowas", then, ds.groups, entities=ds.table("entities"))
    assert told["en"].endswith("; only possibly on that day: Mauritania")
    assert told["nl"].endswith("; op die dag alleen mogelijk: Mauritanië")


def test_a_list_is_named_in_full_and_in_its_order(ds: nap.Dataset) -> None:
    told = describe_peers(["SWE", "DEU", "BEL"], DAY, ds.groups, entities=ds.table("entities"))
    assert told == {
        "en": "Own choice: Sweden, Germany and Belgium",
        "nl": "Eigen keuze: Zweden, Duitsland en België",
    }
    assert describe_peers(["SWE"], DAY, ds.groups)["en"] == "Own choice: SWE"


def test_a_group_and_the_organisation_of_its_name_are_not_the_same(ds: nap.Dataset) -> None:
    entities = ds.table("entities")
    group, organisation = (
        describe_peers(n, DAY, ds.groups, entities=entities) for n in ("au", "AU")
    )
    assert group["en"].startswith("The member states of the African Union on")
    assert organisation["en"].startswith("African Union on")


@pytest.mark.parametrize(
    ("peers", "error"),
    [
        ("nato & (nordic", GroupError),
        ("fpn", GroupError),
        ("nat", UnknownNameError),
        (["DEU", "QQQ"], UnknownNameError),
        ([], QuestionError),
    ],
)
def test_a_set_that_cannot_be_read_has_no_words(
    ds: nap.Dataset, peers: str | list[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        describe_peers(peers, DAY, ds.groups)


def test_every_group_and_place_of_the_release_has_words(ds: nap.Dataset) -> None:
    for name in ds.groups.names:
        told = describe_peers(name, DAY, ds.groups)
        assert told["en"].startswith("The "), name
        assert told["nl"].startswith("De "), name


# --- peers where none are named --------------------------------------------------------------------


def test_a_plan_that_acts_abroad_is_set_beside_donors_whose_plans_do(
    ds: nap.Dataset, tables: Tables
) -> None:
    found = default_peers(tables, "NLD", DAY)
    assert found.name == "dac"
    assert set(found.codes) <= ds.groups.members("dac", DAY).certain - {"NLD"}
    used = ds.compare("NLD", found.codes).editions()
    assert set(used["orientation"]) <= {"outward", "both"}
    assert {"SWE", "DEU"} <= set(found.codes)
    assert "FRA" not in found.codes  # not known to act abroad by its latest plan
    assert found.description["nl"] == (
        "De lidstaten van het Comité voor Ontwikkelingsbijstand (DAC) van de OESO met een plan dat voor"
        " zover gezien op het buitenland is gericht (laatste editie, vastgesteld tot en met"
        " 25 november 2026), zonder het land zelf"
    )


def test_a_country_that_is_no_donor_is_not_said_to_be_left_out_of_them(tables: Tables) -> None:
    found = default_peers(tables, "GHA", DAY)
    assert found.name == "dac"
    assert "without" not in found.description["en"]


@pytest.mark.parametrize(
    ("entity", "name", "reason"),
    [
        ("KEN", "eastern_africa", "it is not known whether the plan acts at home, abroad or both"),
        ("HUN", "europe", "no plan of the country itself was found"),
        ("TUV", "oceania", "no plan of the country itself was found"),
    ],
)
def test_without_a_known_orientation_the_region_is_taken(
    ds: nap.Dataset, tables: Tables, entity: str, name: str, reason: str
) -> None:
    found = default_peers(tables, entity, DAY)
    assert (found.name, found.reason["en"]) == (name, reason)
    assert entity not in found.codes
    assert set(found.codes) <= ds.groups.members(name, DAY).certain
    planned = ds.count_as_of(DAY.isoformat(), group=name)
    assert set(found.codes) == {*planned.certain, *planned.possible} - {entity}


def test_a_plan_that_acts_at_home_is_set_beside_its_region(tables: Tables) -> None:
    plans = tables["plans"].assign(orientation="inward")
    found = default_peers({**tables, "plans": plans}, "NLD", DAY)
    assert (found.name, found.reason["nl"]) == ("europe", "het plan is op het binnenland gericht")
    assert {"BEL", "UKR"} <= set(found.codes)


def test_an_organisation_is_set_beside_organisations(tables: Tables) -> None:
    kinds = tables["entities"].set_index("entity")["kind"]
    found = default_peers(tables, "NATO", DAY)
    assert set(kinds[found.codes]) == {"regional_organisation"}
    assert "NATO" not in found.codes
    assert found.description["en"].endswith("by 25 November 2026, without the organisation itself")


def test_no_entity_is_its_own_peer(tables: Tables) -> None:
    latest = tables["plans"]["entity"].unique()
    assert [e for e in latest if e in default_peers(tables, e, DAY).codes] == []


def test_where_nobody_has_a_plan_yet_the_question_is_refused(tables: Tables) -> None:
    with pytest.raises(QuestionError, match="no peers for NLD on 2001-01-01; name a group"):
        default_peers(tables, "NLD", date(2001, 1, 1))
    with pytest.raises(UnknownNameError, match="no entity 'QQQ'"):
        default_peers(tables, "QQQ", DAY)
