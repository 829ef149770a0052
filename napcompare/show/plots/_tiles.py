"""A world map of squares, one a country and all of one size: no borders, no country too small to see."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from napcompare._frames import records
from napcompare.errors import QuestionError
from napcompare.show.plots.style import (
    DARK,
    GREY,
    INK,
    LIGHT,
    MID,
    NONE,
    OCHRE,
    PALE,
    WIDTH,
    Words,
    bare,
    corner,
    heading,
    key,
    key_height,
    new_axes,
    plain,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

__all__ = ["STATUSES", "tile_map", "tile_map_alt", "tile_map_data", "tile_places", "tile_status"]

_FILE = Path(__file__).with_name("tiles.csv")


class _Look(NamedTuple):
    fill: str
    ink: str
    edge: str
    width: float
    line: Any


_SOLID, _DOTTED, _DASHED = "-", (0, (1, 1)), (0, (3, 2))
# Told apart by fill and edge, so also in grey print.
_LOOKS = {
    "in_force": _Look(DARK, "white", DARK, 0.6, _SOLID),
    "possibly": _Look(MID, INK, INK, 0.8, _DASHED),
    "lapsed": _Look(LIGHT, INK, DARK, 1.3, _SOLID),
    "in_preparation": _Look(OCHRE, INK, OCHRE, 0.6, _SOLID),
    "unclear": _Look(PALE, INK, INK, 0.8, _DOTTED),
    "none_found": _Look("#e9e9e9", INK, "#e9e9e9", 0.6, _SOLID),
    "not_researched": _Look(NONE, GREY, "#9a9a9a", 0.5, _DASHED),
}
STATUSES = tuple(_LOOKS)
# Words of a plan's state, the strongest first.
_STATES = {
    "in force": "in_force",
    "possibly in force": "possibly",
    "possibly adopted": "possibly",
    "lapsed, no successor seen": "lapsed",
    "superseded": "lapsed",  # on a day between the start of the next edition and its adoption
}
_WITHOUT = {"none_stated": "none_found", "has_plan": "none_found"}


def tile_places() -> dict[str, tuple[int, int]]:
    """Where each country has its square: column and row, from the upper left.

    Examples
    --------
    >>> tile_places()["ISL"]
    (10, 0)
    """
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {r["entity"]: (int(r["column"]), int(r["row"])) for r in csv.DictReader(file)}


def tile_status(
    entities: pd.DataFrame, plans: pd.DataFrame, states: pd.DataFrame, language: str = "en"
) -> pd.DataFrame:
    """The status of every country that has a square.

    Parameters
    ----------
    entities, plans : pandas.DataFrame
        The tables.
    states : pandas.DataFrame
        As from `napcompare.Dataset.plans_as_of`, of the day of the map.
    language : str
        Of the names.

    Returns
    -------
    pandas.DataFrame
        Columns entity, name, status (see `STATUSES`) and checked_on. A country with several plans has the
        strongest state of any: in force, possibly so, then lapsed. One whose plan came later counts as one
        in which none was found by the day.
    """
    counted = plans.loc[plans["counts_as_plan"] == "yes", "plan_id"]
    ours = states[states["plan_id"].isin(counted)]
    rank = {state: place for place, state in enumerate(_STATES)}
    ours = ours.sort_values("state", key=lambda s: s.map(rank), kind="stable")
    best = ours.drop_duplicates("entity").set_index("entity")["state"].map(_STATES)
    shown = entities[entities["entity"].isin(tile_places())]
    without = shown["plan_status"].replace(_WITHOUT)
    columns = {
        "entity": shown["entity"],
        "name": shown[f"name_{Words(language).language}"],
        "status": shown["entity"].map(best).astype("str").fillna(without),
        "checked_on": shown["checked_on"],
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def tile_map(
    status: pd.DataFrame,
    day: date,
    ax: Axes | None = None,
    language: str = "en",
    source: str = "",
) -> Axes:
    """A square a country, by the status of its plan, roughly where it lies.

    Parameters
    ----------
    status : pandas.DataFrame
        As from `tile_status`; a country without a row is shown as not researched.
    day : datetime.date
        The day of the statuses.
    ax : matplotlib.axes.Axes, optional
    language : str
        ``en``, ``nl`` or ``fr``.
    source : str
        For the corner, as in "napcompare 2026.11.2".

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    QuestionError
        For another language or a status that there is not.
    """
    words = Words(language)
    shown = _shown(status)
    places = tile_places()
    columns = max(column for column, _ in places.values()) + 1
    lines = max(row for _, row in places.values()) + 1
    handles = _handles(shown, _searched(status), words)
    ax = new_axes(ax, WIDTH * lines / columns + key_height(list(handles), 1) / 72 + 0.85)
    for entity, place in places.items():
        _tile(ax, entity, place, _LOOKS[shown[entity]])
    ax.set_xlim(-0.55, columns - 0.45)
    ax.set_ylim(lines - 0.45, -0.55)
    ax.set_aspect("equal", anchor="N")
    bare(ax)
    ax.set_xticks([])
    ax.set_yticks([])
    heading(ax, words("tiles_title", day=words("as_of", day=words.day(day))))
    end = key(ax, handles, 6, room=1)
    corner(ax, words, source, end, words("tiles_note"))
    return ax


def _shown(status: pd.DataFrame) -> dict[str, str]:
    given = dict(zip(status["entity"], status["status"], strict=True))
    wrong = sorted(set(given.values()) - set(STATUSES))
    if wrong:
        raise QuestionError(f"status is one of {', '.join(STATUSES)}, not {', '.join(wrong)}.")
    return {entity: given.get(entity, "not_researched") for entity in tile_places()}


def _searched(status: pd.DataFrame) -> str:
    """The last day or month in which a country without a plan was looked at."""
    looked = status.loc[status["status"] == "none_found", "checked_on"].dropna()
    return max(looked, default="")


def _label(code: str, searched: str, words: Words) -> str:
    if code != "none_found":
        return words(f"tiles_{code}")
    if not searched:
        return words("tiles_none_found_undated")
    return words("tiles_none_found", day=words.partial(searched))


def _tile(ax: Axes, entity: str, place: tuple[int, int], look: _Look) -> None:
    from matplotlib.patches import Rectangle

    x, y = place
    inset = 0.43
    ax.add_patch(Rectangle((x - inset, y - inset), 2 * inset, 2 * inset, **_patch(look)))
    ax.text(x, y, entity, ha="center", va="center_baseline", fontsize=5.2, color=look.ink)


def _patch(look: _Look) -> dict[str, Any]:
    return {
        "facecolor": look.fill, "edgecolor": look.edge, "linewidth": look.width,
        "linestyle": look.line,
    }  # fmt: skip


def _handles(shown: dict[str, str], searched: str, words: Words) -> dict[str, Artist]:
    from matplotlib.patches import Patch

    counted = _counted(shown, searched, words)
    looks = [_LOOKS[code] for code in STATUSES if code in shown.values()]
    return {
        words("tiles_legend", label=label, count=count): Patch(**_patch(look))
        for (label, count), look in zip(counted.items(), looks, strict=True)
    }


def _counted(shown: dict[str, str], searched: str, words: Words) -> dict[str, int]:
    """How many countries have each status, by its label."""
    values = list(shown.values())
    return {
        _label(code, searched, words): values.count(code) for code in STATUSES if code in values
    }


def tile_map_alt(status: pd.DataFrame, day: date, language: str = "en") -> str:
    """What the figure shows, in words.

    Parameters
    ----------
    status, day, language
        As in `tile_map`.
    """
    words = Words(language)
    counts = words.counts(_counted(_shown(status), _searched(status), words))
    return words("tiles_alt", day=words("as_of", day=words.day(day)), counts=counts)


def tile_map_data(status: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """The data of the figure, with headings in the language.

    Parameters
    ----------
    status, language
        As in `tile_map`.

    Returns
    -------
    pandas.DataFrame
        One row a square, by code; columns code, country, status of the plan.
    """
    words = Words(language)
    shown, searched = _shown(status), _searched(status)
    names = {row["entity"]: row["name"] for row in records(status)}
    rows = [
        (entity, names.get(entity), _label(code, searched, words))
        for entity, code in sorted(shown.items())
    ]
    return plain(rows, [words(code) for code in ("col_code", "country", "col_status")])
