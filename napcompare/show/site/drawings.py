"""The figures of a page as HTML: the timeline as bars, the elements of each plan as a table of marks.

They are made from the data of the figures in `napcompare.show.plots`, and cost a page little.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from napcompare._frames import records
from napcompare.show.plots._timeline import _Bar, _Row, _rows
from napcompare.show.plots.style import Words, number

__all__ = ["Bar", "Lane", "Mark", "Matrix", "Timeline", "matrix", "timeline"]

_ROOM = 96  # per cent: further to the right a year has no room
_VALUES = ("yes", "partial", "no", "not_mentioned", "not_applicable", "unknown")


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a lane: where it begins and how long it is, in per cent; its classes and words."""

    left: float
    width: float
    look: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """The editions of one entity."""

    name: str
    bars: tuple[Bar, ...]
    undated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lanes below each other over an axis of years; `today` and `years` are places in per cent."""

    lanes: tuple[Lane, ...]
    years: tuple[tuple[int, float], ...]
    today: float
    day: str
    key: tuple[tuple[str, str], ...]


def timeline(found: pd.DataFrame, day: date, language: str) -> Timeline:
    """The timeline of a comparison as lanes of bars.

    Parameters
    ----------
    found : pandas.DataFrame
        As from `napcompare.compare.overview.timeline`, with names to be shown.
    day : datetime.date
        The day of the comparison.
    language : str
    """
    words, rows = Words(language), _rows(found)
    scale = _Scale(rows, day)
    lanes = tuple(_lane(row, day, scale, words) for row in rows)
    looks = {bar.look.split()[0] for lane in lanes for bar in lane.bars}
    key = tuple((look, words(code)) for look, code in _KEY.items() if look in looks)
    told = words("as_of", day=words.day(day))
    return Timeline(lanes, tuple(scale.years()), scale(day), told, key)


_KEY = {
    "compared": "timeline_compared",
    "other": "timeline_other",
    "extended": "timeline_extension",
    "lapsed": "timeline_lapse",
    "fading": "timeline_unknown",
    "rising": "timeline_unknown",
}


class _Scale:
    """From days to per cent of the width, over whole years."""

    def __init__(self, rows: Sequence[_Row], day: date) -> None:
        spans = [bar.shown for row in rows for bar in row.bars if bar.shown]
        self._since = min([day.year, *(first.year for first, _ in spans)])
        self._until = max([day.year, *(last.year for _, last in spans)]) + 1
        self._first = number(date(self._since, 1, 1))
        self._length = number(date(self._until, 1, 1)) - self._first

    def __call__(self, day: date) -> float:
        return round(100 * (number(day) - self._first) / self._length, 2)

    def years(self) -> Iterator[tuple[int, float]]:
        """Every fifth year of many, else each."""
        step = 5 if self._until - self._since > 10 else 1
        for year in range(self._since, self._until):
            place = self(date(year, 1, 1))
            if year % step == 0 and place < _ROOM:
                yield year, place

    def bar(self, span: tuple[date, date], look: str, text: str = "") -> Bar:
        left = self(span[0])
        return Bar(left, round(self(span[1]) - left, 2), look, text)


def _lane(row: _Row, day: date, scale: _Scale, words: Words) -> Lane:
    bars = [part for bar in row.bars if bar.shown for part in _parts(bar, bar.shown, scale)]
    lapsed = row.lapsed(day)
    if lapsed:
        bars.append(scale.bar((lapsed, day), "lapsed"))
    undated = (b.edition for b in row.bars if b.shown is None)
    return Lane(
        row.name, tuple(bars), tuple(words("timeline_no_dates", edition=e) for e in undated)
    )


def _parts(bar: _Bar, span: tuple[date, date], scale: _Scale) -> Iterator[Bar]:
    """An edition, and its extension apart; plans of ministries are thin and have no words."""
    first, last = span
    solid = min(bar.original, last) if bar.original else last
    look = "compared" if bar.compared else "other"
    # The fades come first in the class: they have a place of their own in the key.
    fade = "rising " if bar.first is None else "fading " if bar.last is None else ""
    thin = " minor" if bar.minor else ""
    text = "" if bar.minor else bar.edition
    yield scale.bar((first, solid), f"{fade}{look}{thin}", text)
    if solid < last:
        yield scale.bar((solid, last), f"extended{thin}")


@dataclass(frozen=True, slots=True)
class Mark:
    """The value of a feature in a plan: its code and label."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Features down, plans across, the own plan first.

    Attributes
    ----------
    columns : tuple of (str, str, bool)
        Code and name of each entity, and whether it has a page.
    groups : tuple of (str, rows)
        Label of a group of features, and its rows: label and a mark for each column.
    key : tuple of Mark
    """

    columns: tuple[tuple[str, str, bool], ...]
    groups: tuple[tuple[str, tuple[tuple[str, tuple[Mark, ...]], ...]], ...]
    key: tuple[Mark, ...]


def matrix(
    features: pd.DataFrame,
    editions: pd.DataFrame,
    pages: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    linked: Collection[str],
    language: str,
) -> Matrix:
    """Every feature of the plans of a comparison.

    Parameters
    ----------
    features : pandas.DataFrame
        The table features.
    editions : pandas.DataFrame
        As from `napcompare.compare.peers.editions`; entities without a plan are left out.
    pages : sequence of mapping
        Codebook pages of the release.
    names : mapping of str to str
        Names of the entities in the language.
    linked : collection of str
        Entities that have a page.
    language : str
    """
    words = Words(language)
    used = editions.dropna(subset=["plan_id"])
    used = used.sort_values("role", key=lambda role: role != "country", kind="stable")
    mine = features[features["plan_id"].isin(used["plan_id"])]
    coded = {(r["plan_id"], r["feature"]): r["value"] for r in records(mine)}
    marks = {value: Mark(value, words.value(value)) for value in _VALUES}
    groups: dict[str, list[tuple[str, tuple[Mark, ...]]]] = {}
    for page in pages:
        values = (coded.get((plan, page["name"]), "unknown") for plan in used["plan_id"])
        row = (page["label"][language], tuple(marks[str(v)] for v in values))
        groups.setdefault(page["group"], []).append(row)
    shown = {mark.value for rows in groups.values() for _, row in rows for mark in row}
    return Matrix(
        tuple((e, names.get(e, e), e in linked) for e in used["entity"]),
        tuple((words.code("feature_group", g), tuple(rows)) for g, rows in _ordered(groups)),
        tuple(mark for mark in marks.values() if mark.value in shown),
    )


def _ordered(groups: Mapping[str, Any]) -> list[tuple[str, Any]]:
    from napcompare.schema import load_schema

    order = load_schema().vocabularies["feature_group"].current
    return sorted(groups.items(), key=lambda item: order.index(item[0]))
