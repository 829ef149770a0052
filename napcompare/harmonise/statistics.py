"""What is declared of a source of statistics: a file of ``datasets/statistics/`` each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from napcompare._yaml import Map, YamlError, read_yaml
from napcompare.errors import DataError, Problem

__all__ = ["ROLES", "Series", "Statistics", "read_statistics"]

ROLES = ("domestic_situation", "own_contribution", "situation_in_focus_countries")
_NEEDED = (
    "source",
    "title",
    "publisher",
    "licence",
    "redistributable",
    "adapter",
    "places_by",
    "series",
)
_KNOWN = (*_NEEDED, "page", "urls", "places", "aggregates")
_OF_SERIES = ("label", "concept", "unit", "sex", "role")
_CODES = {"redistributable": ("yes", "no", "unclear"), "places_by": ("code", "name")}
_SEXES = ("female", "male", "total")


@dataclass(frozen=True, slots=True)
class Series:
    """What a series of a source measures; the attributes are columns of observations."""

    label: str
    concept: str
    unit: str
    sex: str
    role: str


@dataclass(frozen=True, slots=True)
class Statistics:
    """A source of statistics.

    Attributes
    ----------
    source, title, publisher, page, licence, adapter : str
    redistributable : bool
        Whether its values may stand in a release.
    urls : tuple of str
    places_by : str
        ``code`` where the publisher's codes are those of entities, ``name`` where its names are to be read.
    places : mapping of str to str
        Entity by the publisher's code, where neither code nor name tells it.
    aggregates : str
        Pattern of the codes of groups of countries, which are kept out; empty where there are none.
    series : mapping of str to Series
    """

    source: str
    title: str
    publisher: str
    page: str
    licence: str
    redistributable: bool
    adapter: str
    urls: tuple[str, ...]
    places_by: str
    places: Mapping[str, str]
    aggregates: str
    series: Mapping[str, Series]


def read_statistics(path: Path, concepts: Collection[str], units: Collection[str]) -> Statistics:
    """Read what is declared of a source.

    Parameters
    ----------
    path : Path
    concepts, units : collection of str
        Codes that a series may have.

    Returns
    -------
    Statistics

    Raises
    ------
    DataError
        With every mistake, by line.
    """
    try:
        told = read_yaml(path)
    except YamlError as error:
        raise DataError(
            [Problem("yaml", error.message, file=str(path), line=error.line)]
        ) from error
    allowed = {"concept": concepts, "unit": units, "sex": _SEXES, "role": ROLES}
    problems = [
        Problem("statistics", message, file=str(path), line=line)
        for line, message in _mistakes(told, path, allowed)
    ]
    if problems:
        raise DataError(problems)
    series = {
        str(n): Series(**{k: str(s[k]) for k in _OF_SERIES}) for n, s in told["series"].items()
    }
    text = {k: str(told.get(k) or "") for k in ("title", "publisher", "page", "licence", "adapter")}
    return Statistics(
        source=path.stem,
        redistributable=told["redistributable"] == "yes",
        urls=tuple(str(url) for url in told.get("urls") or ()),
        places_by=str(told["places_by"]),
        places={str(k): str(v) for k, v in (told.get("places") or {}).items()},
        aggregates=str(told.get("aggregates") or ""),
        series=series,
        **text,
    )


def _mistakes(
    told: Map, path: Path, allowed: Mapping[str, Collection[str]]
) -> Iterator[tuple[int, str]]:
    for key in told:
        if key not in _KNOWN:
            yield told.lines[key], f"`{key}` is not known; there are {', '.join(_KNOWN)}"
    missing = [key for key in _NEEDED if not told.get(key)]
    if missing:
        yield 1, f"{', '.join(missing)} is missing"
        return
    if told["source"] != path.stem:
        yield told.lines["source"], f"`source` is the name of the file, {path.stem}"
    yield from _of_values(told)
    if not isinstance(told["series"], Map):
        yield told.lines["series"], "`series` holds a section for each series"
        return
    for name, series in told["series"].items():
        yield from _of_series(name, series, told["series"].lines[name], allowed)


def _of_values(told: Map) -> Iterator[tuple[int, str]]:
    for key, codes in _CODES.items():
        if told[key] not in codes:
            yield told.lines[key], f"`{key}` is {' or '.join(codes)}"
    try:
        re.compile(str(told.get("aggregates") or ""))
    except re.error as error:
        yield told.lines["aggregates"], f"`aggregates` is no pattern: {error}"


def _of_series(
    name: str, series: Any, line: int, allowed: Mapping[str, Collection[str]]
) -> Iterator[tuple[int, str]]:
    if not isinstance(series, Map):
        yield line, f"{name} is not a section"
        return
    missing = [key for key in _OF_SERIES if not series.get(key)]
    if missing:
        yield line, f"{name}: {', '.join(missing)} is missing"
    for key, codes in allowed.items():
        if series.get(key) and series[key] not in codes:
            yield series.lines[key], f"{name}: there is no {key} {series[key]}"
