"""`check` reports every mistake of all files at once: file, line, field, found, allowed, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from napcompare.errors import Problem
from napcompare.registry import check, load_tables

from .conftest import NLD, ROOT, write_checkout


def problems(root: Path) -> list[Problem]:
    return check(root / "datasets" / "registry", root / "datasets")


def only(root: Path) -> Problem:
    found = problems(root)
    assert len(found) == 1, [str(p) for p in found]
    return found[0]


def test_the_tiny_registry_has_no_mistakes(tiny: Callable[..., Path]) -> None:
    assert problems(tiny()) == []


def test_the_registry_of_this_checkout_has_no_mistakes() -> None:
    assert check(ROOT / "datasets" / "registry", ROOT / "datasets") == []


# What is changed in the tiny registry: old text, new text, words of the message, and the text on
# whose line the problem is said to be, where that is not the new text.
FIRST = "        supports: [start, end]"
CASES = [
    ("instrument: action_plan", "instrument: action_pln", "did you mean action_plan", None),
    ("instrument: action_plan", "instrumnt: action_plan", "did you mean `instrument`", None),
    ("start: 2008", "start: 2008-13", "is not a date", None),
    ("start: 2021", "start: 2021-02-30", "there is no day 2021-02-30", None),
    ("end: 2011", "end: 2007", "before `start` 2008", None),
    ("until: 2027", "until: 2024", "before `date`", None),
    ("until: 2027", "until: 2025", "not after the plan's own end", None),
    ("n_objectives: 5", "n_objectives: five", "whole number", None),
    ("amount: 40000000", "amount: 40,000,000", "without commas", None),
    ("currency: EUR", "currency: euro", r"did you mean EUR\? see schemas/vocab/currency", None),
    ("focus_domestic: no", "focus_domestic: maybe", "allowed: yes, partial, no", None),
    ("focus_domestic: no", "focus_domestik: no", "did you mean `focus_domestic`", None),
    ("languages: [nl, en]", "languages: [nl, xx]", "is not a code; see schemas/vocab/lang", None),
    ("- edition: 2", "- edition: 3", "edition 2 is missing", "- edition: 1"),
    ("- edition: 2", "- edition: 1", "edition 1 is there twice", "- edition: 1"),
    ("- edition: 2", "- edition: two", "must be a number from 1", None),
    (FIRST, "        supports: []", "supports nothing", None),
    (FIRST, "        supports: [start, title]", "`title`, which has no value", None),
    ("name: Netherlands", "name: Holland", "must be 'Netherlands'", None),
    ("entity: NLD", "entity: NL", "must be NLD", None),
    ("plan_status: has_plan", "plan_status: none_found", "must be has_plan", None),
    (f"www.wo-men.nl/nap\n{FIRST}", f"spam.example/x\n{FIRST}", "content farm", None),
    (f"www.wo-men.nl/nap\n{FIRST}", f"new.example/x\n{FIRST}", "not in datasets/hosts", None),
    (
        f"https://www.wo-men.nl/nap\n{FIRST}",
        f"wo-men.nl/nap\n{FIRST}",
        "must be a web address",
        None,
    ),
    ("open_ended: no", "open_ended: yes", "no `end`", None),
    ("derived_from: status_note", "derived_from: history", "`history`, which has no value", None),
    ("counts_as_plan: yes", "counts_as_plan: no", "counts_reason", "instrument: action_plan"),
    ("    existence_confidence: high\n", "", "`existence_confidence` is missing", "- edition: 1"),
    ("status_note: extended to 2027", "status_note: [a, b]", "single value", None),
    ("    events:\n", "    events: soon\n    unused:\n", "must be a list", None),
    ("n_objectives: 5", "document_url: https://docslib.org/x", "under `copy_url`", None),
    ("      focus_domestic: no", "      climate: yes", "`climate` has no source", None),
    ("[title, start,", "[start,", "`title` has no source", "title: Second plan"),
    ("        derived_from: status_note\n", "", "no source: give it a `url`", "event: extended"),
    (", funding]", "]", "name `funding` under", "- amount"),
]


@pytest.mark.parametrize(("old", "new", "said", "at"), CASES)
def test_a_mistake_is_named_with_its_line(
    tiny: Callable[..., Path], old: str, new: str, said: str, at: str | None
) -> None:
    assert old in NLD
    text = NLD.replace(old, new, 1)
    found = [p for p in problems(tiny(NLD=text)) if re.search(said, p.message)]
    assert found
    assert found[0].line == text[: text.index(at or new)].count("\n") + 1, str(found[0])
    assert found[0].file.endswith("datasets/registry/NLD.yaml")


def test_all_mistakes_of_all_files_come_at_once(tiny: Callable[..., Path]) -> None:
    broken = NLD.replace("start: 2008", "start: then").replace("n_objectives: 5", "n_objectives: x")
    root = tiny(NLD=broken, NAM="entity: NAM\nname: Namibia\nname: Namibia\n", ZZZ="entity: ZZZ\n")
    found = problems(root)
    assert [(Path(p.file).name, p.rule) for p in found] == [
        ("NAM.yaml", "yaml"),
        ("NLD.yaml", "value"),
        ("NLD.yaml", "value"),
        ("ZZZ.yaml", "entity"),
    ]


def test_a_duplicate_source_and_two_stories_of_one_source(tiny: Callable[..., Path]) -> None:
    twice = NLD.replace(
        "        supports: [start, end]\n",
        "        supports: [start, end]\n      - url: https://www.wo-men.nl/nap\n"
        "        publisher: Somebody\n        supports: [start]\n",
    ).replace(
        "- url: https://www.wo-men.nl/nap\n",
        "- url: https://www.wo-men.nl/nap\n        publisher: WO\n",
        1,
    )
    rules = {p.rule for p in problems(tiny(NLD=twice))}
    assert {"duplicate_source", "source_conflict"} <= rules


@pytest.mark.parametrize("value", ["no", "NO", "No", "'no'"])
def test_unquoted_no_is_the_code_no(tiny: Callable[..., Path], value: str) -> None:
    text = NLD.replace("open_ended: no", f"open_ended: {value}")
    tables = load_tables(tiny(NLD=text) / "datasets")
    assert tables["plans"]["open_ended"].tolist() == ["unknown", "no"]


def test_unquoted_words_that_yaml_would_change_stay_text(tiny: Callable[..., Path]) -> None:
    text = NLD.replace("languages: [nl, en]", "languages: [NO, en]").replace("2026-11", "2026-10")
    text = text.replace("2020-12-11", "2020-10").replace("title: Second plan", "title: NO")
    text = text.replace("note: council of ministers", "note: 2026.10")
    tables = load_tables(tiny(NLD=text) / "datasets")
    plan = tables["plans"].set_index("plan_id").loc["NLD-2"]
    columns = ["languages", "adopted", "checked_on", "title"]
    assert plan[columns].tolist() == ["no;en", "2020-10", "2026-10", "NO"]
    assert tables["plan_events"]["note"].tolist()[0] == "2026.10"


def test_a_source_may_describe_a_host_that_is_not_declared(tiny: Callable[..., Path]) -> None:
    text = NLD.replace(
        "https://www.wo-men.nl/nap\n        supports: [start, end]",
        "https://new.example/x\n        publisher: New\n        authority: news\n"
        "        supports: [start, end]",
    )
    assert problems(tiny(NLD=text)) == []


def test_one_file_alone_can_be_checked(tiny: Callable[..., Path]) -> None:
    root = tiny(NAM="entity: NAM\n  name: x\n")
    assert check(root / "datasets" / "registry" / "NLD.yaml", root / "datasets") == []


def test_mistakes_in_hosts_are_named(tiny: Callable[..., Path]) -> None:
    root = tiny()
    path = root / "datasets" / "hosts.yaml"
    path.write_text(path.read_text() + "  wo-men.nl: {reason: ''}\n")
    assert [(p.rule, p.line) for p in problems(root) if p.file.endswith("hosts.yaml")] == [
        ("host", 7)
    ]


ENDINGS = st.sampled_from(
    ["", "\t", ": ", " #", "&a", "*a", "!t", "]", "{", "'", '"', "\x00", "- ", "\n  ", "%", "é"]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, NLD.count("\n")), ENDINGS, st.booleans())
def test_any_damage_gives_problems_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, line: int, damage: str, whole: bool
) -> None:
    lines = NLD.split("\n")
    lines[line] = damage if whole else lines[line] + damage
    root = write_checkout(tmp_path_factory.mktemp("damaged") / "c", NLD="\n".join(lines))
    for problem in problems(root):
        assert problem.message
        assert problem.file
