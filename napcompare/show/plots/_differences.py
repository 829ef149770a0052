"""Where a plan and those of its peers differ: in how many of these a feature was seen."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from napcompare._frames import records
from napcompare.show.plots.style import (
    DARK,
    GREY,
    INK,
    LIGHT,
    NONE,
    SMALL,
    TINY,
    Words,
    bare,
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

__all__ = ["differences", "differences_alt", "differences_data"]

_KINDS = ("peers_have", "own_has")
_LABEL = 34  # characters a line
_ROW = 0.36  # inches
_HEAD = 0.8  # rows, for the heading of a kind
_PARTS: dict[str, dict[str, Any]] = {
    "differences_yes": {"facecolor": DARK, "edgecolor": DARK},
    "differences_known": {"facecolor": LIGHT, "edgecolor": DARK, "hatch": "...."},
    "differences_unknown": {"facecolor": NONE, "edgecolor": GREY, "linestyle": (0, (2, 1.6))},
}


def differences(
    differences: pd.DataFrame, ax: Axes | None = None, language: str = "en", source: str = ""
) -> Axes:
    """How many peers are seen to have each feature in which the plan differs; its own value in words.

    Parameters
    ----------
    differences : pandas.DataFrame
        Columns feature, label, own, yes, known, peers and kind (``peers_have``, ``own_has``).
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
    kinds = _kinds(differences)
    count = sum(len(rows) + _HEAD for rows in kinds.values())
    ax = new_axes(ax, _ROW * max(count, 2) + 1.4)
    heading(ax, words("differences_title"))
    if not kinds:
        nothing(ax, words("differences_none"))
        corner(ax, words, source, 8, words("not_no"))
        return ax
    _draw(ax, kinds, words)
    end = key(ax, _handles(words), 34)
    corner(ax, words, source, end, words("not_no"))
    return ax


def _kinds(differences: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    rows = records(differences.reset_index(drop="feature" in differences))
    found = {kind: [row for row in rows if row["kind"] == kind] for kind in _KINDS}
    return {kind: part for kind, part in found.items() if part}


def _draw(ax: Axes, kinds: dict[str, list[dict[str, Any]]], words: Words) -> None:
    from matplotlib.ticker import MaxNLocator

    place, places, labels = 0.0, [], []
    most = max(row["peers"] for rows in kinds.values() for row in rows)
    for kind, rows in kinds.items():
        ax.text(
            0, place - 0.1, words(f"differences_{kind}"), fontsize=SMALL, weight="bold",
            va="center", color=INK,
        )  # fmt: skip
        place += _HEAD
        for row in rows:
            _bar(ax, row, place, words)
            places.append(place)
            labels.append(wrapped(words.feature(row["feature"], row["label"]), _LABEL))
            place += 1
    ax.set_yticks(places, labels)
    ax.set_ylim(place - 0.4, -0.6)
    ax.set_xlim(0, most * 1.01)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
    ax.set_xlabel(words("differences_axis"), fontsize=SMALL, color=GREY)
    bare(ax, "bottom")
    ax.tick_params("y", length=0)


def _bar(ax: Axes, row: dict[str, Any], place: float, words: Words) -> None:
    """Peers with yes, the other known ones, and the unknown ones; what it says stands below."""
    edges = [0, row["yes"], row["known"], row["peers"]]
    for (left, right), look in zip(pairwise(edges), _PARTS.values(), strict=True):
        if right > left:
            bars = ax.barh(place - 0.12, right - left, 0.38, left=left, linewidth=0.6, **look)
            bars[0].set_hatch_linewidth(0.5)
    ax.annotate(
        _said(row, words), (0, place + 0.1), (1, -1), textcoords="offset points", va="top",
        fontsize=TINY, color=INK,
    )  # fmt: skip


def _said(row: dict[str, Any], words: Words) -> str:
    own = words.value(row["own"])
    return words("differences_told", yes=row["yes"], peers=row["peers"], own=own)


def _handles(words: Words) -> dict[str, Artist]:
    from matplotlib.patches import Patch

    return {words(code): Patch(**look) for code, look in _PARTS.items()}


def differences_alt(differences: pd.DataFrame, language: str = "en") -> str:
    """What the figure shows, in words.

    Parameters
    ----------
    differences, language
        As in `differences`.
    """
    words = Words(language)
    kinds = _kinds(differences)
    if not kinds:
        return words("differences_none")
    told = [words("differences_alt")]
    for kind, rows in kinds.items():
        items = [
            words(
                "differences_alt_one", label=words.feature(row["feature"], row["label"]),
                told=_said(row, words),
            )
            for row in rows
        ]  # fmt: skip
        name = words(f"differences_{kind}")
        told.append(words("differences_alt_kind", kind=name, items="; ".join(items)))
    return " ".join(told)


def differences_data(differences: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """The data of the figure, with headings in the language.

    Parameters
    ----------
    differences, language
        As in `differences`.

    Returns
    -------
    pandas.DataFrame
        One row a feature; columns difference, feature, own plan, peers with yes, peers known, peers with a
        plan.
    """
    words = Words(language)
    codes = ("col_kind", "feature", "own_plan", "col_yes", "col_known", "col_peers")
    rows = [
        (
            words(f"differences_{kind}"), words.feature(row["feature"], row["label"]),
            words.value(row["own"]), row["yes"], row["known"], row["peers"],
        )
        for kind, part in _kinds(differences).items() for row in part
    ]  # fmt: skip
    return plain(rows, [words(code) for code in codes])
