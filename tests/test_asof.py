"""As-of questions: certain and possible, in force and lapsed, counts that are intervals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import napcompare as nap
from napcompare.dates import PartialDate
from napcompare.errors import GroupError, QuestionError
from napcompare.groups import Groups
from napcompare.registry import load_tables

from .conftest import NLD


def in_force(ds: nap.Dataset, day: str) -> dict[str, str]:
    found = ds.plans_as_of(day, status="in_force")
    return dict(zip(found["plan_id"], found["certainty"], strict=True))


def test_on_2026_11_24_the_dutch_and_eu_plans_run_to_2027(ds: nap.Dataset) -> None:
    found = ds.plans_as_of("2026-11-24", status="in_force").set_index("plan_id")
    for plan in ("NLD-4", "EU-3"):
        assert found.loc[plan, "certainty"] == "certain"
        assert "end 2027, extended" in found.loc[plan, "reason"]


def test_on_2026_11_24_one_nato_instrument_of_a_kind(ds: nap.Dataset) -> None:
    found = ds.plans_as_of("2026-11-24", status="in_force")
    nato = found[found["entity"] == "NATO"]
    assert nato["instrument"].is_unique
    assert nato["plan_id"].tolist() == ["NATO-8"]


@pytest.mark.parametrize(("entity", "plan"), [("AUT", "AUT-2"), ("ESP", "ESP-3"), ("ISL", "ISL-4")])
def test_on_2026_11_24_one_edition_each(ds: nap.Dataset, entity: str, plan: str) -> None:
    found = ds.plans_as_of("2026-11-24", status="in_force")
    assert found.loc[found["entity"] == entity, "plan_id"].tolist() == [plan]


def test_on_2022_11_09_polands_plan_was_in_force(ds: nap.Dataset) -> None:
    assert in_force(ds, "2022-11-09")["POL-1"] == "certain"


def test_on_2023_06_01_canadas_third_plan_was_not_yet_adopted(ds: nap.Dataset) -> None:
    assert "CAN-3" not in set(ds.plans_as_of("2023-06-01")["plan_id"])
    assert "CAN-3" in set(ds.plans_as_of("2024-03-28")["plan_id"])


def test_un_members_with_a_plan_at_the_end_of_2018(ds: nap.Dataset) -> None:
    n = ds.count_as_of("2018-12-31", "un_members")
    assert (n.lower, n.upper) == (79, 79)


def test_a_year_means_its_last_day(ds: nap.Dataset) -> None:
    assert ds.count_as_of("2018").certain == ds.count_as_of("2018-12-31").certain


def test_without_a_day_the_date_of_the_release_is_meant(ds: nap.Dataset) -> None:
    assert ds.count_as_of().certain == ds.count_as_of("2026-11-24").certain


@pytest.mark.parametrize("what", ["countries", "un_members", "plans", "regional_bodies"])
@pytest.mark.parametrize("day", ["2000", "2010-06", "2016-01-01", "2026"])
def test_a_count_tells_who_and_why(ds: nap.Dataset, what: str, day: str) -> None:
    n = ds.count_as_of(day, what)
    assert n.lower == len(n.certain)
    assert n.upper == len(n.certain) + len(n.possible)
    assert not set(n.certain) & set(n.possible)
    unit = "plan_id" if what == "plans" else "entity"
    assert set(n.reasons[unit]) == {*n.certain, *n.possible}
    assert n.reasons["reason"].str.len().gt(0).all()


def test_what_does_not_count_as_a_plan_is_left_out_and_said(ds: nap.Dataset) -> None:
    n = ds.count_as_of("2026", "plans")
    assert "NATO-8" not in n.certain
    assert n.left_out["documents that do not count as a plan"] > 0
    policies = ds.count_as_of("2026", "plans", instruments=["policy"])
    assert policies.certain == ["NATO-1", "NATO-3", "NATO-8"]


def test_searched_without_result_is_said(ds: nap.Dataset) -> None:
    assert ds.count_as_of("2026").searched == 78


def test_expiring_begins_with_the_next_to_end(ds: nap.Dataset) -> None:
    due = ds.expiring("2027-12-31")
    ends = [PartialDate(e).last for e in due["end"]]
    assert ends == sorted(ends)
    assert {"NLD-4", "EU-3"} <= set(due["plan_id"])
    assert not {"ISL-4"} & set(due["plan_id"])


@pytest.mark.parametrize("day", ["2022-13-40", "yesterday", "", "1.1.2020"])
def test_what_is_not_a_date_is_said(ds: nap.Dataset, day: str) -> None:
    with pytest.raises(QuestionError, match=r"is not a date|there is no day"):
        ds.count_as_of(day)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"what": "people"}, "what is one of countries"),
        ({"status": "alive"}, "status is one of adopted"),
        ({"instruments": ["plan"]}, "no instrument plan"),
        ({"group": "natoo"}, "Did you mean nato"),
        ({"group": "fpn"}, "no full list"),
        ({"group": "nato &"}, "character 7"),
        ({"group": "(eu | nato"}, "closing bracket"),
        ({"group": "eu ! nato"}, "character 4"),
        ({"group": ""}, "a group or an entity"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    ds: nap.Dataset, question: dict, said: str
) -> None:
    with pytest.raises(nap.NapcompareError, match=said):
        ds.count_as_of("2022", **question)


# --- rules on small data


def tiny_in_force(tiny: Callable[..., Path], text: str, day: date) -> dict[str, str]:
    from napcompare.asof import plans_as_of

    tables = load_tables(tiny(NLD=text) / "datasets")
    found = plans_as_of(tables["plans"], tables["plan_events"], day, "in_force")
    return dict(zip(found["plan_id"], found["certainty"], strict=True))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2007, 12, 31), {}),
        (date(2008, 1, 1), {"NLD-1": "certain"}),
        (date(2011, 12, 31), {"NLD-1": "certain"}),
        (date(2012, 1, 1), {}),
        (date(2020, 12, 31), {}),
        (date(2021, 1, 1), {"NLD-2": "certain"}),
        (date(2027, 12, 31), {"NLD-2": "certain"}),
        (date(2028, 1, 1), {}),
    ],
)
def test_a_plan_is_in_force_from_start_to_extended_end(
    tiny: Callable[..., Path], day: date, expected: dict[str, str]
) -> None:
    assert tiny_in_force(tiny, NLD, day) == expected


def test_a_plan_with_unknown_end_is_possibly_in_force(tiny: Callable[..., Path]) -> None:
    text = NLD.replace("    end: 2011\n", "").replace("[start, end]", "[start]")
    assert tiny_in_force(tiny, text, date(2015, 1, 1)) == {"NLD-1": "possible"}
    assert tiny_in_force(tiny, text, date(2021, 1, 1)) == {"NLD-2": "certain"}


def test_an_open_ended_plan_is_in_force_until_the_next(tiny: Callable[..., Path]) -> None:
    text = NLD.replace("    end: 2011\n", "    open_ended: yes\n").replace(
        "[start, end]", "[start]"
    )
    assert tiny_in_force(tiny, text, date(2020, 12, 31)) == {"NLD-1": "certain"}
    assert tiny_in_force(tiny, text, date(2021, 1, 1)) == {"NLD-2": "certain"}


def test_a_plan_adopted_within_a_year_is_possibly_in_force_that_year(
    tiny: Callable[..., Path],
) -> None:
    text = NLD.replace("date: 2020-12-11", "date: 2021")
    assert tiny_in_force(tiny, text, date(2021, 6, 1)) == {"NLD-2": "possible"}
    assert tiny_in_force(tiny, text, date(2022, 1, 1)) == {"NLD-2": "certain"}


def test_a_repealed_plan_ends_with_its_repeal(tiny: Callable[..., Path]) -> None:
    repeal = (
        "      - event: repealed\n        date: 2023-05-01\n        derived_from: status_note\n"
    )
    text = NLD.replace("    funding:\n", repeal + "    funding:\n")
    assert tiny_in_force(tiny, text, date(2023, 5, 1)) == {"NLD-2": "certain"}
    assert tiny_in_force(tiny, text, date(2023, 5, 2)) == {}


def test_a_plan_past_its_end_without_successor_is_lapsed(tiny: Callable[..., Path]) -> None:
    from napcompare.asof import plans_as_of

    tables = load_tables(tiny() / "datasets")
    found = plans_as_of(tables["plans"], tables["plan_events"], date(2015, 1, 1), "lapsed")
    assert found[["plan_id", "state"]].to_numpy().tolist() == [
        ["NLD-1", "lapsed, no successor seen"]
    ]
    found = plans_as_of(tables["plans"], tables["plan_events"], date(2022, 1, 1), "lapsed")
    assert found.empty


# --- groups


@pytest.fixture(scope="module")
def groups(ds: nap.Dataset) -> Groups:
    return ds.groups


@pytest.mark.parametrize(
    ("group", "day", "count"),
    [
        ("eu", "2012-12-31", 27), ("eu", "2013-07-01", 28), ("eu", "2020-01-31", 28),
        ("eu", "2020-02-01", 27),
        ("nato", "2023-04-03", 30), ("nato", "2023-04-04", 31), ("nato", "2024-03-07", 32),
        ("ecowas", "2025-01-28", 15), ("ecowas", "2025-01-29", 12), ("un_members", "2026-11-24", 193),
        ("un_security_council", "2018-06-01", 15), ("un_security_council", "2026-01-01", 15),
        ("osce", "2026-11-24", 57), ("au", "2026-11-24", 55), ("council_of_europe", "2022-03-16", 46),
        ("oecd", "2026-11-24", 38), ("commonwealth", "2026-11-24", 56), ("asean", "2026-11-24", 11),
        ("nordic", "2026-11-24", 5), ("benelux", "2026-11-24", 3), ("g7", "2026-11-24", 7),
        ("fpn_meeting_2023", "2023-06-15", 0),
    ],
)  # fmt: skip
def test_groups_have_their_members_of_the_day(
    groups: Groups, group: str, day: str, count: int
) -> None:
    members = groups.members(group, date.fromisoformat(day))
    assert len(members.certain) == count


def test_brexit_the_sahel_states_and_the_nordic_accessions(groups: Groups) -> None:
    assert "GBR" in groups.members("eu", date(2020, 1, 31)).certain
    assert "GBR" not in groups.members("eu", date(2020, 2, 1)).possible
    assert {"BFA", "MLI", "NER"} <= groups.members("ecowas", date(2025, 1, 28)).certain
    assert not {"BFA", "MLI", "NER"} & groups.members("ecowas", date(2025, 1, 29)).possible
    assert "SWE" not in groups.members("nato", date(2024, 3, 6)).possible


def test_a_date_known_to_the_month_makes_a_possible_member(groups: Groups) -> None:
    members = groups.members("fpn_meeting_2023", date(2023, 6, 15))
    assert len(members.possible) == 64
    assert groups.members("fpn_meeting_2023", date(2023, 7, 1)).possible == frozenset()


def test_set_expressions(groups: Groups) -> None:
    day = date(2026, 11, 24)
    nordic_allies = groups.evaluate("nato & nordic", day).certain
    assert nordic_allies == {"DNK", "FIN", "ISL", "NOR", "SWE"}
    assert "NLD" not in groups.evaluate("eu - nld", day).certain
    assert groups.evaluate("(eu | nato) - usa", day).certain == (
        groups.members("eu", day).certain | groups.members("nato", day).certain
    ) - {"USA"}
    assert groups.evaluate("western_europe & eu", day).certain >= {"NLD", "BEL"}


def test_mistakes_in_groups_are_named_with_their_line(tiny: Callable[..., Path]) -> None:
    from napcompare.registry import check

    root = tiny()
    path = root / "datasets" / "groups.yaml"
    path.write_text(
        "checked_on: 2026-11\ngroups:\n  a:\n    source: s\n    members:\n"
        "      NLD: 2020..2019\n      ZZZ: 2020\n"
        "  B:\n    source: s\n    members: {NLD: 1}\n  c: {}\n"
    )
    found = [(p.line, p.message) for p in check(root / "datasets" / "registry", root / "datasets")]
    assert [line for line, _ in found] == [6, 7, 8, 10, 11]
    assert "2019 is before 2020" in found[0][1]


def test_a_group_error_is_one_of_ours() -> None:
    assert issubclass(GroupError, nap.NapcompareError)


def test_a_number_is_no_day(ds: nap.Dataset) -> None:
    with pytest.raises(QuestionError, match="as of: 1999 is not a text; write '2020'"):
        ds.count_as_of(1999)  # type: ignore[arg-type]
