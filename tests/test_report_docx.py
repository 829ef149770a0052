"""The Word form of a report: what Word and LibreOffice find in it, and that it is a sound file."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from napcompare.errors import NapcompareError, QuestionError
from napcompare.show.report.document import (
    Bullets,
    Cited,
    Document,
    Figure,
    Paragraph,
    Section,
    Table,
    Text,
)
from napcompare.show.report.docx import write_docx

from .conftest import needs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WORDS = {
    "data": "The data of this figure",
    "no_official_source": "no official source was seen for this",
    "page": "Page {page} of {pages}",
}
SOURCES = {
    "plan": Cited(1, "Ministry of Foreign Affairs, seen 2026-11", "https://example.org/plan", True),
    "letter": Cited(2, "Parliamentary Paper 26 150, no. 190", "https://example.org/a b?q=1&r=<2>#[x]", True),
    "monitor": Cited(3, "A monitor (civil society), seen 2026-11", "", False),
}  # fmt: skip
CODES = Table(
    "Features of the fourth plan beside those of peers",
    ("feature", "own plan", "peers: yes", "peers: unknown", "remark"),
    (
        (Text("a budget is allocated"), Text("yes", ("plan",)), Text("12"), Text("9"), Text("")),
        (
            Text("reports to parliament every year"),
            Text("partial", ("letter", "monitor"), doubtful=True),
            Text("7", ("plan",)),
            Text("14"),
            Text(
                "Reports were promised for each year of the plan; the reports of two years were seen."
            ),
        ),
        (Text("climate"), Text("unknown"), Text("3"), Text("20"), Text("The page ends before it.")),
    ),
    numbers=(2, 3),
)


def draw() -> Axes:
    import matplotlib.pyplot as plt

    _, ax = plt.subplots(figsize=(9, 4), layout="constrained")
    ax.barh(["budget", "reports", "climate"], [12, 7, 3], color="#1b4965")
    ax.set_xlabel("peers with a plan")
    return ax


FIGURE = Figure(
    "Peers whose plan has each feature",
    'Bars: 12 peers "allocate" a budget, 7 report < 3 times.',
    draw,
    Table("Peers by feature", ("feature", "peers"), ((Text("budget"), Text("12")),), (1,)),
)


def section(*blocks: Any, anchor: str = "s", heading: str = "A section") -> Section:
    return Section(anchor, heading, blocks)


def report(*sections: Section, **changed: Any) -> Document:
    parts: dict[str, Any] = {
        "title": "The Dutch plan beside those of NATO members",
        "subtitle": "Annex on Women, Peace and Security",
        "language": "en",
        "sections": sections,
        "sources": SOURCES,
        "words": WORDS,
        "footer": "napcompare release 2026.11.0, as of 2026-11-30",
    }
    return Document(**parts | changed)


FULL = report(
    Section(
        "key-points",
        "Key points",
        (
            Paragraph(
                (
                    Text("The fourth plan, ", ("plan",)),
                    Text("Vrouwen, vrede en veiligheid", ("plan",), language="nl"),
                    Text(", ran from 2021. ", ("plan",)),
                    Text("It was extended to 2027. ", ("letter", "monitor"), doubtful=True),
                    Text("It names five objectives.", ("plan",)),
                )
            ),
            Bullets((Paragraph((Text("Twelve have a budget."),)), Paragraph((Text("Seven report."),)))),
            Bullets((Paragraph((Text("First"),)), Paragraph((Text("Second", ("monitor",)),))), numbered=True),
            Paragraph((Text("Unknown is not no: nothing that was seen speaks to it."),), note=True),
        ),
    ),
    Section(
        "plan",
        "The plan",
        (CODES, Bullets((Paragraph((Text("Again first"),)),), numbered=True)),
        (
            Section(
                "coordination",
                "Coordination",
                (Paragraph((Text("عنوان الخطة", language="ar"), Text(" is the title of a plan."))),),
                (section(FIGURE, heading="Who coordinates"),),
            ),
        ),
    ),
)  # fmt: skip


def written(document: Document, folder: Path) -> Path:
    path = folder / "report.docx"
    write_docx(document, path)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def xml(path: Path, name: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(parts(path)[name])


def said(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def footnotes(path: Path) -> dict[int, str]:
    notes = xml(path, "word/footnotes.xml").findall(f"{W}footnote")
    return {int(n.get(f"{W}id")): said(n).strip() for n in notes if n.get(f"{W}type") is None}


def opened(path: Path) -> Any:
    import docx

    return docx.Document(str(path))


@pytest.fixture(scope="module", autouse=True)
def _word() -> None:
    needs("docx", importlib.util.find_spec("docx") is not None)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(FULL, tmp_path_factory.mktemp("word"))


# What Word finds


def test_headings_lists_and_notes_have_the_styles_that_word_knows(full: Path) -> None:
    styles = [(p.style.name, p.text) for p in opened(full).paragraphs]
    assert styles[:3] == [
        ("Title", "The Dutch plan beside those of NATO members"),
        ("Subtitle", "Annex on Women, Peace and Security"),
        ("Heading 1", "Key points"),
    ]
    assert ("Heading 2", "Coordination") in styles
    assert ("Heading 3", "Who coordinates") in styles
    assert [t for s, t in styles if s == "List Bullet"][1] == "Seven report."
    assert [t for s, t in styles if s == "List Number"] == ["First", "Second", "Again first"]
    assert ("Note", "Unknown is not no: nothing that was seen speaks to it.") in styles


def test_each_numbered_list_begins_at_one(full: Path) -> None:
    paragraphs = [p for p in opened(full).paragraphs if p.style.name == "List Number"]
    first, second, again = [p._p.pPr.numPr.numId.val for p in paragraphs]
    assert first == second != again
    numbering = xml(full, "word/numbering.xml")
    for number in (first, again):
        (num,) = [n for n in numbering.findall(f"{W}num") if n.get(f"{W}numId") == str(number)]
        assert next(num.iter(f"{W}startOverride")).get(f"{W}val") == "1"


def test_a_section_below_the_third_level_has_a_heading_of_the_third(tmp_path: Path) -> None:
    deep = section(heading="fifth")
    for name in ("fourth", "third", "second", "first"):
        deep = Section(name, name, (), (deep,))
    levels = {p.text: p.style.name for p in opened(written(report(deep), tmp_path)).paragraphs}
    assert levels["third"] == levels["fourth"] == levels["fifth"] == "Heading 3"


def test_the_page_is_a4_with_margins_of_two_and_a_half_centimetres(full: Path) -> None:
    (page,) = opened(full).sections
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    margins = {page.left_margin, page.right_margin, page.top_margin, page.bottom_margin}
    assert {round(m.mm) for m in margins} == {25}


def test_a_table_has_its_caption_above_and_repeats_its_header(full: Path) -> None:
    table = opened(full).tables[0]
    before = table._tbl.getprevious()
    assert said(before) == CODES.caption
    assert before.pPr.pStyle.val == "Caption"
    assert [c.text for c in table.rows[0].cells] == list(CODES.header)
    assert [len(r._tr.findall(f"{W}trPr/{W}tblHeader")) for r in table.rows] == [1, 0, 0, 0]
    assert table._tbl.tblPr.find(f"{W}tblLook").get(f"{W}firstColumn") == "1"


def test_numbers_stand_flush_right_and_words_do_not(full: Path) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for row in opened(full).tables[0].rows:
        right = [c.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT for c in row.cells]
        assert right == [False, False, True, True, False]


@pytest.mark.parametrize("columns", [1, 2, 5, 12, 30])
@pytest.mark.parametrize("word", ["x", "ordinary words here", "x" * 500])
def test_a_table_is_never_wider_than_the_text(tmp_path: Path, columns: int, word: str) -> None:
    row = tuple(Text(word) for _ in range(columns))
    path = written(report(section(Table("t", ("head",) * columns, (row,)))), tmp_path)
    page, table = opened(path).sections[0], opened(path).tables[0]
    widths = [c.width for c in table.columns]
    assert min(widths) > 0
    assert sum(widths) <= page.page_width - page.left_margin - page.right_margin


def test_short_columns_have_their_room_beside_long_ones(tmp_path: Path) -> None:
    row = (Text("a label of some length " * 4), Text("seen in 8 of 29"), Text("remark " * 60))
    path = written(report(section(Table("t", ("a", "b", "c"), (row,)))), tmp_path)
    first, second, third = [c.width.cm for c in opened(path).tables[0].columns]
    assert second > 2.5
    assert min(first, third) > 5


def test_a_table_without_rows_or_without_columns_does_no_harm(tmp_path: Path) -> None:
    path = written(
        report(section(Table("no rows", ("a", "b"), ()), Table("nothing", (), ()))), tmp_path
    )
    assert [len(t.rows) for t in opened(path).tables] == [1]


def test_a_row_of_another_length_than_the_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zip"):
        written(report(section(Table("t", ("a", "b"), ((Text("1"),),)))), tmp_path)
    assert list(tmp_path.iterdir()) == []


# Footnotes


def test_every_reference_has_its_note_and_every_note_its_reference(full: Path) -> None:
    references = [
        int(r.get(f"{W}id")) for r in xml(full, "word/document.xml").iter(f"{W}footnoteReference")
    ]
    assert references == list(footnotes(full)) == list(range(1, len(references) + 1))
    notes = xml(full, "word/footnotes.xml").findall(f"{W}footnote")
    assert [(n.get(f"{W}id"), n.get(f"{W}type")) for n in notes[:2]] == [
        ("-1", "separator"),
        ("0", "continuationSeparator"),
    ]
    for note in notes[2:]:
        assert len(list(note.iter(f"{W}footnoteRef"))) == 1
        assert note.find(f"{W}p/{W}pPr/{W}pStyle").get(f"{W}val") == "FootnoteText"
    declared = xml(full, "word/settings.xml").find(f"{W}footnotePr")
    assert [n.get(f"{W}id") for n in declared] == ["-1", "0"]


def test_a_note_lists_the_sources_and_the_same_sources_are_noted_once_a_paragraph(
    full: Path,
) -> None:
    plan = "Ministry of Foreign Affairs, seen 2026-11, https://example.org/plan"
    letter = "Parliamentary Paper 26 150, no. 190, https://example.org/a b?q=1&r=<2>#[x]"
    monitor = "A monitor (civil society), seen 2026-11"
    both = f"{letter}; {monitor}"
    # Paragraph: plan, letter and monitor; list: monitor; table: plan, letter and monitor, plan.
    assert list(footnotes(full).values()) == [plan, both, monitor, plan, both, plan]


def test_a_note_stands_after_the_last_of_the_texts_that_it_is_for(full: Path) -> None:
    (paragraph,) = [p for p in opened(full).paragraphs if p.text.startswith("The fourth plan")]
    pieces = [
        f"[{r.find(f'{W}footnoteReference').get(f'{W}id')}]"
        if r.find(f"{W}footnoteReference") is not None
        else said(r)
        for r in paragraph._p.findall(f"{W}r")
    ]
    assert "".join(pieces) == (
        "The fourth plan, Vrouwen, vrede en veiligheid, ran from 2021.[1] "
        "It was extended to 2027.°[2] It names five objectives."
    )


def test_addresses_in_notes_are_links_with_a_sound_target(full: Path) -> None:
    notes = xml(full, "word/footnotes.xml")
    relations = xml(full, "word/_rels/footnotes.xml.rels")
    targets = {r.get("Id"): r.get("Target") for r in relations}
    links = [(targets[link.get(f"{R}id")], said(link)) for link in notes.iter(f"{W}hyperlink")]
    assert ("https://example.org/plan", "https://example.org/plan") in links
    assert (
        "https://example.org/a%20b?q=1&r=%3C2%3E#[x]",
        "https://example.org/a b?q=1&r=<2>#[x]",
    ) in links


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "http://", "https://exa mple.org/", "https://[::1", "plain",
     "https://example.org:99999/", "https://example.org/" + "x" * 3000, "https://a..b/", "https://é.org/"],
)  # fmt: skip
def test_what_is_not_an_address_of_the_web_is_shown_and_not_linked(
    tmp_path: Path, address: str
) -> None:
    document = report(
        section(Paragraph((Text("seen", ("a",)),))), sources={"a": Cited(1, "S", address, True)}
    )
    path = written(document, tmp_path)
    assert footnotes(path) == {1: f"S, {address}"}
    assert "word/_rels/footnotes.xml.rels" not in parts(path)


def test_a_report_without_sources_has_a_notes_part_that_is_sound(tmp_path: Path) -> None:
    path = written(report(section(Paragraph((Text("nothing"),)))), tmp_path)
    assert opened(path).paragraphs[-1].text == "nothing"
    assert footnotes(path) == {}


# What no official source stands behind


def test_a_doubtful_text_has_a_mark_which_the_first_section_explains_once(full: Path) -> None:
    texts = [p.text for p in opened(full).paragraphs]
    explained = "° no official source was seen for this"
    assert texts.count(explained) == 1
    assert texts.index(explained) == texts.index("The plan") - 1
    assert "partial°" in [c.text for c in opened(full).tables[0].columns[1].cells]


def test_a_mark_in_a_later_section_is_explained_in_the_first(tmp_path: Path) -> None:
    second = section(Paragraph((Text("said", doubtful=True),)), heading="Second")
    path = written(report(section(FIGURE), second), tmp_path)
    texts = [p.text for p in opened(path).paragraphs if p.text]
    assert texts[-3:] == ["° no official source was seen for this", "Second", "said°"]


def test_without_doubt_there_is_no_mark_to_explain(tmp_path: Path) -> None:
    path = written(report(section(Paragraph((Text("sure", ("plan",)),)))), tmp_path)
    assert "°" not in said(xml(path, "word/document.xml"))


# Languages


@pytest.mark.parametrize(("language", "code"), [("en", "en-GB"), ("nl", "nl-NL")])
def test_the_language_of_the_document_is_told(tmp_path: Path, language: str, code: str) -> None:
    path = written(report(section(), language=language), tmp_path)
    assert opened(path).core_properties.language == language
    lang = xml(path, "word/styles.xml").find(f"{W}docDefaults//{W}lang")
    assert lang.get(f"{W}val") == code


def test_a_passage_in_another_language_tells_it_and_its_direction(full: Path) -> None:
    runs = {said(r): r.find(f"{W}rPr") for r in xml(full, "word/document.xml").iter(f"{W}r")}
    dutch, arabic = runs["Vrouwen, vrede en veiligheid"], runs["عنوان الخطة"]
    assert dutch.find(f"{W}lang").get(f"{W}val") == "nl-NL"
    assert dutch.find(f"{W}rtl") is None
    assert arabic.find(f"{W}lang").get(f"{W}bidi") == "ar"
    assert arabic.find(f"{W}rtl") is not None
    assert runs[" is the title of a plan."].find(f"{W}lang") is None


# Figures, foot, properties


def test_a_figure_is_a_picture_with_words_for_it_and_its_data_below(full: Path) -> None:
    word = opened(full)
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == FIGURE.alt
    page = word.sections[0]
    assert shape.width <= page.page_width - page.left_margin - page.right_margin
    (image,) = [p for p in word.part.package.iter_parts() if str(p.partname).endswith(".png")]
    assert round(image.image.horz_dpi) == 200
    assert abs(shape.width / shape.height - 9 / 4) < 0.01
    assert {shape._inline.get(f"dist{side}") for side in "LR"} == {"0"}
    data = word.tables[-1]
    assert said(data._tbl.getprevious()) == "The data of this figure: Peers by feature"
    assert [[c.text for c in r.cells] for r in data.rows] == [
        ["feature", "peers"],
        ["budget", "12"],
    ]


def test_figures_are_closed_after_they_are_drawn(full: Path, tmp_path: Path) -> None:
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    written(FULL, tmp_path)
    assert plt.get_fignums() == before


def test_a_tall_figure_fits_a_page(tmp_path: Path) -> None:
    def tall() -> Axes:
        import matplotlib.pyplot as plt

        return plt.subplots(figsize=(4, 30))[1]

    path = written(report(section(Figure("c", "a", tall, FIGURE.data))), tmp_path)
    (shape,) = opened(path).inline_shapes
    assert shape.height.mm <= 200
    assert abs(shape.height / shape.width - 7.5) < 0.05


def test_a_small_figure_is_not_enlarged(tmp_path: Path) -> None:
    def small() -> Axes:
        import matplotlib.pyplot as plt

        return plt.subplots(figsize=(3, 2))[1]

    path = written(report(section(Figure("c", "a", small, FIGURE.data))), tmp_path)
    (shape,) = opened(path).inline_shapes
    assert (round(shape.width.inches, 2), round(shape.height.inches, 2)) == (3, 2)


def test_the_foot_of_a_page_names_release_and_page(full: Path) -> None:
    (foot,) = opened(full).sections[0].footer.paragraphs
    fields = [f.get(f"{W}instr").strip() for f in foot._p.iter(f"{W}fldSimple")]
    assert said(foot._p) == f"{FULL.footer}Page 1 of 1"
    assert fields == ["PAGE", "NUMPAGES"]


def test_page_numbers_are_the_only_fields(full: Path) -> None:
    for name, content in parts(full).items():
        if name.endswith(".xml") and "footer" not in name:
            assert b"fldSimple" not in content
            assert b"instrText" not in content


def test_the_properties_name_the_report_and_nothing_else(full: Path) -> None:
    known = opened(full).core_properties
    assert (known.title, known.author, known.comments) == (FULL.title, "napcompare", "")
    assert not [n for n in parts(full) if "thumbnail" in n or "customXml" in n or "app.xml" in n]


def test_the_same_document_gives_the_same_bytes(full: Path, tmp_path: Path) -> None:
    assert written(FULL, tmp_path).read_bytes() == full.read_bytes()
    with zipfile.ZipFile(full) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# Hostile texts

HOSTILE = [
    "nul\x00 bell\x07 escape\x1b[31m",
    "<script>alert('x')</script> & ]]> &amp; <w:p/>",
    "\ud800 lone surrogate \uffff \ufffe",
    "\u202eright to left override\u202c",
    "two\nlines\r\nand\ttab\u2028 and line separator",
    "שלום, עולם 123 <b>",
    "x" * 5000,
    "{page} %s {0} \\1",
    "🕊️ e\u0301 \U0010ffff",
    "",
    "   ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_gives_a_sound_file_that_says_it(tmp_path: Path, text: str) -> None:
    cited = {"a": Cited(1, text, f"https://example.org/{text}", False)}
    body = Text(text, ("a",), language=text, doubtful=True)
    table = Table(text, (text, "b"), ((body, body),))
    blocks = (
        Paragraph((body,)),
        Bullets((Paragraph((body,), note=True),), numbered=True),
        table,
        Figure(text, text, draw, table),
    )
    words = {"no_official_source": text, "page": text, "data": text}
    document = report(
        section(*blocks, anchor=text, heading=text),
        **dict.fromkeys(("title", "subtitle", "footer"), text),
        sources=cited,
        words=words,
    )
    path = written(document, tmp_path)
    word = opened(path)
    kept = re.sub("[^a-z<>&;]", "", text)
    assert re.sub("[^a-z<>&;]", "", word.tables[0].rows[1].cells[0].text) == kept
    for name, content in parts(path).items():
        if name.endswith((".xml", ".rels")):
            xml(path, name)
            assert b"\xe2\x80\xae" not in content
            assert b"<script" not in content


def test_a_table_of_three_hundred_rows_with_sources_is_written_whole(tmp_path: Path) -> None:
    rows = tuple(
        (Text(f"row {n}", ("plan",)), Text("yes", ("letter",)), Text(str(n))) for n in range(300)
    )
    path = written(report(section(Table("long", ("a", "b", "n"), rows, (2,)))), tmp_path)
    assert len(opened(path).tables[0].rows) == 301
    assert len(footnotes(path)) == 600


# Files


def test_a_file_that_is_there_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_text("old")
    write_docx(FULL, path)
    assert zipfile.is_zipfile(path)
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "folder.docx"
    folder.mkdir()
    wrong = {
        folder: "cannot be written",
        tmp_path / "none" / "report.docx": "there is no folder",
        tmp_path / "report.doc": "ending in .docx",
        tmp_path / f"{'x' * 300}.docx": "cannot be written",
    }
    for path, message in wrong.items():
        with pytest.raises(QuestionError, match=message):
            write_docx(report(section()), path)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_report_that_fails_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    def fails() -> Axes:
        raise RuntimeError("no figure")

    path = tmp_path / "report.docx"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="no figure"):
        write_docx(report(section(Figure("c", "a", fails, FIGURE.data))), path)
    assert path.read_text() == "old"


def test_without_python_docx_the_message_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(NapcompareError, match=r'pip install "napcompare\[word\]"'):
        write_docx(FULL, tmp_path / "report.docx")


# LibreOffice


def converted(path: Path, form: str, folder: Path) -> Path:
    needs("soffice", shutil.which("soffice") is not None)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", form, "--outdir", folder, path],
        check=True, capture_output=True, timeout=200,
    )  # fmt: skip
    return folder / f"{path.stem}.{form}"


def test_a_round_trip_through_libreoffice_keeps_headings_tables_and_notes(
    full: Path, tmp_path: Path
) -> None:
    back = converted(full, "docx", tmp_path)
    word, before = opened(back), opened(full)
    headings = [[(p.style.name, p.text) for p in w.paragraphs if p.style.name.startswith("Heading")]
                for w in (before, word)]  # fmt: skip
    assert headings[0] == headings[1] != []
    cells = [
        [[[c.text for c in r.cells] for r in t.rows] for t in w.tables] for w in (before, word)
    ]
    assert cells[0] == cells[1] != []
    assert list(footnotes(back).values()) == list(footnotes(full).values())
    assert len(word.tables[0]._tbl.findall(f"{W}tr/{W}trPr/{W}tblHeader")) == 1
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == FIGURE.alt


def test_libreoffice_makes_a_pdf_of_any_text(tmp_path: Path) -> None:
    texts = tuple(Paragraph((Text(t, ("plan",)),)) for t in HOSTILE)
    table = Table("all", ("text", "again"), tuple((Text(t), Text(t, ("letter",))) for t in HOSTILE))
    path = written(report(section(*texts, table)), tmp_path)
    pdf = converted(path, "pdf", tmp_path)
    assert pdf.read_bytes().startswith(b"%PDF")
