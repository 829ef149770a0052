"""A whole site: what it is made of, written file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from napcompare.show.report.content import report
from napcompare.show.report.document import Document
from napcompare.show.report.facts import Facts
from napcompare.show.site.downloads import (
    Download,
    archive,
    archive_name,
    downloads,
    offered,
    size_told,
)
from napcompare.show.site.drawings import matrix, timeline
from napcompare.show.site.folder import new_site
from napcompare.show.site.listing import entries
from napcompare.show.site.pages import Drawings, Index, entity_page, index_page
from napcompare.show.site.words import SiteWords
from napcompare.show.site.worldmap import CountAsOf, PlansAsOf, world_map

__all__ = ["SiteContent", "write_site"]


@dataclass(frozen=True, slots=True)
class SiteContent:
    """What a site is made of.

    Attributes
    ----------
    tables : mapping of str to pandas.DataFrame
    package : mapping
        The ``datapackage.json`` of the release.
    files : mapping of str to bytes
        The files of the release.
    day : datetime.date
        The day of the release.
    codes : list of str
        Entities that get a page.
    facts : callable
        Entity to what its report is made from.
    plans_as_of : callable
        Day to states of plans.
    count_as_of : callable
        Day and status to a count of countries.
    """

    tables: Mapping[str, pd.DataFrame]
    package: Mapping[str, Any]
    files: Mapping[str, bytes]
    day: date
    codes: list[str]
    facts: Callable[[str], Facts]
    plans_as_of: PlansAsOf
    count_as_of: CountAsOf


def write_site(
    content: SiteContent,
    place: Path,
    language: str,
    told: Callable[[int, int], None] | None = None,
) -> dict[str, int]:
    """Write a site, as a whole or not at all.

    Parameters
    ----------
    content : SiteContent
    place : Path
        As in `napcompare.show.site.folder.new_site`.
    language : str
        ``en`` or ``nl``.
    told : callable, optional
        Called after each page with how many are done, and how many there are.

    Returns
    -------
    dict of str to int
        Bytes of each file, by its path within the site.

    Raises
    ------
    QuestionError
        For another language, and as in `napcompare.show.site.folder.new_site`.
    """
    words = SiteWords(language)
    with new_site(place) as site:
        report_words: Mapping[str, str] = {}
        for done, code in enumerate(content.codes, 1):
            document, page = _page(content, code, words)
            report_words = document.words
            site.write(f"entity/{code}.html", page.encode("utf-8"))
            if told:
                told(done, len(content.codes))
        files = offered(content.files)
        packed = archive(files, str(content.package["version"]))
        index = _index(content, files, len(packed), words)
        site.write("index.html", index_page(index, report_words, words).encode("utf-8"))
        for name, data in [*files.items(), (index.archive.name, packed)]:
            site.write(f"data/{name}", data)
        return site.sizes


def _page(content: SiteContent, code: str, words: SiteWords) -> tuple[Document, str]:
    facts = content.facts(code)
    document = report(facts, words.language)
    return document, entity_page(document, _drawings(facts, content.codes, words), words)


def _drawings(facts: Facts, linked: Iterable[str], words: SiteWords) -> Drawings:
    if facts.timeline is None or facts.features is None or len(facts.editions) < 2:
        return Drawings()
    language = words.language
    entities = facts.tables["entities"]
    names = dict(zip(entities["entity"], entities[f"name_{language}"], strict=True))
    shown = facts.timeline.assign(name=facts.timeline["entity"].map(names))
    return Drawings(
        timeline(shown, facts.day, language),
        matrix(facts.tables["features"], facts.editions, facts.pages, names, set(linked), language),
    )


def _index(
    content: SiteContent, files: Mapping[str, bytes], packed: int, words: SiteWords
) -> Index:
    release, day = str(content.package["version"]), content.day.isoformat()
    states = content.plans_as_of(day)
    entities = content.tables["entities"]
    looked = entities.loc[entities["plan_status"].isin(["none_found", "none_stated"]), "checked_on"]
    citation = words.report.say("r_cite", year=day[:4], release=release, date=words.report.day(day))
    name = archive_name(release)
    return Index(
        release=release,
        released=day,
        entries=entries(content.tables, states, content.codes, words),
        map=world_map(content.tables, content.plans_as_of, content.count_as_of, content.day, words),
        searched=max(looked.dropna(), default=day),
        downloads=downloads(files, content.package, words),
        archive=Download(name, name, False, size_told(packed, words)),
        citation=citation,
    )
