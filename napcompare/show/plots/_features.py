"""How many peers have each feature, by code; the country's own value stands beside."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from napcompare._frames import records
from napcompare.show.plots.style import (
    DARK,
    GREY,
    LIGHT,
    MID,
    NONE,
    OCHRE,
    SMALL,
    Words,
    bare,
    beside,
    by_group,
    corner,
    heading,
    key,
    new_axes,
    nothing,
    plain,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

__all__ = ["features", "features_alt", "features_data"]

_LABEL = 40  # characters a line
_ROW, _LINE = 0.2, 0.5  # inches; rows for each further line of a label
_APART = 0.45  # rows, between groups of features
# Unknown is empty; the others are filled, and stay apart in grey print.
_PARTS: dict[str, dict[str, Any]] = {
    "yes": {"facecolor": DARK, "edgecolor": DARK},
    "partial": {"facecolor": MID, "edgecolor": DARK},
    "no": {"facecolor": OCHRE, "edgecolor": DARK, "hatch": "xxxx"},
    "not_mentioned": {"facecolor": LIGHT, "edgecolor": DARK, "hatch": "...."},
    "not_applicable": {"facecolor": "#e6e6e6", "edgecolor": GREY, "hatch": "////"},
    "unknown": {"facecolor": NONE, "edgecolor": GREY, "linestyle": (0, (2, 1.6))},
}


def features(
    features: pd.DataFrame, ax: Axes | None = None, language: str = "en", source: str = ""
) -> Axes:
    """How many peers have each feature, by code, the unknown ones visibly so; its own value in words.

    Parameters
    ----------
    features : pandas.DataFrame
        As from `napcompare.compare.features.compare_features`.
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
    rows = _rows(features)
    labels = [wrapped(words.feature(row["feature"], row["label"]), _LABEL) for row in rows]
    places, height = _places(rows, labels)
    ax = new_axes(ax, _ROW * max(height, 4) + 1.3)
    heading(ax, words("features_title"))
    if not any(_counts(row) for row in rows):
        nothing(ax, words("features_none"))
        corner(ax, words, source, 8, words("not_no"))
        return ax
    for row, place in zip(rows, places, strict=True):
        _bar(ax, row, place)
        beside(ax, place, words.value(row["value"]))
    beside(ax, -1, words("own_plan"), weight="bold")
    _frame(ax, rows, places, labels, words)
    end = key(ax, _handles(rows, words), 34)
    corner(ax, words, source, end, words("not_no"))
    return ax


def _rows(features: pd.DataFrame) -> list[dict[str, Any]]:
    """One for each feature, in the order of the codebook."""
    found = {row["feature"]: row for row in records(features.rename_axis("feature").reset_index())}
    return [found[name] | {"group": group} for name, group in by_group(found).items()]


def _counts(row: dict[str, Any]) -> dict[str, int]:
    return {code: row[code] for code in _PARTS if row.get(code)}


def _places(rows: list[dict[str, Any]], labels: list[str]) -> tuple[list[float], float]:
    """The middle of each row, and where the last one ends."""
    places, edge = [], -0.5
    for row, before, label in zip(rows, [None, *rows], labels, strict=False):
        if before and before["group"] != row["group"]:
            edge += _APART
        high = 1 + _LINE * label.count("\n")
        places.append(edge + high / 2)
        edge += high
    return places, edge


def _bar(ax: Axes, row: dict[str, Any], place: float) -> None:
    counts = _counts(row)
    edges = pairwise(accumulate(counts.values(), initial=0))
    for code, (left, right) in zip(counts, edges, strict=True):
        bars = ax.barh(place, right - left, 0.74, left=left, linewidth=0.6, **_PARTS[code])
        bars[0].set_hatch_linewidth(0.5)


def _frame(
    ax: Axes, rows: list[dict[str, Any]], places: list[float], labels: list[str], words: Words
) -> None:
    from matplotlib.ticker import MaxNLocator

    ax.set_yticks(places, labels)
    ax.set_ylim(places[-1] + 0.8, -1.5)
    ax.set_xlim(0, 1.01 * max(row["peers"] for row in rows))
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
    ax.set_xlabel(words("col_peers"), fontsize=SMALL, color=GREY)
    bare(ax, "bottom")
    ax.tick_params("y", length=0)


def _handles(rows: list[dict[str, Any]], words: Words) -> dict[str, Artist]:
    from matplotlib.patches import Patch

    seen = {code for row in rows for code in _counts(row)}
    return {
        words.code("feature_value", code): Patch(**look)
        for code, look in _PARTS.items()
        if code in seen
    }


def features_alt(features: pd.DataFrame, language: str = "en") -> str:
    """What the figure shows, in words.

    Parameters
    ----------
    features, language
        As in `features`.
    """
    words = Words(language)
    told = [
        words(
            "differences_alt_one", label=words.feature(row["feature"], row["label"]),
            told=words(
                "features_told", own=words.value(row["value"]),
                counts=words.counts({words.value(code): n for code, n in _counts(row).items()}),
            ),
        )
        for row in _rows(features) if _counts(row)
    ]  # fmt: skip
    return words("features_alt", items="; ".join(told)) if told else words("features_none")


def features_data(features: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """The data of the figure, with headings in the language.

    Parameters
    ----------
    features, language
        As in `features`.

    Returns
    -------
    pandas.DataFrame
        One row a feature; columns feature, own plan, one for each code, peers with a plan.
    """
    words = Words(language)
    codes = {code: words.code("feature_value", code) for code in _PARTS if code in features}
    rows = [
        (
            words.feature(row["feature"], row["label"]), words.value(row["value"]),
            *(row[code] for code in codes), row["peers"],
        )
        for row in _rows(features)
    ]  # fmt: skip
    columns = [words("feature"), words("own_plan"), *codes.values(), words("col_peers")]
    return plain(rows, columns)
