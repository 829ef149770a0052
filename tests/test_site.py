"""The static site: whole or not at all, inert texts, small pages, and what a reader can do from disk."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pandas as pd
import pytest

from napcompare._data import release_folder
from napcompare.dataset._explain import Explain
from napcompare.dataset._site import Sites
from napcompare.errors import NameUnknownError, QuestionError
from napcompare.release.read import Release, read_release
from napcompare.show.plots import STATUSES, tile_status
from napcompare.show.site.downloads import archive
from napcompare.show.site.drawings import Bar, timeline
from napcompare.show.site.folder import MARKER, new_site
from napcompare.show.site.words import SiteWords
from napcompare.show.site.worldmap import WorldMap, look_rules, world_map

from .browser import Visited, browser, violations
from .conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]

# A plan that was extended, an organisation, a country without a plan, one whose state is unclear.
ENTITIES = ["NLD", "NATO", "TUV", "HUN", "KEN"]
HOSTILE = "<script>document.title='taken'</script></script>\"' onmouseover='x' {{ 7 * 7 }}"
Visit = Callable[..., Visited]


class SiteDataset(Explain, Sites):
    """A release of which a site can be made."""


@pytest.fixture(scope="module")
def data() -> SiteDataset:
    return SiteDataset(read_release(release_folder()))


@pytest.fixture(scope="module")
def site(data: SiteDataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site in English."""
    folder = tmp_path_factory.mktemp("site") / "out"
    data.site(folder, entities=ENTITIES)
    return folder


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Visit]:
    """A function that opens a page of the site from disk; options are those of a context."""
    contexts = []

    def visit(name: str = "index.html", folder: Path = site, **options: object) -> Visited:
        contexts.append(browser.new_context(**options))
        visited = Visited(contexts[-1].new_page())
        visited.page.goto((folder / name).as_uri())
        return visited

    yield visit
    for context in contexts:
        context.close()


class Links(HTMLParser):
    """The identifiers of a page, what it links to, and its tags."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.names: list[str] = []
        self.targets: list[str] = []
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        told = {key: value or "" for key, value in attrs}
        self.handlers.extend(key for key in told if key.startswith("on"))
        if "id" in told:
            self.names.append(told["id"])
        self.targets.extend(told[key] for key in ("href", "src") if key in told)


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


# What is in the folder


def test_a_site_has_an_index_a_page_an_entity_and_the_files_of_the_release(site: Path) -> None:
    release = release_folder()
    names = set(files(site))
    assert {f"entity/{code}.html" for code in ENTITIES} | {"index.html", MARKER} <= names
    offered = {path.name for path in release.glob("*.csv")} | {"codebook.md", "quality.md"}
    kept = {path.name: path.read_bytes() for path in (site / "data").iterdir()}
    (packed,) = set(kept) - offered
    assert packed == f"napcompare-{release.name}.zip"
    assert all(kept[name] == (release / name).read_bytes() for name in offered)
    with ZipFile(BytesIO(kept[packed])) as zipped:
        inside = {Path(name).name: zipped.read(name) for name in zipped.namelist()}
    assert inside == {name: kept[name] for name in offered}


def test_an_archive_of_the_same_files_has_the_same_bytes() -> None:
    content = {"b.csv": b"1\n", "a.csv": b"2\n"}
    again = dict(reversed(content.items()))
    assert archive(content, "1") == archive(again, "1")
    with ZipFile(BytesIO(archive(content, "1"))) as zipped:
        assert {info.date_time for info in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_release_gives_the_same_bytes(data: SiteDataset, tmp_path: Path) -> None:
    for name in ("one", "two"):
        data.site(tmp_path / name, entities=["TUV", "HUN"])
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_pages_and_the_whole_stay_small(site: Path) -> None:
    assert max(path.stat().st_size for path in pages(site)) < 500_000
    assert sum(len(content) for content in files(site).values()) < 10_000_000


def test_every_link_leads_to_a_place_within_the_site_or_to_a_web_address(site: Path) -> None:
    known = {path: Links(path) for path in pages(site)}
    for path, page in known.items():
        assert len(page.names) == len(set(page.names)), path
        for target in page.targets:
            if target.startswith(("https://", "http://")):
                continue
            name, _, place = target.partition("#")
            there = (path.parent / name).resolve() if name else path
            assert there.is_file(), f"{path.name}: {target}"
            assert there.is_relative_to(site)
            assert not place or place in known[there].names, f"{path.name}: {target}"


def test_the_index_lists_everything_without_a_script(site: Path) -> None:
    text = (site / "index.html").read_text("utf-8").partition("<script")[0]
    for code in ENTITIES:
        assert f'href="entity/{code}.html"' in text
    for name in ("Netherlands", "Nederland", "Pays-Bas"):
        assert name in text


def test_every_page_is_in_the_language_of_the_site(data: SiteDataset, tmp_path: Path) -> None:
    data.site(tmp_path / "nl", language="nl", entities=["TUV", "NATO"])
    for path in pages(tmp_path / "nl"):
        assert '<html lang="nl">' in path.read_text("utf-8")
    assert "Zoek een land of organisatie" in (tmp_path / "nl" / "index.html").read_text("utf-8")


def test_a_page_leads_back_to_the_index_and_to_those_peers_that_have_a_page(
    data: SiteDataset, tmp_path: Path
) -> None:
    data.site(tmp_path / "out", entities=["NLD", "BEL"])
    targets = Links(tmp_path / "out" / "entity" / "NLD.html").targets
    assert {"../index.html", "../index.html#data", "BEL.html"} <= set(targets)
    assert "CAN.html" not in targets


def test_all_countries_and_organisations_are_listed_and_territories_where_there_is_something(
    data: SiteDataset,
) -> None:
    codes = set(data._listed(None))
    kinds = data.entities.set_index("entity")
    assert codes >= set(kinds.index[kinds["kind"] != "territory"])
    assert codes >= set(data.plans["entity"])
    left = kinds.loc[sorted(set(kinds.index) - codes)]
    assert set(left["plan_status"]) == {"not_researched"}


# Drawings


def test_a_page_is_drawn_without_matplotlib() -> None:
    script = (
        "import sys, tempfile\n"
        "from tests.test_site import SiteDataset, read_release, release_folder\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    SiteDataset(read_release(release_folder())).site(f'{folder}/out', entities=['NLD'])\n"
        "assert 'matplotlib' not in sys.modules\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr


def editions(*rows: tuple[str, str | None, str | None, str | None, bool]) -> pd.DataFrame:
    columns = ["plan_id", "start", "end", "end_original", "compared"]
    found = pd.DataFrame(rows, columns=columns)
    return found.assign(entity="NLD", name="Netherlands", role="country", adopted=None)


def test_bars_say_what_is_extended_lapsed_and_not_known() -> None:
    found = editions(
        ("NLD-1", None, "2011", None, False),
        ("NLD-2", "2012", None, None, False),
        ("NLD-3", "2016", "2020", "2018", True),
    )
    drawn = timeline(found, date(2025, 12, 31), "en")
    looks = [bar.look for bar in drawn.lanes[0].bars]
    assert looks == ["rising other", "fading other", "compared", "extended", "lapsed"]
    assert [bar.text for bar in drawn.lanes[0].bars] == ["1", "2", "3", "", ""]
    assert 99 < drawn.today <= 100


def test_bars_lie_where_their_years_are() -> None:
    found = editions(("NLD-1", "2001", "2010", None, True))
    drawn = timeline(found, date(2020, 12, 31), "en")
    assert drawn.lanes[0].bars[0] == Bar(0, pytest.approx(50, abs=0.1), "compared", "1")
    assert dict(drawn.years)[2010] == pytest.approx(45, abs=0.1)


def test_an_edition_without_dates_is_told_in_words() -> None:
    drawn = timeline(editions(("NLD-1", None, None, None, True)), date(2020, 1, 1), "nl")
    assert drawn.lanes[0].undated == ("1 (geen data bekend)",)


def test_every_feature_of_every_plan_compared_is_in_the_table_of_marks(
    site: Path, data: SiteDataset
) -> None:
    text = (site / "entity" / "NLD.html").read_text("utf-8")
    told = text.partition('<table class="matrix">')[2].partition("</table>")[0]
    values = re.findall(r'<td class="(\w+)"><s>([^<]+)</s>', told)
    plans = len(re.findall(r'<th scope="col"', told))
    assert len(values) == plans * len(data.package["features"])
    own = data.features.query("plan_id == 'NLD-4'").set_index("feature")["value"]
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="(\w+)"', told)
    labels = {p["label"]["en"]: p["name"] for p in data.package["features"]}
    assert {labels[label]: value for label, value in rows} == own.to_dict()
    assert set(values) >= {("unknown", "unknown"), ("yes", "yes")}


# The map


@pytest.fixture(scope="module")
def world(data: SiteDataset) -> WorldMap:
    content = data._site_content(["TUV"], None, "en")
    return world_map(
        content.tables, content.plans_as_of, content.count_as_of, content.day, SiteWords("en")
    )


def at(world: WorldMap, entity: str, year: int) -> str:
    (tile,) = [tile for tile in world.tiles if tile.entity == entity]
    return STATUSES[tile.statuses[year - world.years[0].year]]


def test_the_map_runs_from_the_year_of_the_resolution_to_the_day_of_the_release(
    world: WorldMap, data: SiteDataset
) -> None:
    assert (world.years[0].year, world.years[0].day) == (2000, "2000-12-31")
    assert world.years[-1].day == data.package["created"][:10]
    assert {len(tile.statuses) for tile in world.tiles} == {len(world.years)}


def test_denmark_had_the_first_plan_at_the_end_of_2005(world: WorldMap) -> None:
    assert at(world, "DNK", 2004) == "none_found"
    assert at(world, "DNK", 2005) == "in_force"
    assert world.count(STATUSES.index("in_force"), 5) == 1


def test_statuses_are_those_of_the_figure(world: WorldMap, data: SiteDataset) -> None:
    for year in (2005, 2015, 2024):
        figure = tile_status(data.entities, data.plans, data.plans_as_of(f"{year}-12-31"))
        told = figure.set_index("entity")["status"]
        told = told.replace({"in_preparation": "none_found", "unclear": "none_found"})
        assert {tile.entity: at(world, tile.entity, year) for tile in world.tiles} == told.to_dict()


def test_what_is_in_preparation_or_unclear_is_told_of_the_release_day_only(world: WorldMap) -> None:
    now = {STATUSES[tile.statuses[-1]] for tile in world.tiles}
    before = {STATUSES[status] for tile in world.tiles for status in tile.statuses[:-1]}
    assert {"in_preparation", "unclear"} <= now
    assert not {"in_preparation", "unclear"} & before


def test_the_squares_in_force_agree_with_the_count_of_countries(world: WorldMap) -> None:
    for place, year in enumerate(world.years):
        sure = world.count(STATUSES.index("in_force"), place)
        most = sure + world.count(STATUSES.index("possibly"), place)
        assert year.in_force == (str(sure) if sure == most else f"{sure} to {most}"), year


def test_no_two_statuses_look_the_same_without_colour() -> None:
    rules = re.findall(
        r"\.s\d \{ background: ([^;]+); color: ([^;]+); border: (.+?) #\w+;", look_rules()
    )
    assert len(rules) == len(STATUSES)

    def grey(colour: str) -> int:
        full = {"white": "#ffffff"}.get(colour, colour)
        red, green, blue = (int(full[i : i + 2], 16) for i in (1, 3, 5))
        return round((0.3 * red + 0.59 * green + 0.11 * blue) / 16)

    assert len({(grey(fill), border.split()[-1]) for fill, _, border in rules}) == len(STATUSES)


# The folder


def test_an_older_site_is_replaced_as_a_whole(data: SiteDataset, tmp_path: Path) -> None:
    out = tmp_path / "out"
    data.site(out, entities=["TUV", "HUN"])
    data.site(out, entities=["TUV"])
    assert (out / "entity" / "TUV.html").is_file()
    assert not (out / "entity" / "HUN.html").exists()
    assert list(tmp_path.iterdir()) == [out]


def write(place: Path, *names: str) -> None:
    with new_site(place) as site:
        for name in names:
            site.write(name, b"new")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(tmp_path / "out", "index.html")
    assert (tmp_path / "out" / "index.html").read_bytes() == b"new"


def test_a_folder_of_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(QuestionError, match=r"not of a site.*letter\.txt"):
        write(tmp_path, "index.html")
    assert files(tmp_path) == {"letter.txt": b"mine"}


def test_a_file_that_was_put_into_a_site_is_never_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, "index.html")
    (out / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(QuestionError, match=r"letter\.txt"):
        write(out, "index.html")
    assert (out / "letter.txt").read_text("utf-8") == "mine"


def test_a_marker_of_something_else_is_no_site(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text("index.html\n", "utf-8")
    with pytest.raises(QuestionError, match="not of a site"):
        write(tmp_path, "index.html")


def test_a_file_is_no_folder_for_a_site(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(QuestionError, match="is a file"):
        write(tmp_path / "out", "index.html")
    with pytest.raises(QuestionError, match="there is no folder"):
        write(tmp_path / "missing" / "out", "index.html")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="cannot be"):
        write(tmp_path / ("long" * 100), "index.html")
    with pytest.raises(QuestionError, match="cannot be"):
        write(Path("/proc/napcompare-site"), "index.html")
    assert list(tmp_path.iterdir()) == []


def interrupted(place: Path) -> None:
    with new_site(place) as site:
        site.write("index.html", b"half")
        raise KeyboardInterrupt


def test_an_interruption_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, "index.html", "entity/NLD.html")
    before = files(out)
    with pytest.raises(KeyboardInterrupt):
        interrupted(out)
    assert files(out) == before
    assert list(tmp_path.iterdir()) == [out]


def test_what_a_killed_run_left_beside_is_in_nobodys_way(tmp_path: Path) -> None:
    left = tmp_path / ".out.part"
    write(tmp_path / "other", "index.html")
    (tmp_path / "other").rename(left)
    write(tmp_path / "out", "index.html")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_site_of_unknown_entities_or_in_an_unknown_language_is_not_begun(
    data: SiteDataset, tmp_path: Path
) -> None:
    with pytest.raises(NameUnknownError):
        data.site(tmp_path / "out", entities=["Atlantis"])
    with pytest.raises(QuestionError, match="empty"):
        data.site(tmp_path / "out", entities=[])
    with pytest.raises(QuestionError, match="en or nl"):
        data.site(tmp_path / "out", language="fr")
    assert list(tmp_path.iterdir()) == []


def test_the_files_of_another_release_are_not_offered_as_those_of_this_one(
    data: SiteDataset, tmp_path: Path
) -> None:
    others = release_folder("2026.11.0")
    with pytest.raises(QuestionError, match="not the release that was loaded"):
        data.site(tmp_path / "out", entities=["TUV"], release_folder=others)


# Texts from outside


@pytest.fixture(scope="module")
def hostile(data: SiteDataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a release whose names and notes try to run something."""
    tables = {name: table.copy() for name, table in data._release.tables.items()}
    entities = tables["entities"]
    for language in ("en", "nl", "fr"):
        entities.loc[entities["entity"].isin(["TUV", "NLD", "BEL"]), f"name_{language}"] = HOSTILE
    entities.loc[entities["entity"] == "TUV", "status_note"] = HOSTILE
    release = Release(data.package, tables)
    folder = tmp_path_factory.mktemp("hostile") / "out"
    SiteDataset(replace(release)).site(folder, entities=["NLD", "TUV"])
    return folder


def test_hostile_names_stay_texts(hostile: Path) -> None:
    for path in pages(hostile):
        page = Links(path)
        assert page.tags.count("script") == (2 if path.name == "index.html" else 1), path
        assert page.handlers == []
        assert "{{ 7 * 7 }}" in path.read_text("utf-8")


def test_hostile_names_do_nothing_when_they_are_found(visit: Visit, hostile: Path) -> None:
    visited = visit(folder=hostile)
    title = visited.page.title()
    visited.page.get_by_role("searchbox").fill("taken")
    assert visited.page.locator("#find-results li").count() == 2
    visited.page.get_by_role("slider").fill("2010")
    assert visited.page.title() == title
    assert visited.complaints == []


# In a browser


def test_no_page_asks_for_anything_outside_its_folder_or_complains(
    visit: Visit, site: Path
) -> None:
    for path in pages(site):
        visited = visit(path.relative_to(site).as_posix())
        assert visited.requests == [path.as_uri()]
        assert visited.complaints == []


def test_links_work_from_disk(visit: Visit) -> None:
    page = visit().page
    page.locator("#entities").get_by_role("link", name="Kenya").click()
    assert page.url.endswith("/entity/KEN.html")
    assert "Kenya" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="All countries and organisations").click()
    assert page.url.endswith("/index.html")


def results(visited: Visited, text: str) -> list[str]:
    visited.page.get_by_role("searchbox").fill(text)
    return visited.page.locator("#find-results a").all_inner_texts()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nederl", "Netherlands"),
        ("pays bas", "Netherlands"),
        ("nld", "Netherlands"),
        ("HONGRIE", "Hungary"),
        ("traite de l'atlantique", "North Atlantic Treaty Organization"),
    ],
)
def test_a_search_finds_names_in_three_languages_and_codes(
    visit: Visit, text: str, found: str
) -> None:
    assert results(visit(), text) == [found]


def test_a_search_tells_how_many_it_found(visit: Visit) -> None:
    visited = visit()
    assert results(visited, "mordor") == []
    assert visited.page.locator("#find-status").inner_text() == "None found."
    results(visited, "k")
    assert visited.page.locator("#find-status").inner_text() == "1 found."
    results(visited, "")
    assert visited.page.locator("#find-status").inner_text() == ""


def test_a_search_works_by_keyboard_alone(visit: Visit) -> None:
    page = visit().page
    page.get_by_role("searchbox").focus()
    page.keyboard.type("hongarije")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hungary"
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/entity/HUN.html")


def look(visited: Visited, entity: str) -> str:
    tile = visited.page.locator(".tiles li > *", has_text=entity)
    return STATUSES[int(str(tile.get_attribute("class"))[1:])]


def test_the_slider_changes_the_map_by_keyboard(visit: Visit) -> None:
    visited = visit()
    visited.page.get_by_role("slider").focus()
    visited.page.keyboard.press("Home")
    told = visited.page.locator("#map-told")
    assert told.inner_text().startswith("2000 (31 December 2000): plans in force in 0 countries")
    assert look(visited, "DNK") == "none_found"
    for _ in range(5):
        visited.page.keyboard.press("ArrowRight")
    assert told.inner_text().startswith("2005")
    assert look(visited, "DNK") == "in_force"
    assert "Denmark: In force" in visited.page.locator(".tiles li", has_text="DNK").inner_text()
    assert visited.page.locator("#map-key li", has_text="In force (1)").is_visible()


def test_the_slider_changes_the_map_by_mouse(visit: Visit) -> None:
    visited = visit()
    box = visited.page.get_by_role("slider").bounding_box()
    assert box is not None
    told = visited.page.locator("#map-told")
    assert "to 63 countries" in told.inner_text() or told.inner_text().startswith("2026")
    visited.page.mouse.click(box["x"] + box["width"] * 10 / 26, box["y"] + box["height"] / 2)
    assert re.match(r"20(09|10|11) \(31 December", told.inner_text())
    assert told.get_attribute("role") == "status"
    assert visited.requests == [visited.page.url]


def test_the_slider_comes_back_to_the_day_of_the_release(visit: Visit) -> None:
    visited = visit()
    before = visited.page.locator("#map-told").inner_text()
    looks = [look(visited, code) for code in ("HUN", "ECU", "VAT")]
    assert looks == ["unclear", "in_preparation", "not_researched"]
    visited.page.get_by_role("slider").fill("2001")
    assert [look(visited, code) for code in ("HUN", "ECU", "VAT")] == [
        "none_found",
        "none_found",
        "not_researched",
    ]
    visited.page.get_by_role("slider").press("End")
    assert visited.page.locator("#map-told").inner_text() == before
    assert [look(visited, code) for code in ("HUN", "ECU", "VAT")] == looks


def test_arrow_keys_go_from_square_to_square(visit: Visit) -> None:
    page = visit().page
    assert page.locator('.tiles a[tabindex="0"]').count() == 1
    page.locator(".tiles a", has_text="NLD").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.firstChild.textContent") in ("HUN", "KEN")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.firstChild.textContent") == "NLD"
    page.keyboard.press("Enter")
    page.wait_for_url("**/entity/NLD.html")


def test_without_a_script_there_is_no_search_and_nothing_is_missing(visit: Visit) -> None:
    page = visit(java_script_enabled=False).page
    assert not page.locator("#find-input").is_visible()
    assert not page.locator("#map-year").is_visible()
    assert page.locator("#entities tbody tr").count() == len(ENTITIES)
    assert page.locator("#map-told").inner_text().startswith("2026")


def test_tables_of_the_index_and_of_a_page_can_be_sorted(visit: Visit) -> None:
    page = visit().page
    page.locator("#entities").get_by_role("button", name="Editions seen").click()
    assert page.locator("#entities tbody tr").first.locator("td").last.inner_text() == "0"
    report = visit("entity/NLD.html").page
    assert report.locator("table.matrix button").count() == 0
    assert report.locator("[data-filter] input").count() > 0


def test_axe_finds_nothing(visit: Visit) -> None:
    for name in ("index.html", "entity/NLD.html", "entity/NATO.html", "entity/TUV.html"):
        assert violations(visit(name).page) == [], name


def test_a_narrow_window_has_no_sideways_scroll(visit: Visit) -> None:
    for name in ("index.html", "entity/NLD.html"):
        page = visit(name, viewport={"width": 320, "height": 700}).page
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
