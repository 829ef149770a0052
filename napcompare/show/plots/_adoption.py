"""How many countries had adopted a plan at the end of each year, beside published counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from napcompare._frames import records
from napcompare.dates import PartialDate
from napcompare.show.plots.style import (
    DARK,
    GREY,
    INK,
    MID,
    OCHRE,
    SMALL,
    TINY,
    Words,
    bare,
    corner,
    heading,
    key,
    new_axes,
    number,
    plain,
    spread,
    wrapped,
    years,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from napcompare.asof import Count

__all__ = ["adoption", "adoption_alt", "adoption_counts", "adoption_data"]

_MEASURE = "countries_with_nap"
_HEIGHT, _LINES = 4.4, 3.55  # inches: of the figure, and of the axes, about
# How the bound of a published count is drawn.
_MARKERS = {"exact": "D", "more_than": "^", "at_least": "^", "about": "o"}


class _Claim(NamedTuple):
    first: date
    last: date
    value: int
    bound: str
    when: str
    who: str

    @property
    def middle(self) -> float:
        return (number(self.first) + number(self.last)) / 2


def adoption_counts(
    count_as_of: Callable[[str], Count], until: date, since: int = 2005
) -> pd.DataFrame:
    """Our count at the end of each year, and on the last day.

    Parameters
    ----------
    count_as_of : callable
        As `napcompare.Dataset.count_as_of`: takes a day and returns a count with ``lower`` and ``upper``.
    until : datetime.date
        The last day; that of the release.
    since : int
        The first year.

    Returns
    -------
    pandas.DataFrame
        One row a day; columns day (``YYYY-MM-DD``), lower and upper.

    Examples
    --------
    >>> import napcompare as nap
    >>> adoption_counts(nap.load().count_as_of, date(2006, 6, 30))["day"].tolist()
    ['2005-12-31', '2006-06-30']
    """
    days = [f"{year}-12-31" for year in range(since, until.year)] + [until.isoformat()]
    counts = [(day, count_as_of(day)) for day in days]
    rows = [(day, count.lower, count.upper) for day, count in counts]
    return pd.DataFrame(rows, columns=["day", "lower", "upper"])


def adoption(
    counts: pd.DataFrame,
    claims: pd.DataFrame,
    ax: Axes | None = None,
    language: str = "en",
    source: str = "",
) -> Axes:
    """Countries with an adopted plan over time, from certain to possible, and published counts as points.

    Parameters
    ----------
    counts : pandas.DataFrame
        As from `adoption_counts`.
    claims : pandas.DataFrame
        The table claims; shown are those of countries that have a day, month or year of counting.
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
    ax = new_axes(ax, _HEIGHT)
    shown = _shown(claims, counts)
    ax.set_ylim(0, 1.08 * max([*counts["upper"], *(c.value for c in shown), 1]))
    _band(ax, counts, words)
    _points(ax, shown, words)
    bare(ax, "left", "bottom")
    heading(ax, words("adoption_title"))
    end = key(ax, _handles(shown, words), 20)
    corner(ax, words, source, end)
    return ax


def _shown(claims: pd.DataFrame, counts: pd.DataFrame) -> list[_Claim]:
    """The published counts that can be set beside ours, the lowest first."""
    usable = claims[
        claims["measure"].eq(_MEASURE) & claims["counted_from"].notna() & claims["value"].notna()
    ]
    found = [_claim(row) for row in records(usable)]
    last = date.fromisoformat(counts["day"].iloc[-1])
    return sorted((c for c in found if c.first <= last), key=lambda c: (c.value, c.first))


def _claim(row: dict[str, Any]) -> _Claim:
    first = str(row["counted_from"])
    last = str(row["counted_to"] or first)
    when = first if first == last else f"{first}/{last}"
    return _Claim(
        PartialDate(first).first, PartialDate(last).last, int(row["value"]), row["bound"], when,
        row["who"],
    )  # fmt: skip


def _band(ax: Axes, counts: pd.DataFrame, words: Words) -> None:
    days = [date.fromisoformat(day) for day in counts["day"]]
    x = [number(day) for day in days]
    ax.fill_between(x, counts["lower"], counts["upper"], color=MID, linewidth=0)
    for column in ("lower", "upper"):
        ax.plot(x, counts[column], color=DARK, linewidth=1.4)
    ax.plot(x[:-1], counts["lower"][:-1], ".", color=DARK, markersize=4)
    last = counts.iloc[-1]
    text = f"{words.interval(last['lower'], last['upper'])} · {words.day(days[-1])}"
    ax.annotate(
        text, (x[-1], last["upper"]), (-5, 5), textcoords="offset points", ha="right", va="bottom",
        fontsize=SMALL + 0.5, weight="bold", color=DARK,
    )  # fmt: skip
    ax.set_xlim(x[0] - 200, max(x[-1] + 60, x[0] + 800))
    years(ax, days[0].year, days[-1].year)


def _points(ax: Axes, shown: list[_Claim], words: Words) -> None:
    """Each count as a point on its day, with a line to its label beside the axes."""
    right = ax.get_xlim()[1]
    gap = (right - ax.get_xlim()[0]) * 0.025
    texts = [wrapped(_said(claim, words), 34) for claim in shown]
    unit = ax.get_ylim()[1] / (_LINES * 72)
    sizes = [(text.count("\n") + 1) * TINY * 1.22 * unit + 3.5 * unit for text in texts]
    places = spread([float(c.value) for c in shown], sizes, 0)
    for claim, text, place in zip(shown, texts, places, strict=True):
        middle = claim.middle
        ends = [number(day) for day in (claim.first, claim.last)]
        ax.plot(ends, [claim.value] * 2, color=OCHRE, linewidth=2.2, solid_capstyle="butt")
        ax.plot(
            [middle, right, right + gap], [claim.value, claim.value, place], color=GREY,
            linewidth=0.4, clip_on=False, zorder=1,
        )  # fmt: skip
        ax.plot(middle, claim.value, **_marker(claim.bound), zorder=3)
        ax.text(right + gap * 1.2, place, text, fontsize=TINY, va="center", color=INK)


def _marker(bound: str) -> dict[str, Any]:
    return {
        "marker": _MARKERS[bound],
        "color": OCHRE if bound == "exact" else "white",
        "markeredgecolor": INK,
        "markeredgewidth": 0.7,
        "markersize": 4.5,
        "linestyle": "",
    }


def _value(claim: _Claim, words: Words) -> str:
    """The number with how it was meant, as in "more than 100"."""
    if claim.bound == "exact":
        return str(claim.value)
    bound = words.code("claim_bound", claim.bound).lower()
    return words("claim_bounded", bound=bound, value=claim.value)


def _said(claim: _Claim, words: Words) -> str:
    value = _value(claim, words)
    when = words.interval(*(words.partial(d) for d in (claim.when.split("/") * 2)[:2]))
    return words("adoption_claim", value=value, who=claim.who, when=when)


def _handles(shown: list[_Claim], words: Words) -> dict[str, Artist]:
    from matplotlib.lines import Line2D

    line = Line2D([], [], color=DARK, linewidth=1.4, marker=".")
    handles: dict[str, Artist] = {words("adoption_band"): line}
    for bound in _MARKERS:
        if any(claim.bound == bound for claim in shown):
            handles[_published(bound, words)] = Line2D([], [], **_marker(bound))
    return handles


def _published(bound: str, words: Words) -> str:
    if bound == "exact":
        return words("adoption_published")
    return words("adoption_bounded", bound=words.code("claim_bound", bound).lower())


def adoption_alt(counts: pd.DataFrame, claims: pd.DataFrame, language: str = "en") -> str:
    """What the figure shows, in words.

    Parameters
    ----------
    counts, claims, language
        As in `adoption`.
    """
    words = Words(language)
    first, last = records(counts)[0], records(counts)[-1]
    day = words("as_of", day=words.partial(last["day"]))
    line = words(
        "adoption_alt", since=first["day"][:4], day=day,
        first=words.interval(first["lower"], first["upper"]),
        last=words.interval(last["lower"], last["upper"]),
    )  # fmt: skip
    told = "; ".join(_said(claim, words) for claim in _shown(claims, counts))
    rest = words("adoption_alt_claims", claims=told) if told else words("adoption_alt_none")
    return f"{line} {rest}"


def adoption_data(counts: pd.DataFrame, claims: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """The data of the figure, with headings in the language.

    Parameters
    ----------
    counts, claims, language
        As in `adoption`.

    Returns
    -------
    pandas.DataFrame
        One row a day of our count or published count; columns day, certain, certain or possible,
        published count, published by.
    """
    words = Words(language)
    codes = ("col_day", "col_certain", "col_possible", "col_published", "col_who")
    rows = sorted([*_ours(counts), *_theirs(claims, counts, words)], key=lambda row: row[0])
    return plain((row[1:] for row in rows), [words(code) for code in codes])


def _ours(counts: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    for row in records(counts):
        yield row["day"], row["day"], row["lower"], row["upper"], None, None


def _theirs(claims: pd.DataFrame, counts: pd.DataFrame, words: Words) -> Iterator[tuple[Any, ...]]:
    for claim in _shown(claims, counts):
        value = _value(claim, words)
        yield claim.last.isoformat(), claim.when, None, None, value, claim.who
