"""Dates as precise as their source, and what can be said about their order.

A partial date (``2020``, ``2020-12``, ``2020-12-11``) stands for the interval from its first to its
last day. Of two such dates one can be *certainly* or only *possibly* before the other.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

__all__ = ["PATTERN", "PartialDate"]

PATTERN = r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of year, month or day precision.

    Parameters
    ----------
    text : str
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    Attributes
    ----------
    first, last : datetime.date
        The first and the last day that it may stand for.

    Raises
    ------
    ValueError
        When the text is of another form, or no such day exists.

    Examples
    --------
    >>> PartialDate("2020-02").last
    datetime.date(2020, 2, 29)
    >>> PartialDate("2020").contains(PartialDate("2020-12-11"))
    True
    >>> PartialDate("2020").certainly_before(PartialDate("2020-12-11"))
    False
    """

    text: str

    def __post_init__(self) -> None:
        _ends(self.text)

    @property
    def first(self) -> date:
        return _ends(self.text)[0]

    @property
    def last(self) -> date:
        return _ends(self.text)[1]

    def __str__(self) -> str:
        return self.text

    def contains(self, other: PartialDate) -> bool:
        """Whether every day of `other` is a day of this one."""
        return self.first <= other.first and other.last <= self.last

    def certainly_before(self, other: PartialDate) -> bool:
        """Whether every day of this one is before every day of `other`."""
        return self.last < other.first

    def possibly_before(self, other: PartialDate) -> bool:
        """Whether some day of this one is before some day of `other`."""
        return self.first < other.last


@lru_cache(maxsize=4096)  # the same dates are asked for over and over
def _ends(text: str) -> tuple[date, date]:
    """The first and the last day of a partial date."""
    if not re.fullmatch(PATTERN, text):
        raise ValueError(f"{text!r} is not a date; write 2020, 2020-12 or 2020-12-11")
    year, *rest = map(int, text.split("-"))
    months = rest[:1] or [1, 12]
    try:
        days = rest[1:] or [1, calendar.monthrange(year, months[-1])[1]]
        return date(year, months[0], days[0]), date(year, months[-1], days[-1])
    except ValueError:
        raise ValueError(f"there is no day {text}") from None
