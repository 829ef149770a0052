"""Who had which edition when: extensions, lapses and unknown dates stay visible."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from napcompare._frames import records
from napcompare.dates import PartialDate
from napcompare.show.plots.style import (
    DARK,
    GREY,
    INK,
    LIGHT,
    MID,
    OCHRE,
    TINY,
    Words,
    bare,
    corner,
    heading,
    key,
    new_axes,
    number,
    plain,
    wrapped,
    years,
)

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

__all__ = ["timeline", "timeline_alt", "timeline_data"]

_FADE = timedelta(days=730)  # how far a bar fades out where its begin or end is not known
_STEPS = 10
_APART = 0.5  # rows between the country itself and its peers
_NAME = 34  # characters a line
_ROW, _LEAST, _PAGE = 0.165, 0.135, 8.3  # inches: a row, the least of it, all rows on one page
# Main editions fill the row; plans of ministries, numbered M1, M2 …, are a thin bar at its foot.
_LANES = {False: (-0.02, 0.64), True: (0.39, 0.13)}


class _Bar(NamedTuple):
    edition: str
    first: date | None
    original: date | None  # the end before an extension
    last: date | None
    following: date | None  # the day before the next edition begins
    compared: bool

    @property
    def minor(self) -> bool:
        return self.edition.startswith("M")

    @property
    def extended(self) -> bool:
        return bool(self.original and self.shown and self.original < self.shown[1])

    @property
    def shown(self) -> tuple[date, date] | None:
        """From where to where it is drawn; None where no date is known."""
        ends = [d for d in (self.last, self.following) if d]
        end = min(ends) if self.last else None
        if self.first:
            fade = min([self.first + 2 * _FADE, *ends]) if end is None else end
            return self.first, max(fade, self.first)
        end = end or self.following
        return (end - _FADE, end) if end else None


class _Row(NamedTuple):
    name: str
    place: float
    bars: list[_Bar]

    def lapsed(self, day: date) -> date | None:
        """The end of the last edition, where it has passed and no successor was seen."""
        dated = [b for b in self.bars if not b.minor] or self.bars
        last = dated[-1].last
        return last if last and last < day else None


def timeline(
    timeline: pd.DataFrame,
    day: date,
    ax: Axes | None = None,
    language: str = "en",
    source: str = "",
) -> Axes:
    """A row an entity, a bar an edition with its number; the country itself is set apart at the top.

    Extensions are hatched; where the end has passed and no successor was seen an open, dashed stretch runs
    up to the day; a begin or end that is not known fades.

    Parameters
    ----------
    timeline : pandas.DataFrame
        As from `napcompare.compare.overview.timeline`; its names are shown as they are.
    day : datetime.date
        The day of the comparison.
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
    rows = _rows(timeline)
    ax = new_axes(ax, _height(rows) + 1.35)
    for row in rows:
        _draw_row(ax, row, day, words)
    _frame(ax, rows, day, words)
    end = key(ax, _handles(rows, day, words), 20)
    corner(ax, words, source, end)
    return ax


def _height(rows: list[_Row]) -> float:
    """Inches; the rows fit a page as long as they can be read."""
    many = len(rows) + 1
    lines = max(wrapped(row.name, _NAME).count("\n") for row in rows)
    return many * (_ROW + lines * 0.1 if lines else max(_LEAST, min(_ROW, _PAGE / many)))


def _rows(timeline: pd.DataFrame) -> list[_Row]:
    """The country first, then its peers in the order given."""
    rows = []
    for entity, part in timeline.groupby("entity", sort=False):
        told = records(part)
        own = told[0]["role"] == "country"
        rows.append((not own, str(told[0]["name"] or entity), _bars(told)))
    rows.sort(key=lambda row: row[0])
    return [
        _Row(name, place + (_APART if peer else 0), bars)
        for place, (peer, name, bars) in enumerate(rows)
    ]


def _bars(told: list[dict[str, Any]]) -> list[_Bar]:
    """The editions of one entity; each ends at the latest where the next of its kind begins."""
    bars: list[_Bar] = []
    following: dict[bool, date] = {}
    for row in reversed(told):
        edition = str(row["plan_id"]).rsplit("-", 1)[1]
        first = row["start"] or row["adopted"]
        begin = PartialDate(first).first if first else None
        original, end = (
            PartialDate(row[c]).last if row[c] else None for c in ("end_original", "end")
        )
        minor = edition.startswith("M")
        after = following.get(minor)
        bars.insert(0, _Bar(edition, begin, original, end, after, bool(row["compared"])))
        if begin:
            following[minor] = begin - timedelta(days=1)
    return bars


def _draw_row(ax: Axes, row: _Row, day: date, words: Words) -> None:
    for bar in row.bars:
        if bar.shown is None:
            _draw_undated(ax, row, bar, words)
        else:
            _draw_bar(ax, row.place, bar, bar.shown)
    lapsed = row.lapsed(day)
    if lapsed:
        _box(ax, row.place, 0.4, (lapsed, day), **_LAPSE)


_LAPSE: dict[str, Any] = {
    "facecolor": "white", "edgecolor": INK, "linestyle": (0, (2, 1.6)), "linewidth": 0.7,
}  # fmt: skip
_EXTENSION: dict[str, Any] = {
    "facecolor": LIGHT, "edgecolor": DARK, "hatch": "//////", "linewidth": 0.5,
}  # fmt: skip


def _box(ax: Axes, place: float, height: float, span: tuple[date, date], **look: Any) -> None:
    from matplotlib.patches import Rectangle

    left, right = map(number, span)
    box = Rectangle((left, place - height / 2), right - left, height, **look)
    box.set_hatch_linewidth(0.6)
    ax.add_patch(box)


def _draw_bar(ax: Axes, row: float, bar: _Bar, span: tuple[date, date]) -> None:
    lift, height = _LANES[bar.minor]
    place = row + lift
    first, last = span
    colour = DARK if bar.compared else MID
    solid = min(bar.original, last) if bar.original else last
    if bar.first is None:
        _fade(ax, place, height, (first, last), colour, rising=True)
    elif bar.last is None:
        _fade(ax, place, height, (first, last), colour, rising=False)
    else:
        _box(
            ax,
            place,
            height,
            (first, solid),
            facecolor=colour,
            edgecolor="white",
            linewidth=0 if bar.minor else 0.6,
        )
    if bar.extended:
        _box(ax, place, height, (solid, last), **_EXTENSION)
    ink = "white" if bar.compared and bar.first else INK
    if not bar.minor:
        ax.text(
            number(first) + 60, place, bar.edition, color=ink, fontsize=TINY, va="center_baseline",
            weight="bold" if bar.compared else "normal", clip_on=True,
        )  # fmt: skip


def _fade(
    ax: Axes, place: float, height: float, span: tuple[date, date], colour: str, rising: bool
) -> None:
    """A bar in steps from full to nearly nothing, as what is known runs out."""
    left, right = map(number, span)
    step = (right - left) / _STEPS
    for part in range(_STEPS):
        strength = (part if rising else _STEPS - 1 - part) + 1
        ax.barh(
            place, step, left=left + part * step, height=height, color=colour, linewidth=0,
            alpha=strength / (_STEPS + 3),
        )  # fmt: skip


def _draw_undated(ax: Axes, row: _Row, bar: _Bar, words: Words) -> None:
    """An edition of which no date is known stands as words after the one before, or where the row begins."""
    before = [b.shown[1] for b in row.bars[: row.bars.index(bar)] if b.shown]
    place, where = (max(map(number, before)), "data") if before else (0, "axes fraction")
    ax.annotate(
        words("timeline_no_dates", edition=bar.edition), (place, row.place + _LANES[bar.minor][0]),
        (3, 0), (where, "data"), "offset points", fontsize=TINY - 0.5, style="italic",
        va="center", color=GREY,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
    )  # fmt: skip


def _years(rows: list[_Row], day: date) -> tuple[int, int]:
    spans = [bar.shown for row in rows for bar in row.bars if bar.shown]
    firsts = [span[0].year for span in spans]
    lasts = [span[1].year for span in spans]
    return min([*firsts, day.year]), max([*lasts, day.year])


def _frame(ax: Axes, rows: list[_Row], day: date, words: Words) -> None:
    since, until = _years(rows, day)
    ax.set_xlim(number(date(since, 1, 1)) - 60, number(date(until + 1, 1, 1)) + 60)
    ax.set_ylim(rows[-1].place + 0.6, -1.25)
    names = [wrapped(row.name, _NAME) for row in rows]
    ax.set_yticks([row.place for row in rows], names)
    years(ax, since, until + 1)
    bare(ax, "bottom")
    ax.tick_params("y", length=0)
    ax.get_yticklabels()[0].set_fontweight("bold")
    ax.grid(axis="x", color="#e4e4e4", linewidth=0.5)
    ax.set_axisbelow(True)
    ax.axvline(number(day), color=OCHRE, linewidth=1.1, zorder=0.8)
    late = 2 * (day.year - since) > until - since
    ax.annotate(
        words("as_of", day=words.day(day)), (number(day), -0.95), (-3 if late else 3, 0),
        textcoords="offset points", ha="right" if late else "left", va="center", fontsize=TINY,
        color=INK,
    )  # fmt: skip
    heading(ax, words("timeline_title", since=since, until=until))


def _handles(rows: list[_Row], day: date, words: Words) -> dict[str, Artist]:
    """A key to what is drawn, and to nothing else."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    looks: dict[str, dict[str, Any]] = {
        "timeline_compared": {"facecolor": DARK},
        "timeline_other": {"facecolor": MID},
        "timeline_extension": _EXTENSION,
        "timeline_lapse": _LAPSE,
        "timeline_unknown": {"facecolor": MID, "alpha": 0.35},
    }
    bars = [bar for row in rows for bar in row.bars]
    drawn = {
        "timeline_compared": any(bar.compared for bar in bars),
        "timeline_other": any(not bar.compared for bar in bars),
        "timeline_extension": any(bar.extended for bar in bars),
        "timeline_lapse": any(row.lapsed(day) for row in rows),
        "timeline_unknown": any(bar.shown and not (bar.first and bar.last) for bar in bars),
    }
    handles: dict[str, Artist] = {
        words(code): Patch(**look) for code, look in looks.items() if drawn[code]
    }
    if any(bar.minor for bar in bars):
        handles[words.code("instrument", "ministry_plan")] = Line2D([], [], color=MID, linewidth=2)
    return handles


def timeline_alt(timeline: pd.DataFrame, day: date, language: str = "en") -> str:
    """What the figure shows, in words.

    Parameters
    ----------
    timeline, day, language
        As in `timeline`.
    """
    words = Words(language)
    rows = _rows(timeline)
    when = words("as_of", day=words.day(day))
    own = rows[0].name
    editions = "; ".join(_told(row, words) for row in records(timeline) if row["role"] == "country")
    lapsed = ", ".join(row.name for row in rows if row.lapsed(day))
    rest = "timeline_alt_lapsed" if lapsed else "timeline_alt_lapsed_none"
    told = words("timeline_alt", plans=len(timeline), entities=len(rows), own=own)
    mine = words("timeline_alt_own", own=own, editions=editions)
    return " ".join([told, mine, words(rest, day=when, names=lapsed)])


def _told(row: dict[str, Any], words: Words) -> str:
    code = "timeline_alt_extended" if row["end_original"] else "timeline_alt_edition"
    dates = {
        name: words.partial(row[column]) if row[column] else words("not_known")
        for name, column in (("end", "end"), ("original", "end_original"))
    }
    first = row["start"] or row["adopted"]
    start = words.partial(first) if first else words("not_known")
    return words(code, edition=str(row["plan_id"]).rsplit("-", 1)[1], start=start, **dates)


def timeline_data(timeline: pd.DataFrame, day: date, language: str = "en") -> pd.DataFrame:
    """The data of the figure, with headings in the language.

    Parameters
    ----------
    timeline, day, language
        As in `timeline`.

    Returns
    -------
    pandas.DataFrame
        One row an edition; columns country, edition, start, end, end before extension, remark.
    """
    words = Words(language)
    codes = ("country", "col_edition", "col_start", "col_end", "col_end_original", "col_note")
    return plain(_lines(timeline, day, words), [words(code) for code in codes])


def _lines(timeline: pd.DataFrame, day: date, words: Words) -> Iterator[tuple[Any, ...]]:
    lapsed = {(row.name, row.lapsed(day)) for row in _rows(timeline) if row.lapsed(day)}
    for row in records(timeline):
        end = PartialDate(row["end"]).last if row["end"] else None
        over = (str(row["name"] or row["entity"]), end) in lapsed
        note = words("timeline_lapse") if over else ""
        start = row["start"] or row["adopted"] or words("not_known")
        edition = str(row["plan_id"]).rsplit("-", 1)[1]
        yield (
            row["name"],
            edition,
            start,
            row["end"] or words("not_known"),
            row["end_original"],
            note,
        )
