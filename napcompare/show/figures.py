"""Figures: one function each, `ax` accepted, Axes returned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from napcompare.errors import QuestionError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["features_figure", "save_figure"]

_FORMATS = (".png", ".svg", ".pdf")
# Colour, hatch and label of each code: told apart without colour, readable in grey print.
_STYLE = {
    "yes": ("#1b4965", "", "yes"),
    "partial": ("#62a6c4", "", "partial"),
    "no": ("#d9a441", "..", "no"),
    "unknown": ("#f2f2f2", "///", "unknown"),
}


def features_figure(
    features: pd.DataFrame, title: str, source: str, ax: Axes | None = None
) -> Axes:
    """Peers by code for each feature, as bars; the country's own value stands at the end of each.

    Parameters
    ----------
    features : pandas.DataFrame
        As from `napcompare.compare.features.compare_features`.
    title, source : str
        Heading, and the line in the corner.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    import matplotlib.pyplot as plt

    if ax is None:
        _, ax = plt.subplots(figsize=(9, 0.3 * len(features) + 1.6), layout="constrained")
    shown = features.iloc[::-1]
    places = list(range(len(shown)))
    left = [0] * len(shown)
    for code, (colour, hatch, label) in _STYLE.items():
        widths = shown[code].to_list()
        ax.barh(
            places,
            widths,
            left=left,
            color=colour,
            hatch=hatch,
            edgecolor="#555555",
            linewidth=0.4,
            label=label,
        )
        left = [a + b for a, b in zip(left, widths, strict=True)]
    most = max(left, default=0)
    for place, value in zip(places, shown["value"], strict=True):
        ax.text(most * 1.02, place, value.replace("_", " "), va="center", fontsize=8)
    ax.text(most * 1.02, len(shown) - 0.1, "own plan", va="bottom", fontsize=8, weight="bold")
    ax.set_yticks(places, [fill(label, 46) for label in shown["label"]], fontsize=8)
    ax.set_xlim(0, most * 1.16 or 1)
    ax.set_ylim(-0.6, len(shown) + 0.4)
    ax.set_xlabel("peers with a plan")
    ax.set_title(title, loc="left", fontsize=10)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.07), ncols=4, frameon=False, fontsize=8)
    ax.annotate(
        f"{source}. Unknown is not no.", (1, 0), (0, -38), "axes fraction", "offset points",
        ha="right", va="top", fontsize=7, color="#555555",
    )  # fmt: skip
    return ax


def save_figure(draw: Callable[[], Axes], path: Path) -> None:
    """Draw a figure into a file, which is written as a whole or not at all.

    Parameters
    ----------
    draw : callable
        Returns the Axes.
    path : Path
        Ends in .png, .svg or .pdf.

    Raises
    ------
    QuestionError
        For another ending, a folder that is not there, or a file that cannot be written.
    """
    if path.suffix not in _FORMATS:
        raise QuestionError(f"{path}: a figure is a file ending in {', '.join(_FORMATS)}.")
    if not path.parent.is_dir():
        raise QuestionError(f"{path}: there is no folder {path.parent}; make it first.")
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    draw()
    beside = path.with_name(f".{path.name}.part{path.suffix}")
    try:
        plt.gcf().savefig(beside, dpi=150)
        beside.replace(path)
    except OSError as error:
        raise QuestionError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        beside.unlink(missing_ok=True)
        plt.close("all")
