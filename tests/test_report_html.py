"""The report as one HTML page: inert texts, a page that asks for nothing, and what a reader can do in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from napcompare.errors import QuestionError
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
from napcompare.show.report.html import html_text, write_html

from .browser import Visited, browser, open_page, violations

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["browser", "open_page"]

Open = Callable[..., Visited]

WORDS = {
    "en": {
        "contents": "Contents",
        "sources": "Sources",
        "source": "Source",
        "filter": "Filter",
        "sort": "Sort by",
        "close": "Close",
        "no_official_source": "No official source stands behind this.",
        "data": "Data of the figure",
        "page": "Page {page} of {pages}",
        "skip": "Skip to the text",
        "rows": "{shown} of {all} rows shown",
    },
    "nl": {
        "contents": "Inhoud",
        "sources": "Bronnen",
        "source": "Bron",
        "filter": "Filteren",
        "sort": "Sorteren op",
        "close": "Sluiten",
        "no_official_source": "Hierachter staat geen officiële bron.",
        "data": "Gegevens van de figuur",
        "page": "Pagina {page} van {pages}",
        "skip": "Naar de tekst",
        "rows": "{shown} van {all} rijen getoond",
    },
}
SOURCES = {
    "s1": Cited(
        1,
        "Ministerie van Buitenlandse Zaken (official), Kamerstuk 26 150, nr. 190. Seen 2026-11.",
        "https://zoek.officielebekendmakingen.nl/kst-26150-190.html",
        True,
    ),
    "s2": Cited(
        2, "WO=MEN (civil society monitor). Seen 2026-11.", "https://www.wo-men.nl/nap", False
    ),
    "s3": Cited(3, "وزارة الخارجية (official). Seen 2026-10.", "", True),
}
# Country, edition, amount in the way of each language, end of the plan.
PLANS = [
    ("Zweden", "4", "1.200,5", "2028", "Sverige"),
    ("Ierland", "4", "40.000.000", "2024", "Éire"),
    ("Åland", "2", "", "2027", "Åland"),
    ("Nederland", "4", "12,5", "2025", "Nederland"),
    ("Estland", "3", "950", "2025", "Eesti"),
    ("Duitsland", "3", "onbekend", "2024", "Deutschland"),
    ("Égypte", "1", "7", "2026", "مصر"),
    ("België", "4", "3.000", "2026", "België"),
    ("Canada", "3", "100", "2029", "Canada"),
    ("Colombia", "1", "20", "2034", "Colombia"),
]
HOSTILE = [
    "<script>document.title = 'taken'</script>",
    "</style></script><img src=x onerror=\"document.title='taken'\">",
    "\"' onmouseover='document.title=1' x=\"",
    "'; } body { display: none } @import url(//evil.example/x.css); /*",
    "{{ 7 * 7 }}{% raise %}",
    "نص من اليمين إلى اليسار \u202e reversed",
    "A" * 3000,
    "\x00\x07\ud800",
]


def bars(title: str = "Peers") -> Axes:
    import matplotlib.pyplot as plt

    _, ax = plt.subplots(figsize=(6.3, 2.6), layout="constrained")
    ax.barh(["yes", "partial", "unknown"], [12, 4, 9], color="#1b4965", hatch="//")
    ax.plot([1, 2, 3], [0, 1, 2], marker="o", color="#d9a441")
    ax.set_title(title)
    return ax


def figure(title: str = "Peers") -> Figure:
    data = Table("Peers by code", ("Code", "Peers"), ((Text("yes"), Text("12")),), (1,))
    return Figure("Peers by code", "Bars: yes 12, partial 4, unknown 9.", lambda: bars(title), data)


def plans(copies: int = 1) -> Table:
    rows = tuple(
        (Text(name, ("s1",)), Text(edition), Text(amount, ("s1", "s2")), Text(end), Text(own))
        for name, edition, amount, end, own in PLANS * copies
    )
    return Table(
        "Plannen in de groep", ("Land", "Editie", "Bedrag", "Einde", "Eigen naam"), rows, (1, 2)
    )


def many_columns() -> Table:
    header = ("Kenmerk", *(name for name, *_ in PLANS))
    rows = tuple(
        (Text(f"Participatie van vrouwen in onderdeel {n}"), *(Text("niet vermeld") for _ in PLANS))
        for n in range(3)
    )
    return Table("Kenmerken naast elkaar", header, rows)


def sample(language: str = "nl") -> Document:
    """A small report with every kind of block."""
    told = Paragraph(
        (
            Text("Nederland heeft vier plannen aangenomen", ("s1",)),
            Text(". Het laatste heet "),
            Text("Women, Peace and Security ", ("s1", "s2"), language="en"),
            Text("en loopt tot 2025", ("s2",), doubtful=True),
            Text("."),
        )
    )
    arabic = Paragraph((Text("De titel in het Arabisch is "), Text("خطة وطنية", language="ar")))
    return Document(
        title="Vrouwen, vrede en veiligheid: Nederland naast zijn groep",
        subtitle="Bijlage, 1 november 2026",
        language=language,
        sections=(
            Section(
                "summary",
                "Samenvatting",
                (told, Paragraph((Text("Onbekend is geen nee."),), True), arabic),
            ),
            Section(
                "plans",
                "Plannen",
                (plans(), Bullets((told, arabic)), Bullets((arabic, told), numbered=True)),
                (Section("plans-figure", "Figuur", (figure(), figure(), many_columns())),),
            ),
        ),
        sources=SOURCES,
        words=WORDS[language],
        footer="napcompare 2026.11.2, 30 november 2026",
    )


def hostile() -> Document:
    texts = tuple(Text(text, ("s1",), language="ar") for text in HOSTILE)
    table = Table(HOSTILE[0], (HOSTILE[1], HOSTILE[2]), tuple((text, text) for text in texts))
    picture = Figure(HOSTILE[1], HOSTILE[2], lambda: bars("<script>x</script> --> ]]>"), table)
    cited = [Cited(1, HOSTILE[1], "javascript:document.title='taken'", True)]
    cited.append(
        Cited(2, HOSTILE[0], 'https://example.org/"><script>document.title=1</script>', False)
    )
    section = Section(
        "one", HOSTILE[0], (Paragraph(texts), Bullets((Paragraph(texts),)), table, picture)
    )
    return Document(
        title=HOSTILE[1],
        subtitle=HOSTILE[3],
        language="en",
        sections=(section,),
        sources={"s1": cited[0], "s2": cited[1]},
        words=WORDS["en"],
        footer=HOSTILE[3] + HOSTILE[1],
    )


class Tags(HTMLParser):
    """The tags and identifiers of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def values(self, name: str) -> list[str | None]:
        return [value for key, value in self.attributes if key == name]


def first_names(visited: Visited) -> list[str]:
    cells = visited.page.locator("[data-filter] tbody tr:visible th")
    return [cell.evaluate("c => c.firstChild.textContent.trim()") for cell in cells.all()]


# The text of the page


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    write_html(sample(), tmp_path / "one.html")
    write_html(sample(), tmp_path / "two.html")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_identifiers_are_unique_and_every_reference_leads_somewhere() -> None:
    page = Tags(html_text(sample()))
    names = page.values("id")
    assert len(names) == len(set(names))
    inner = {str(v).removeprefix("#") for v in page.values("href") if str(v).startswith("#")}
    inner |= {str(v) for v in page.values("aria-labelledby")}
    inner |= {found for v in page.values("clip-path") for found in re.findall(r"#([\w-]+)", str(v))}
    assert inner <= set(names)
    assert any(str(name).startswith("report-figure-2-") for name in names)


def test_colours_of_a_figure_stay_colours() -> None:
    assert "fill: url(#report-figure-1-" in html_text(sample())
    assert "#d9a441" in html_text(sample())


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = [int(tag[1]) for tag in Tags(html_text(sample())).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_passages_carry_their_language_and_direction() -> None:
    text = html_text(sample())
    assert '<html lang="nl">' in text
    assert '<span lang="en" dir="auto">Women, Peace and Security</span>' in text
    assert '<span lang="ar" dir="auto">خطة وطنية</span>' in text


def test_sources_follow_their_word_and_come_before_the_space() -> None:
    bare = re.sub(r"<[^>]+>", "", html_text(sample()))
    assert (
        "aangenomen1. Het laatste heet Women, Peace and Security1, 2 en loopt tot 2025°2." in bare
    )


def test_texts_that_follow_each_other_from_one_source_name_it_once() -> None:
    texts = (Text("politie, ", ("s1",)), Text("leger; ", ("s1",)), Text("raad", ("s2",)))
    document = replace(sample(), sections=(Section("one", "Eén", (Paragraph(texts),)),))
    assert "politie, leger;1 raad2" in re.sub(r"<[^>]+>", "", html_text(document))


def test_what_no_official_source_stands_behind_is_marked_and_explained() -> None:
    text = html_text(sample())
    assert '<span class="doubtful">en loopt tot 2025</span><sup class="mark" role="img"' in text
    assert f"° {WORDS['nl']['no_official_source']}" in text


def test_a_mark_that_is_not_used_is_not_explained() -> None:
    certain = replace(sample(), sections=(Section("one", "Eén", (plans(),)),), sources={})
    sources = {name: replace(source, official=True) for name, source in SOURCES.items()}
    assert '<p class="note">°' not in html_text(replace(certain, sources=sources))


def test_texts_from_outside_stay_texts() -> None:
    page = Tags(html_text(hostile()))
    assert page.tags.count("script") == 1
    assert "img" not in page.tags
    assert not [key for key, _ in page.attributes if key.startswith("on")]
    assert not [v for v in page.values("href") if str(v).startswith("javascript")]


def test_a_page_of_long_tables_stays_small() -> None:
    sections = tuple(Section(f"part-{n}", f"Deel {n}", (plans(30), figure())) for n in range(3))
    assert len(html_text(replace(sample(), sections=sections)).encode()) < 2_000_000


def test_a_document_without_sources_has_no_list_of_them() -> None:
    bare = replace(sample(), sections=(Section("one", "Eén", (many_columns(),)),), sources={})
    assert "report-source-" not in html_text(bare).partition("<script>")[0]


# The file


def test_a_file_that_is_there_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("old", "utf-8")
    write_html(sample("en"), file)
    assert file.read_text("utf-8") == html_text(sample("en"))
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_is_not_a_report(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="name a file in it"):
        write_html(sample(), tmp_path)
    with pytest.raises(QuestionError, match="there is no folder"):
        write_html(sample(), tmp_path / "missing" / "report.html")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="cannot be written"):
        write_html(sample(), tmp_path / ("long" * 100 + ".html"))
    assert list(tmp_path.iterdir()) == []


# In a browser


def test_the_page_asks_for_nothing_and_complains_of_nothing(open_page: Open) -> None:
    for document in (sample(), sample("en"), hostile()):
        visited = open_page(html_text(document))
        assert [u for u in visited.requests if not u.endswith("/page.html")] == []
        assert visited.complaints == []


def test_hostile_texts_do_nothing(open_page: Open) -> None:
    visited = open_page(html_text(hostile()))
    visited.page.locator(".cite").first.click()
    assert visited.page.title() == HOSTILE[1]
    assert visited.page.locator("body").is_visible()
    assert visited.complaints == []


def test_a_click_on_a_heading_sorts_by_the_numbers_of_the_language(open_page: Open) -> None:
    visited = open_page(html_text(sample()))
    head = visited.page.locator("[data-filter] th", has_text="Bedrag")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    rising = ["Égypte", "Nederland", "Colombia", "Canada", "Estland", "Zweden", "België", "Ierland"]
    assert first_names(visited) == [*rising, "Åland", "Duitsland"]
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert first_names(visited) == [*reversed(rising), "Åland", "Duitsland"]


def test_names_sort_as_the_language_has_them(open_page: Open) -> None:
    visited = open_page(html_text(sample()))
    visited.page.locator("[data-filter] th", has_text="Land").first.get_by_role("button").click()
    assert first_names(visited)[:4] == ["Åland", "België", "Canada", "Colombia"]
    assert first_names(visited).index("Égypte") < first_names(visited).index("Estland")
    assert visited.page.locator("[data-filter] th[aria-sort]").count() == 1


def test_a_filter_shows_the_rows_that_hold_all_words_and_tells_how_many(open_page: Open) -> None:
    visited = open_page(html_text(sample()))
    status = visited.page.get_by_role("status")
    assert status.inner_text() == "10 van 10 rijen getoond"
    field = visited.page.get_by_label("Filteren")
    assert field.count() == 1  # short tables have none
    field.fill("egypte 2026")
    assert first_names(visited) == ["Égypte"]
    assert status.inner_text() == "1 van 10 rijen getoond"
    field.fill("")
    assert len(first_names(visited)) == 10


def test_sources_open_by_mouse_and_close_by_a_click_elsewhere(open_page: Open) -> None:
    page = open_page(html_text(sample())).page
    popover = page.locator("[popover]")
    page.get_by_role("button", name="Bron 1, 2", exact=True).first.click()
    assert popover.is_visible()
    assert popover.get_by_role("listitem").count() == 2
    assert "Kamerstuk 26 150, nr. 190" in popover.inner_text()
    assert popover.get_by_role("link").last.get_attribute("href") == SOURCES["s2"].url
    page.get_by_role("button", name="Bron 1", exact=True).first.click()
    assert popover.get_by_role("listitem").count() == 1
    page.locator("h1").click()
    assert popover.is_hidden()


@pytest.mark.parametrize("width", [500, 600, 700, 800, 1280])
def test_a_number_stays_on_the_line_of_its_word(open_page: Open, width: int) -> None:
    words = (Text(f"woord{n} ", (f"s{1 + n % 3}",), doubtful=n % 2 == 0) for n in range(60))
    document = replace(sample(), sections=(Section("one", "Eén", (Paragraph(tuple(words)),)),))
    page = open_page(html_text(document), viewport={"width": width, "height": 800}).page
    tops = page.evaluate(
        """() => [...document.querySelectorAll(".cite")].map((button) => {
          const range = document.createRange();
          range.setStart(button.closest("p"), 0);
          range.setEndBefore(button.closest(".holder"));
          const word = [...range.getClientRects()].filter((box) => box.width > 5).at(-1);
          return [word.bottom, button.getBoundingClientRect().top];
        })"""
    )
    assert len(tops) == 60
    assert all(top < bottom for bottom, top in tops)


def test_sources_open_by_keyboard_and_focus_returns(open_page: Open) -> None:
    page = open_page(html_text(sample())).page
    popover = page.locator("[popover]")
    button = page.locator(".cite").first
    for key, leave in [("Enter", "Escape"), ("Space", "Escape")]:
        button.focus()
        page.keyboard.press(key)
        assert popover.is_visible()
        assert popover.evaluate("p => p.contains(document.activeElement)")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "A"
        page.keyboard.press(leave)
        assert popover.is_hidden()
        assert button.evaluate("b => b === document.activeElement")
    page.keyboard.press("Enter")
    popover.get_by_role("button", name="Sluiten").press("Enter")
    assert popover.is_hidden()
    assert button.evaluate("b => b === document.activeElement")


def test_a_popover_is_whole_within_the_window(open_page: Open) -> None:
    page = open_page(html_text(sample()), viewport={"width": 360, "height": 640}).page
    for button in page.locator(".cite").all()[::5]:
        button.click()
        box = page.locator("[popover]").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 640
        page.keyboard.press("Escape")


def test_without_scripts_all_is_there_to_read(open_page: Open) -> None:
    page = open_page(html_text(sample()), java_script_enabled=False).page
    assert page.locator("button:visible, input:visible").count() == 0
    link = page.locator(".cites a:visible").first
    link.click()
    assert page.url.endswith("#report-source-1")
    assert page.locator("tbody tr:visible").count() >= 13


def test_the_first_stop_of_the_keyboard_skips_to_the_text(open_page: Open) -> None:
    page = open_page(html_text(sample())).page
    page.keyboard.press("Tab")
    assert page.locator(".skip").evaluate("a => a === document.activeElement")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_but_a_table_scrolls_sideways(open_page: Open, width: int) -> None:
    for document in (sample(), hostile()):
        page = open_page(html_text(document), viewport={"width": width, "height": 700}).page
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing(open_page: Open, language: str) -> None:
    page = open_page(html_text(sample(language))).page
    page.locator("summary").first.click()
    assert violations(page) == []
    page.locator(".cite").first.click()
    assert violations(page) == []


def test_paper_has_no_controls_but_every_row_and_all_sources(open_page: Open) -> None:
    page = open_page(html_text(sample())).page
    page.get_by_label("Filteren").fill("Canada")
    page.locator(".cite").first.click()
    page.emulate_media(media="print")
    assert (
        page.locator(".control:visible, .cite:visible, [popover]:visible, summary:visible").count()
        == 0
    )
    assert page.locator("[data-filter] tbody tr:visible").count() == 10
    assert page.locator(".cites:visible").count() > 20
    assert page.get_by_text(SOURCES["s2"].url, exact=True).last.is_visible()


def test_a_printed_table_stays_on_the_paper(open_page: Open) -> None:
    upright, across = 643, 971  # A4 between the margins, in pixels
    visited = open_page(html_text(sample()))
    visited.page.emulate_media(media="print")
    for wide, room in [(":not(.across)", upright), (".across", across)]:
        visited.page.set_viewport_size({"width": room, "height": 900})
        tables = visited.page.locator(f".table{wide} table:visible")
        assert tables.count() > 0
        assert max(t.evaluate("t => t.getBoundingClientRect().width") for t in tables.all()) <= room


@pytest.mark.parametrize("columns", [2, 5, 8, 11, 16])
@pytest.mark.parametrize("word", ["ja", "vastgesteld", "Voortgangsrapportages", "x" * 90])
def test_words_break_on_paper_only_where_there_is_no_other_way(
    open_page: Open, columns: int, word: str
) -> None:
    table = Table(
        "Tabel", (word,) * columns, ((Text(word), *(Text("niet " + word),) * (columns - 1)),) * 3
    )
    document = replace(sample(), sections=(Section("one", "Eén", (table,)),))
    page = open_page(html_text(document)).page
    page.emulate_media(media="print")
    room = 971 if page.locator(".across").count() else 643
    page.set_viewport_size({"width": room, "height": 900})
    assert page.locator("table").evaluate("t => t.getBoundingClientRect().width") <= room
    lines = page.locator("thead .sort").first.evaluate(
        """button => {
          const range = document.createRange();
          range.selectNodeContents(button);
          return range.getClientRects().length;
        }"""
    )
    assert lines == 1 or page.locator(".tight").count() == 1


def test_the_foot_of_a_page_tells_which_it_is() -> None:
    text = html_text(sample())
    assert "content: 'Pagina ' counter(page) ' van ' counter(pages) ''" in text


def test_the_heading_of_a_table_across_the_paper_is_on_its_page(open_page: Open) -> None:
    lead = Section("lead", "Eerst", (Paragraph((Text("Vooraf."),)),))
    below = Section("below", "Kop", (Paragraph((Text("Toelichting."),)), many_columns()))
    document = replace(sample(), sections=(lead, below), sources={})
    page = open_page(html_text(document)).page
    page.emulate_media(media="print")
    for selector in ("#below", "#below + p", ".across"):
        assert page.locator(selector).evaluate("e => getComputedStyle(e).page") == "across"
    assert page.locator("#lead").evaluate("e => getComputedStyle(e).page") == "auto"


def test_it_prints_to_pdf(open_page: Open) -> None:
    printed = open_page(html_text(sample())).page.pdf(prefer_css_page_size=True, tagged=True)
    assert printed.startswith(b"%PDF")
    sizes = {
        tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([^\]]+)\]", printed)
    }
    assert {(round(s[2]), round(s[3])) for s in sizes} == {(595, 842), (842, 595)}
