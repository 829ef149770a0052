"""The shares that the rule allows, each from the lowest to the highest that it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from napcompare._frames import records
from napcompare.show.plots.style import (
    DARK,
    GREY,
    INK,
    SMALL,
    TINY,
    Words,
    bare,
    beside,
    corner,
    heading,
    new_axes,
    nothing,
    plain,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["shares", "shares_alt", "shares_data"]

_LABEL = 34  # characters a line
_ROW = 0.34  # inches


def shares(
    features: pd.DataFrame, ax: Axes | None = None, language: str = "en", source: str = ""
) -> Axes:
    """Lowest to highest possible share of peers with *yes*, for the features that may have a share.

    Where no feature has one, the figure says so in words.

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
    ax = new_axes(ax, _ROW * max(len(rows), 2) + 1.4)
    if rows:
        _draw(ax, rows, words)
    else:
        nothing(ax, words("shares_none"))
    heading(ax, words("shares_title"))
    corner(ax, words, source, 38 if rows else 8, words("not_no"))
    return ax


def _rows(features: pd.DataFrame) -> list[dict[str, Any]]:
    shown = features[features["share_lower"].notna()]
    return records(shown.rename_axis("feature").reset_index())


def _draw(ax: Axes, rows: list[dict[str, Any]], words: Words) -> None:
    places = list(range(len(rows)))
    for place, row in zip(places, rows, strict=True):
        ends = [100 * row["share_lower"], 100 * row["share_upper"]]
        ax.plot(
            ends, [place] * 2, color=DARK, linewidth=2.5, marker="o", markersize=5.5, clip_on=False
        )
        ax.annotate(
            words.percent(row["share_lower"], row["share_upper"]), (sum(ends) / 2, place), (0, 5),
            textcoords="offset points", ha="center", va="bottom", fontsize=TINY, color=INK,
        )  # fmt: skip
        beside(ax, place, words.value(row["value"]))
    beside(ax, -0.75, words("own_plan"), weight="bold")
    ax.set_yticks(places, [wrapped(words.feature(r["feature"], r["label"]), _LABEL) for r in rows])
    ax.set_ylim(len(rows) - 0.5, -1)
    ax.set_xlim(0, 100)
    ticks = range(0, 101, 25)
    ax.set_xticks(list(ticks), [words("percent", number=tick) for tick in ticks])
    bare(ax, "bottom")
    ax.tick_params("y", length=0)
    ax.grid(axis="both", color="#e4e4e4", linewidth=0.5)
    ax.set_axisbelow(True)
    ax.set_xlabel(
        wrapped(words("shares_axis", peers=rows[0]["peers"]), 70), fontsize=SMALL, color=GREY
    )


def shares_alt(features: pd.DataFrame, language: str = "en") -> str:
    """What the figure shows, in words.

    Parameters
    ----------
    features, language
        As in `shares`.
    """
    words = Words(language)
    told = [
        words(
            "shares_alt_one", label=words.feature(row["feature"], row["label"]),
            share=words.percent(row["share_lower"], row["share_upper"]),
            own=words.value(row["value"]),
        )
        for row in _rows(features)
    ]  # fmt: skip
    return words("shares_alt", shares="; ".join(told)) if told else words("shares_none")


def shares_data(features: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """The data of the figure, with headings in the language.

    Parameters
    ----------
    features, language
        As in `shares`.

    Returns
    -------
    pandas.DataFrame
        One row a feature with a share; columns feature, share lowest and highest (whole per cent), peers
        with yes, peers unknown, peers with a plan, own plan.
    """
    words = Words(language)
    codes = (
        "feature", "col_share_lower", "col_share_upper", "col_yes", "differences_unknown",
        "col_peers", "own_plan",
    )  # fmt: skip
    rows = [
        (
            words.feature(row["feature"], row["label"]), round(100 * row["share_lower"]),
            round(100 * row["share_upper"]), row["yes"], row["unknown"], row["peers"],
            words.value(row["value"]),
        )
        for row in _rows(features)
    ]  # fmt: skip
    return plain(rows, [words(code) for code in codes])
