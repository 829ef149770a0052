"""What all figures share: the words in a language, the colours, the line in the corner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import fill
from typing import TYPE_CHECKING, Any

import pandas as pd

from napcompare.dates import PartialDate
from napcompare.errors import QuestionError
from napcompare.schema import load_schema
from napcompare.vocab import LANGUAGES

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    Handle = Artist | tuple[Artist, ...]

__all__ = [
    "DARK", "GREY", "INK", "LIGHT", "MID", "NONE", "OCHRE", "PALE", "SMALL", "TINY", "WIDTH",
    "Words", "bare", "below", "beside", "by_group", "corner", "heading", "key", "key_height", "key_shape",
    "new_axes", "nothing", "number", "plain", "spread", "wrapped", "years",
]  # fmt: skip

WIDTH = 6.3  # inches: the text of an A4 page
SMALL, TINY = 7.0, 6.3  # points
# From dark to light, so that they stay apart in grey print; a mark or hatch tells them apart as well.
DARK, MID, LIGHT = "#1b4965", "#62a6c4", "#cfe3ec"
OCHRE, PALE = "#d9a441", "#f0e0bd"
INK, GREY, NONE = "#222222", "#5a5a5a", "#ffffff"
_POINTS = 72
_EPOCH = date(1970, 1, 1).toordinal()
_CHARACTER = 0.53  # mean width of a character, in sizes of the font


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the figures in one language.

    Parameters
    ----------
    language : str
        ``en``, ``nl`` or ``fr``.

    Raises
    ------
    QuestionError
        For another language.

    Examples
    --------
    >>> Words("nl").day(date(2026, 11, 25))
    '25 november 2026'
    >>> Words("fr").partial("2020-12")
    'décembre 2020'
    """

    language: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            there = ", ".join(LANGUAGES)
            raise QuestionError(f"There are no figures in {self.language!r}; there are {there}.")

    def __call__(self, code: str, **values: object) -> str:
        """The words of a code of the vocabulary figure_text, filled in."""
        return self.code("figure_text", code).format(**values)

    def code(self, vocabulary: str, code: str) -> str:
        """The label of a code."""
        return load_schema().vocabularies[vocabulary].label(code, self.language)

    def value(self, code: object) -> str:
        """The label of the value of a feature, as within a sentence."""
        return self.code("feature_value", str(code)).lower()

    def feature(self, name: object, otherwise: object = "") -> str:
        """The label of a feature; what is given otherwise for one that the codebook no longer has."""
        page = load_schema().features.get(str(name))
        return page.label[self.language] if page else str(otherwise or name)

    def day(self, day: date) -> str:
        """A day in full."""
        return self.partial(day.isoformat())

    def partial(self, text: str) -> str:
        """A date as precise as it is."""
        PartialDate(text)
        year, *rest = text.split("-")
        if not rest:
            return year
        month = self(f"month_{int(rest[0])}")
        if len(rest) == 1:
            return self("month_year", month=month, year=year)
        first = self("first_of_month")
        number = first if rest[1] == "01" else str(int(rest[1]))
        return self("date", day=number, month=month, year=year)

    def interval(self, lower: object, upper: object) -> str:
        """A number, or the two that it lies between."""
        return str(lower) if lower == upper else self("range", lower=lower, upper=upper)

    def percent(self, lower: float, upper: float) -> str:
        """A share, or the two that it lies between, in whole per cent."""
        least, most = f"{lower * 100:.0f}", f"{upper * 100:.0f}"
        if least == most:
            return self("percent", number=least)
        return self("percent_range", lower=least, upper=most)

    def counts(self, counted: Mapping[str, int]) -> str:
        """Labels, each with how many."""
        told = (self("counted", label=label, count=count) for label, count in counted.items())
        return ", ".join(told)


def new_axes(ax: Axes | None, height: float) -> Axes:
    """The axes given, or those of a new figure as wide as a page.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
    height : float
        Inches.
    """
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    _, new = plt.subplots(figsize=(WIDTH, height), layout="constrained")
    return new


def wrapped(text: str, width: int) -> str:
    """Text in lines of at most `width` characters; a word is never broken.

    Examples
    --------
    >>> wrapped("Central African Republic", 16)
    'Central African\\nRepublic'
    """
    return fill(text, width, break_long_words=False, break_on_hyphens=False)


def heading(ax: Axes, text: str, above: float = 6) -> None:
    """The title, set from the left, a number of points above the axes."""
    ax.set_title(wrapped(text, 64), loc="left", fontsize=9, color=INK, pad=above)


def bare(ax: Axes, *sides: str) -> None:
    """Take the frame away, but for the sides named, and set the labels small."""
    for side, spine in ax.spines.items():
        spine.set_visible(side in sides)
        spine.set_color(GREY)
    ax.tick_params(labelsize=SMALL, colors=INK, length=2)


def nothing(ax: Axes, text: str) -> None:
    """Say in the middle of the axes why they are empty."""
    ax.text(
        0.5, 0.5, wrapped(text, 78), transform=ax.transAxes, ha="center", va="center",
        fontsize=SMALL + 1, color=INK,
    )  # fmt: skip
    bare(ax)
    ax.set_xticks([])
    ax.set_yticks([])


def beside(ax: Axes, place: float, text: str, weight: str = "normal") -> None:
    """Text to the right of the axes, at a place on the vertical axis."""
    ax.annotate(
        text, (1, place), (12, 0), ("axes fraction", "data"), "offset points", va="center",
        fontsize=SMALL, weight=weight, color=INK, annotation_clip=False,
    )  # fmt: skip


def by_group(features: Iterable[str]) -> dict[str, str]:
    """Features with the group of each, in the order of the codebook; those it no longer has are last.

    Examples
    --------
    >>> by_group(["climate", "a_retired_one", "costed"])
    {'costed': 'finance', 'climate': 'theme', 'a_retired_one': ''}
    """
    schema = load_schema()
    order = [*schema.vocabularies["feature_group"].current, ""]
    groups = {
        name: schema.features[name].group if name in schema.features else "" for name in features
    }
    return dict(sorted(groups.items(), key=lambda pair: (order.index(pair[1]), pair[0])))


def number(day: date) -> float:
    """Where a day lies on an axis of dates: days since the start of 1970."""
    return float(day.toordinal() - _EPOCH)


def years(ax: Axes, since: int, until: int) -> None:
    """Years below the axes, whole ones: every fifth of many, else each."""
    step = 5 if until - since > 10 else 1
    marked = [year for year in range(since, until + 1) if year % step == 0]
    ax.set_xticks([number(date(year, 1, 1)) for year in marked], [str(year) for year in marked])
    every = [number(date(year, 1, 1)) for year in range(since, until + 1)]
    ax.set_xticks(every, minor=True)


def below(ax: Axes, points: float) -> Transform:
    """Places in fractions of the axes, moved down by a number of points."""
    from matplotlib.transforms import ScaledTranslation

    figure = ax.get_figure(root=True)
    assert figure is not None
    return ax.transAxes + ScaledTranslation(0, -points / _POINTS, figure.dpi_scale_trans)


def key_shape(labels: Sequence[str], room: float = 0.72) -> tuple[int, int]:
    """Columns and lines of a key that takes no more room than a part of a page's width.

    Examples
    --------
    >>> key_shape(["yes", "no", "unknown"])
    (3, 1)
    """
    each = max(map(len, labels)) * SMALL * _CHARACTER + 26
    columns = min(max(1, int(room * WIDTH * _POINTS / each)), len(labels))
    return columns, -(-len(labels) // columns)


def key_height(labels: Sequence[str], room: float = 0.72) -> float:
    """Points that a key takes, with a little room below."""
    return key_shape(labels, room)[1] * SMALL * 1.5 + 5


def key(ax: Axes, handles: Mapping[str, Handle], points: float, room: float = 0.72) -> float:
    """A key below the axes, in as many columns as fit.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    handles : mapping
        Label to what is drawn before it; several artists are drawn one upon the other.
    points : float
        Distance to the axes.
    room : float
        The part of a page's width that it may take; less than all where labels stand beside the axes.

    Returns
    -------
    float
        Distance from the axes to what may stand below it.
    """
    from matplotlib.legend_handler import HandlerTuple

    labels = list(handles)
    ax.legend(
        list(handles.values()), labels, loc="upper left", bbox_to_anchor=(0, 0),
        ncols=key_shape(labels, room)[0], bbox_transform=below(ax, points), frameon=False,
        fontsize=SMALL, borderpad=0, borderaxespad=0, handlelength=1.8, columnspacing=1.2,
        labelspacing=0.35, handler_map={tuple: HandlerTuple(ndivide=1, pad=0)},
    )  # fmt: skip
    return points + key_height(labels, room)


def corner(ax: Axes, words: Words, source: str, points: float, *remarks: str) -> None:
    """The line in the lower right corner: source and release, and what holds of every figure.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    words : Words
    source : str
        As in "napcompare 2026.11.2".
    points : float
        Distance to the axes.
    *remarks : str
        Sentences that go before.
    """
    said = " ".join([*remarks, words("no_view")])
    short = len(said) <= 60 and len(said) + len(source) < 90
    text = f"{said} {source}" if short else f"{wrapped(said, 100)}\n{wrapped(source, 100)}"
    ax.text(
        1, 0, text, transform=below(ax, points), ha="right", va="top", fontsize=TINY, color=GREY
    )  # fmt: skip


def spread(wanted: Sequence[float], sizes: Sequence[float], least: float) -> list[float]:
    """Places as near to those wanted as can be so that things of these sizes do not overlap.

    Parameters
    ----------
    wanted, sizes : sequence of float
        The middle of each, from low to high, and its extent.
    least : float
        Nothing reaches below this.

    Returns
    -------
    list of float

    Examples
    --------
    >>> spread([1, 1.5, 9], [2, 2, 2], least=0)
    [1.0, 3.0, 9.0]
    """
    groups: list[tuple[float, list[float]]] = []
    for middle, size in zip(wanted, sizes, strict=True):
        groups.append((max(middle, least + size / 2), [size]))
        while len(groups) > 1 and _bottom(groups[-1]) < _top(groups[-2]):
            (high, more), (low, fewer) = groups.pop(), groups.pop()
            both = fewer + more
            centre = (low * len(fewer) + high * len(more)) / len(both)
            groups.append((max(centre, least + sum(both) / 2), both))
    return [float(place) for group in groups for place in _places(group)]


def _bottom(group: tuple[float, list[float]]) -> float:
    return group[0] - sum(group[1]) / 2


def _top(group: tuple[float, list[float]]) -> float:
    return group[0] + sum(group[1]) / 2


def _places(group: tuple[float, list[float]]) -> Iterable[float]:
    edge = _bottom(group)
    for size in group[1]:
        yield edge + size / 2
        edge += size


def plain(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows as a frame for the table beside a figure; what is missing is an empty text."""
    data = pd.DataFrame(list(rows), columns=list(columns), dtype=object)
    return data.where(data.notna(), "")
