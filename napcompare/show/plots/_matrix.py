"""Features down, plans across: what was seen, what is said not to be there, and what is unknown."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from napcompare.show.plots.style import (
    DARK,
    GREY,
    INK,
    MID,
    NONE,
    PALE,
    TINY,
    Words,
    bare,
    by_group,
    corner,
    heading,
    key,
    new_axes,
    plain,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from napcompare.show.plots.style import Handle

__all__ = ["matrix", "matrix_alt", "matrix_data"]

_LABEL = 42  # characters a line
_ROW, _LINE = 0.18, 0.5  # inches; rows for each further line of a label
_LEAST = 13  # columns that there is room for, so that few plans do not get broad cells
_WIDE = 34  # plans above which every other code stands one step higher
_STEP = 20  # points
_APART = 0.6  # of a cell: between the country itself and its peers, and between groups of features


class _Look(NamedTuple):
    fill: str
    mark: str
    ink: str
    size: float  # of the mark, in parts of a cell


# Unknown is an empty cell with a thin dot; *no* is filled and has a dash.
_LOOKS = {
    "yes": _Look(DARK, "", DARK, 0),
    "partial": _Look(MID, "|", "white", 0.55),
    "no": _Look(PALE, "_", INK, 0.55),
    "not_mentioned": _Look(PALE, "x", INK, 0.4),
    "not_applicable": _Look("#e6e6e6", "$/$", INK, 0.5),
    "unknown": _Look(NONE, ".", "#9a9a9a", 0.14),
}


class _Grid(NamedTuple):
    values: pd.DataFrame  # features down, plans across
    names: list[str]  # of the plans
    groups: list[str]  # of the features


def matrix(
    features: pd.DataFrame,
    editions: pd.DataFrame,
    ax: Axes | None = None,
    language: str = "en",
    source: str = "",
) -> Axes:
    """A cell for each feature and plan; the country's plan first, unknown visibly different from no.

    Parameters
    ----------
    features : pandas.DataFrame
        The table features.
    editions : pandas.DataFrame
        As from `napcompare.compare.peers.editions`; entities without a plan are left out.
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
        For another language.
    """
    words = Words(language)
    grid = _grid(features, editions)
    labels = [wrapped(words.feature(name), _LABEL) for name in grid.values.index]
    heights = [1 + _LINE * label.count("\n") for label in labels]
    x, y = _columns(len(grid.names)), _lines(heights, grid.groups)
    above = _above(grid.names)
    ax = new_axes(ax, _ROW * (y[-1] + 1) + 0.95 + above / 72)
    _cells(ax, grid, x, list(zip(y, heights, strict=True)))
    _frame(ax, grid, labels, x, y, y[-1] + heights[-1] / 2)
    heading(ax, words("matrix_title"), above)
    end = key(ax, _handles(grid, words), 6)
    corner(ax, words, source, end, words("not_no"))
    return ax


def _grid(features: pd.DataFrame, editions: pd.DataFrame) -> _Grid:
    used = editions.dropna(subset=["plan_id"])
    used = used.sort_values("role", key=lambda role: role != "country", kind="stable")
    mine = features[features["plan_id"].isin(used["plan_id"])]
    values = mine.set_index(["feature", "plan_id"])["value"].unstack()  # noqa: PD010 (one value each)
    values = values.reindex(columns=list(used["plan_id"])).fillna("unknown")
    groups = by_group(values.index)
    return _Grid(values.loc[list(groups)], list(used["entity"]), list(groups.values()))


def _columns(count: int) -> list[float]:
    return [number + (_APART if number else 0) for number in range(count)]


def _lines(heights: list[float], groups: list[str]) -> list[float]:
    """The middle of each row; long labels get more room, groups are set apart."""
    places, edge = [], -0.5
    for number, height in enumerate(heights):
        if number and groups[number] != groups[number - 1]:
            edge += _APART / 2
        places.append(edge + height / 2)
        edge += height
    return places


def _above(names: list[str]) -> float:
    """Points that the names of the plans take above the cells."""
    return max(map(len, names)) * TINY * 0.75 + 9 + (_STEP if len(names) > _WIDE else 0)


def _cells(ax: Axes, grid: _Grid, x: list[float], lines: list[tuple[float, float]]) -> None:
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    cells = grid.values.to_numpy()
    for value, look in _LOOKS.items():
        places = [
            (a, *line)
            for line, row in zip(lines, cells, strict=True)
            for a, cell in zip(x, row, strict=True)
            if cell == value
        ]
        boxes = [Rectangle((a - 0.5, b - high / 2), 1, high) for a, b, high in places]
        ax.add_collection(
            PatchCollection(boxes, facecolor=look.fill, edgecolor="#d5d5d5", linewidth=0.4)
        )
        if look.mark and places:
            size = min(_ROW * 72, 290 / max(len(x), _LEAST))
            ax.plot([p[0] for p in places], [p[1] for p in places], **_mark(look, size))


def _mark(look: _Look, cell: float) -> dict[str, Any]:
    size = max(cell * look.size * (2.2 if look.mark == "." else 1), 1.6)
    width = 0.0 if look.mark == "." else 1.0
    return {
        "linestyle": "", "marker": look.mark, "color": look.ink, "markersize": size,
        "markeredgewidth": width,
    }  # fmt: skip


def _frame(
    ax: Axes, grid: _Grid, labels: list[str], x: list[float], y: list[float], foot: float
) -> None:
    ax.set_xlim(-0.6, max(x[-1], _LEAST) + 0.6)
    ax.set_ylim(foot + 0.1, -0.6)
    ax.set_yticks(y, labels)
    bare(ax)
    ax.tick_params("both", length=0, labelsize=TINY)
    ax.set_xticks([])
    wide = len(x) > _WIDE
    for number, (place, name) in enumerate(zip(x, grid.names, strict=True)):
        step = 3 + (_STEP if wide and number % 2 else 0)
        ax.annotate(
            name, (place, -0.6), (0, step), textcoords="offset points", rotation=90, ha="center",
            va="bottom", fontsize=TINY, weight="bold" if number == 0 else "normal", color=INK,
            arrowprops=_leader(step), annotation_clip=False,
        )  # fmt: skip


def _leader(step: int) -> dict[str, Any] | None:
    if step < 10:
        return None
    return {"arrowstyle": "-", "color": GREY, "linewidth": 0.4, "shrinkA": 0, "shrinkB": 0}


def _handles(grid: _Grid, words: Words) -> dict[str, Handle]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    there = set(grid.values.to_numpy().ravel())
    handles: dict[str, Handle] = {}
    for value, look in _LOOKS.items():
        if value in there:
            box = Patch(facecolor=look.fill, edgecolor="#bdbdbd", linewidth=0.6)
            mark = Line2D([], [], **_mark(look, 11)) if look.mark else None
            label = words.code("feature_value", value)
            handles[label] = (box, mark) if mark else box
    return handles


def matrix_alt(features: pd.DataFrame, editions: pd.DataFrame, language: str = "en") -> str:
    """What the figure shows, in words.

    Parameters
    ----------
    features, editions, language
        As in `matrix`.
    """
    words = Words(language)
    values = _grid(features, editions).values
    own = str(values.columns[0])
    told = words("matrix_alt", features=len(values), plans=values.shape[1], own=own)
    every = words("matrix_alt_counts", cells=values.size, counts=_counts(values, words))
    mine = words("matrix_alt_own", own=own, counts=_counts(values[[own]], words))
    return " ".join([told, every, mine])


def _counts(values: pd.DataFrame, words: Words) -> str:
    counted = Counter(values.to_numpy().ravel())
    return words.counts({words.value(code): counted[code] for code in _LOOKS if counted[code]})


def matrix_data(
    features: pd.DataFrame, editions: pd.DataFrame, language: str = "en"
) -> pd.DataFrame:
    """The data of the figure, with headings and values in the language.

    Parameters
    ----------
    features, editions, language
        As in `matrix`.

    Returns
    -------
    pandas.DataFrame
        One row a feature; columns feature and one a plan, by its identifier.
    """
    words = Words(language)
    values = _grid(features, editions).values
    rows = [
        [words.feature(name), *map(words.value, row)]
        for name, row in zip(values.index, values.to_numpy(), strict=True)
    ]
    return plain(rows, [words("feature"), *values.columns])
