"""The map of the world year by year: the status of every country that has a square, and counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from napcompare.asof import Count
from napcompare.show.plots._tiles import _LOOKS, STATUSES, tile_places
from napcompare.show.plots.style import Words
from napcompare.show.site.statuses import statuses
from napcompare.show.site.words import SiteWords

__all__ = ["FIRST_YEAR", "Tile", "WorldMap", "Year", "look_rules", "world_map"]

FIRST_YEAR = 2000  # of the resolution
# Told of the day of the release; of no day before it.
_ONLY_NOW = {"in_preparation": "none_found", "unclear": "none_found"}
_LINES = {"-": "solid", (0, (1, 1)): "dotted", (0, (3, 2)): "dashed"}

PlansAsOf = Callable[[str], pd.DataFrame]
CountAsOf = Callable[[str, str], Count]


@dataclass(frozen=True, slots=True)
class Year:
    """A year, the day that stands for it, and the counts of countries on that day, as intervals."""

    year: int
    day: str
    in_force: str
    adopted: str

    def sentence(self, words: SiteWords) -> str:
        """Year and counts in words."""
        day = words.report.day(self.day)
        return words("told", year=self.year, day=day, force=self.in_force, adopted=self.adopted)


@dataclass(frozen=True, slots=True)
class Tile:
    """A country's square: its place from the upper left, and its status in each year.

    A status is a place in `STATUSES`.
    """

    entity: str
    name: str
    column: int
    row: int
    statuses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WorldMap:
    """The years, the squares, and the label of each status in the order of `STATUSES`."""

    years: tuple[Year, ...]
    tiles: tuple[Tile, ...]
    labels: tuple[str, ...]

    def count(self, status: int, year: int = -1) -> int:
        """How many squares have a status in a year, counted from 0."""
        return sum(tile.statuses[year] == status for tile in self.tiles)


def world_map(
    tables: Mapping[str, pd.DataFrame],
    plans_as_of: PlansAsOf,
    count_as_of: CountAsOf,
    day: date,
    words: SiteWords,
) -> WorldMap:
    """The map for every year until that of a release.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    plans_as_of : callable
        Day to states, as `napcompare.Dataset.plans_as_of`.
    count_as_of : callable
        Day and status to a count of countries.
    day : datetime.date
        The day of the release.
    words : SiteWords

    Returns
    -------
    WorldMap
    """
    days = [date(year, 12, 31) for year in range(FIRST_YEAR, day.year)] + [day]
    known = [statuses(tables, plans_as_of(when.isoformat())) for when in days]
    known[:-1] = [_of_the_past(told) for told in known[:-1]]
    entities = tables["entities"]
    names = dict(zip(entities["entity"], entities[f"name_{words.language}"], strict=True))
    years = tuple(_year(when, count_as_of, words) for when in days)
    return WorldMap(years, _tiles(known, names), _labels(words))


def _of_the_past(known: Mapping[str, str]) -> dict[str, str]:
    return {entity: _ONLY_NOW.get(status, status) for entity, status in known.items()}


def _year(day: date, count_as_of: CountAsOf, words: SiteWords) -> Year:
    counts = [count_as_of(day.isoformat(), status) for status in ("in_force", "adopted")]
    told = [Words(words.language).interval(count.lower, count.upper) for count in counts]
    return Year(day.year, day.isoformat(), *told)


def _tiles(known: Sequence[Mapping[str, str]], names: Mapping[str, str]) -> tuple[Tile, ...]:
    """Squares in the order in which a page is read: line by line."""
    placed = sorted(tile_places().items(), key=lambda item: (item[1][1], item[1][0]))
    return tuple(
        Tile(
            entity,
            str(names.get(entity, entity)),
            *place,
            tuple(STATUSES.index(told.get(entity, "not_researched")) for told in known),
        )
        for entity, place in placed
    )


def _labels(words: SiteWords) -> tuple[str, ...]:
    told = Words(words.language)
    own = {"none_found": told("tiles_none_found_undated"), "unclear": words("unclear")}
    return tuple(own.get(code) or told(f"tiles_{code}") for code in STATUSES)


def look_rules() -> str:
    """Style rules of the statuses, as they look in the figure: told apart by fill and edge."""
    rules = [
        f".s{place} {{ background: {look.fill}; color: {look.ink}; "
        f"border: {2 * look.width:g}px {_LINES[look.line]} {look.edge}; }}"
        for place, look in enumerate(_LOOKS.values())
    ]
    return "\n".join(rules) + "\n"
