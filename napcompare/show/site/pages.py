"""The pages of the site as text: the report on an entity with drawings of its own, and the index."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from napcompare.show.plots import style as figures
from napcompare.show.report import html
from napcompare.show.report.document import Block, Document, Figure, Section
from napcompare.show.site.downloads import Download
from napcompare.show.site.drawings import Matrix, Timeline
from napcompare.show.site.listing import Entry
from napcompare.show.site.words import SiteWords
from napcompare.show.site.worldmap import WorldMap, look_rules

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["Drawings", "Index", "entity_page", "index_page"]

_TEMPLATES = Path(__file__).parent / "templates"
# Sections of a report, by their anchors, with the drawing that goes into them.
_TIMELINE, _MATRIX = "tijdlijn", "onderdelen"


@dataclass(frozen=True, slots=True)
class Drawings:
    """What stands for the figures on the page of an entity; None where there is no plan to compare."""

    timeline: Timeline | None = None
    matrix: Matrix | None = None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A block of a page that the report does not know: a template, and what it draws."""

    template: str
    drawing: Timeline | Matrix
    figure: Figure | None = None


def entity_page(document: Document, drawings: Drawings, words: SiteWords) -> str:
    """The page of an entity; the same document and drawings give the same text.

    Parameters
    ----------
    document : Document
        The report on the entity.
    drawings : Drawings
    words : SiteWords

    Returns
    -------
    str
        HTML, with style and script inside; drawn without matplotlib.
    """
    sections = tuple(_with_drawings(part, drawings) for part in document.sections)
    script = _report_script()
    return _rendered(
        "page.html",
        document=replace(document, sections=sections),
        words=document.words,
        site=words,
        sources=sorted(document.sources.values(), key=lambda cited: cited.number),
        style=_report_style() + html._page_foot(document.footer, document.words["page"]),
        script=script,
        policy=html._policy(script),
    )


def _with_drawings(section: Section, drawings: Drawings) -> Section:
    """A section in which figures are drawn as HTML, or where there is no drawing told as their data."""
    blocks: list[Block | _Drawn] = []
    for block in section.blocks:
        if not isinstance(block, Figure):
            blocks.append(block)
        elif section.anchor == _TIMELINE and drawings.timeline:
            blocks.append(_Drawn("timeline", drawings.timeline, block))
        else:
            blocks.append(block.data)
    if section.anchor == _MATRIX and drawings.matrix:
        blocks.append(_Drawn("matrix", drawings.matrix))
    below = tuple(_with_drawings(part, drawings) for part in section.sections)
    return replace(section, blocks=tuple(blocks), sections=below)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Index:
    """What the index tells.

    Attributes
    ----------
    release, released : str
        Version and day.
    entries : sequence of Entry
    map : WorldMap
    searched : str
        Month in which countries without a plan were last looked at.
    downloads : sequence of Download
    archive : Download
    citation : str
    """

    release: str
    released: str
    entries: Sequence[Entry]
    map: WorldMap
    searched: str
    downloads: Sequence[Download]
    archive: Download
    citation: str


def index_page(index: Index, report_words: Mapping[str, str], words: SiteWords) -> str:
    """The index of the site; the same content gives the same text.

    Parameters
    ----------
    index : Index
    report_words : mapping of str to str
        Words that the script of a report needs, as in `napcompare.show.report.document.Document`.
    words : SiteWords
    """
    script = _index_script()
    return _rendered(
        "index.html",
        index=index,
        words=report_words,
        site=words,
        linked={entry.entity for entry in index.entries},
        told=_told(index, words),
        style=_index_style(),
        script=script,
        policy=html._policy(script),
    )


def _told(index: Index, words: SiteWords) -> Markup:
    """What the script says and fills in, as JSON that cannot end its element."""
    from markupsafe import Markup

    told = {
        "years": [year.sentence(words) for year in index.map.years],
        "first": index.map.years[0].year,
        "labels": index.map.labels,
        "found": {key: words.raw(f"find_{key}") for key in ("none", "one", "some", "first")},
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def _rendered(name: str, **content: object) -> str:
    text = _environment().get_template(name).render(count=html._Counter(), **content)
    # Half of a character, as broken input may hold, has no place in a file.
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def _environment() -> Environment:
    """That of the reports, with the templates of the site beside those of a report."""
    from jinja2 import ChoiceLoader, PackageLoader

    of_reports = html._environment()
    own = PackageLoader("napcompare.show.site", "templates")
    assert of_reports.loader is not None
    environment = of_reports.overlay(loader=ChoiceLoader([own, of_reports.loader]))
    environment.tests = environment.tests | {"drawn": lambda block: isinstance(block, _Drawn)}
    return environment


@cache
def _report_style() -> Markup:
    return html._asset("report.css") + _palette() + _asset("site.css")


@cache
def _index_style() -> Markup:
    from markupsafe import Markup

    return _report_style() + _asset("index.css") + Markup(look_rules())


@cache
def _report_script() -> Markup:
    return html._asset("report.js")


@cache
def _index_script() -> Markup:
    return _report_script() + _asset("index.js")


def _palette() -> Markup:
    """The colours of the figures, for the drawings."""
    from markupsafe import Markup

    names = ("DARK", "MID", "LIGHT", "OCHRE", "PALE", "INK", "GREY")
    told = " ".join(f"--{name.lower()}: {getattr(figures, name)};" for name in names)
    return Markup(f":root {{ {told} }}\n")


def _asset(name: str) -> Markup:
    from markupsafe import Markup

    return Markup((_TEMPLATES / name).read_text("utf-8"))
