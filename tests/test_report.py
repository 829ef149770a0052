"""The report as content: what it says, in which order, with which sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest
import yaml

import napcompare as nap
from napcompare.cli import main
from napcompare.errors import QuestionError, UnknownNameError
from napcompare.schema import load_schema
from napcompare.show.report.document import Bullets, Document, Paragraph, Section, Table, Text
from napcompare.show.report.wording import LANGUAGES, wording

from .conftest import ROOT

DAY = "2026-11-25"
ORDER = [
    "kernpunten",
    "telwijze",
    "plan",
    "vergelijking",
    "indicatoren",
    "beperkingen",
    "begrippen",
    "release",
]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_sentence_is_in_every_language_with_the_same_places_to_fill_in() -> None:
    told = yaml.load((ROOT / "schemas/texts/report.yaml").read_text("utf-8"), yaml.BaseLoader)
    for key, texts in told.items():
        assert set(texts) == set(LANGUAGES), key
        assert len({frozenset(places(text)) for text in texts.values()}) == 1, key
    for code in load_schema().vocabularies["figure_text"].codes.values():
        assert len({frozenset(places(text)) for text in code.label.values()}) == 1, code


@pytest.fixture(scope="module")
def dutch(ds: nap.Dataset) -> Document:
    return ds.report("Nederland", "nato", DAY, language="nl").document


def sections(document: Document) -> Iterator[Section]:
    def below(section: Section) -> Iterator[Section]:
        yield section
        for part in section.sections:
            yield from below(part)

    for section in document.sections:
        yield from below(section)


def texts(document: Document) -> Iterator[Text]:
    for section in sections(document):
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield from block.texts
            elif isinstance(block, Bullets):
                yield from (text for item in block.items for text in item.texts)
            elif isinstance(block, Table):
                yield from (cell for row in block.rows for cell in row)


def said(document: Document, anchor: str) -> str:
    section = next(s for s in sections(document) if s.anchor == anchor)
    part = Document("", "", document.language, (section,), {})
    return " ".join(text.text for text in texts(part))


def test_the_sections_stand_in_the_order_of_an_annex(dutch: Document) -> None:
    assert [s.anchor for s in dutch.sections] == ORDER
    assert [s.heading for s in dutch.sections][:3] == [
        "Kernpunten",
        "Peildatum, vergelijkingsgroep en telwijze",
        "Het Nederlandse plan",
    ]
    below = [s.anchor for s in dutch.sections[2].sections]
    assert below[:7] == [
        "looptijd",
        "doelen",
        "reikwijdte",
        "coordinatie",
        "ondertekenaars",
        "verantwoording",
        "leeragenda",
    ]


def test_at_most_five_key_points_each_with_a_source(dutch: Document) -> None:
    (points,) = dutch.sections[0].blocks
    assert isinstance(points, Bullets)
    assert 1 <= len(points.items) <= 5
    assert all(text.sources for item in points.items for text in item.texts)
    first = points.items[0].texts[0].text
    assert first == (
        "Het vierde plan van Nederland loopt van 2021 tot en met 2027; "
        "oorspronkelijk liep het tot en met 2025."
    )


def test_dutch_dates_numbers_and_terms(dutch: Document) -> None:
    assert "op 11 december 2020" in said(dutch, "looptijd")
    assert "EUR 40.000.000" in said(dutch, "financiering")
    whole = " ".join(text.text for text in texts(dutch))
    for term in ("niet vastgesteld", "noodhulp, wederopbouw en herstel", "WPS-mainstreaming"):
        assert term in whole
    assert "looptijd verstreken" in whole
    headings = " ".join(s.heading for s in sections(dutch))
    assert not re.search(r"unknown|partial|lapsed", whole + headings)


def test_every_source_is_numbered_as_it_is_first_cited(dutch: Document) -> None:
    cited = list(dict.fromkeys(s for text in texts(dutch) for s in text.sources))
    assert set(cited) == set(dutch.sources)
    numbers = [dutch.sources[s].number for s in cited]
    assert sorted(numbers) == list(range(1, len(cited) + 1))
    letter = next(
        c for c in dutch.sources.values() if "Kamerstuk 26 150 / 36 180, nr. 202" in c.text
    )
    assert letter.official
    assert "geraadpleegd in november 2026" in letter.text


def test_a_mark_stands_only_where_no_official_source_is_behind(dutch: Document) -> None:
    for text in texts(dutch):
        official = any(dutch.sources[s].official for s in text.sources)
        assert text.doubtful == (bool(text.sources) and not official)


def test_no_percentage_under_ten_plans(ds: nap.Dataset) -> None:
    few = ds.report("NLD", "benelux", DAY, language="nl").document
    assert "%" not in " ".join(text.text for text in texts(few))
    many = ds.report("NLD", "eu", DAY, language="nl").document
    assert "%" in said(many, "onderdelen")


def test_neither_praise_nor_ranks(dutch: Document) -> None:
    whole = " ".join(text.text for text in texts(dutch)).lower()
    assert not re.search(r"\b(koploper|voorbeeldig|beste?|ranglijst|score|leider)\b", whole)


def test_programme_countries_are_not_said_to_be_named(dutch: Document) -> None:
    points = said(dutch, "kernpunten")
    assert "noemt" not in points
    assert "In 4 landen lopen voor zover gezien programma's" in points


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entity", ["HUN", "AND", "TUV", "BOL", "NATO", "EU", "KEN", "DEU", "UKR"])
def test_the_report_works_for_every_kind_of_entity(
    ds: nap.Dataset, entity: str, language: str
) -> None:
    document = ds.report(entity, language=language).document
    assert document.sections[0].blocks
    assert document.language == language
    for text in texts(document):
        assert "None" not in text.text
        assert "nan" not in text.text.split()


def test_without_a_plan_the_report_says_until_when_was_searched(ds: nap.Dataset) -> None:
    points = said(ds.report("HUN", language="nl").document, "kernpunten")
    assert "Voor Hongarije is geen plan gevonden (gezocht tot en met november 2026)" in points


def test_default_peers_are_donors_that_act_abroad_or_the_region(ds: nap.Dataset) -> None:
    assert "DAC" in said(ds.report("NLD", language="nl").document, "telwijze")
    assert "DAC" not in said(ds.report("KEN", language="en").document, "telwijze")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["NLD", "--lang", "fr"], "written in en or nl, not in 'fr'"),
        (["NLD", "-o", "nld.txt"], "ending in .html or .docx"),
        (["NLD", "-o", "nowhere/nld.html"], "there is no folder"),
        (["Atlantis"], "No country or organisation is called"),
        (["NLD", "--peers", "natoo"], "natoo"),
        (["NLD", "--release", "2026.11.1"], "This is release 2026.11.1"),
    ],
)
def test_what_cannot_be_reported_is_said(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", *arguments]) == 1
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_verb_writes_a_page_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", "Nederland", "--peers", "nato", "--lang", "nl"]) == 0
    assert capsys.readouterr().out == "Report: nld-nl.html\n"
    page = (tmp_path / "nld-nl.html").read_text("utf-8")
    assert '<html lang="nl"' in page
    assert len(page.encode()) < 2_000_000


def test_the_files_of_a_comparison_have_their_endings(ds: nap.Dataset, tmp_path: Path) -> None:
    compared = ds.compare("NLD", peers="benelux")
    for write in (compared.to_html, compared.to_docx, compared.to_excel):
        with pytest.raises(QuestionError, match="must end in"):
            write(tmp_path / "x.txt")
    with pytest.raises(QuestionError, match="written in en or nl"):
        compared.to_html(tmp_path / "x.html", language="xx")


def test_an_unknown_table_names_the_release() -> None:
    with pytest.raises(UnknownNameError, match=r"2026\.11\.1"):
        nap.load("2026.11.1").report("NLD")


def test_a_language_that_we_do_not_have_is_refused() -> None:
    with pytest.raises(QuestionError, match="en or nl"):
        wording("de")


def complete(ds: nap.Dataset, plans: set[str]) -> nap.Dataset:
    """The release as if the inventories of some plans were complete."""
    told = ds.plans
    told["inventory"] = told["inventory"].mask(told["plan_id"].isin(plans), "complete")
    return nap.Dataset(replace(ds._release, tables={**ds._release.tables, "plans": told}))


def indicators(document: Document) -> tuple[str, list[Table]]:
    (section,) = (s for s in document.sections if s.anchor == "indicatoren")
    said = " ".join(t.text for b in section.blocks if isinstance(b, Paragraph) for t in b.texts)
    return said, [b for b in section.blocks if isinstance(b, Table)]


def test_complete_inventories_are_compared_by_concept(ds: nap.Dataset) -> None:
    peers = {"CZE": "CZE-2", "DNK": "DNK-4", "FRA": "FRA-3", "GBR": "GBR-4", "SVK": "SVK-1"}
    some = complete(ds, {"AUS-2", *peers.values()})
    said, (table,) = indicators(some.report("AUS", list(peers), "2021-06-30").document)
    assert "is complete" in said
    assert table.header == ("Concept", "Indicators of the plan", "In plans of peers")
    measured = ds.mappings.merge(ds.indicators, on="indicator_id")
    labels = ds.concepts.set_index("concept")["label_en"]
    measured["label"] = measured["concept"].map(labels)
    theirs = (
        measured[measured["plan_id"].isin(peers.values())].groupby("label")["plan_id"].nunique()
    )
    own = measured[measured["plan_id"] == "AUS-2"].groupby("label")["indicator_id"].nunique()
    shown = {row[0].text: (int(row[1].text), int(row[2].text)) for row in table.rows}
    assert shown == {
        label: (own.get(label, 0), theirs.get(label, 0)) for label in {*own.index, *theirs.index}
    }
    few = complete(ds, {"AUS-2", "CZE-2"})
    said, (table,) = indicators(
        few.report("AUS", list(peers), "2021-06-30", language="nl").document
    )
    assert "bij minder dan 5 is daarover niets gezegd" in said
    assert len(table.header) == 2
