"""What follows from what a contributor enters: adoption, period, orientation, confidence.

The rules are those stated in ``schemas/fields.yaml`` for the columns concerned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from napcompare.dates import PartialDate
from napcompare.registry.read import Entry

__all__ = ["ADOPTION_RANK", "adoption", "confidence", "extension", "orientation", "period_start"]

# Which event gives the date of adoption, the first that has a date.
ADOPTION_RANK = ("approved", "adopted", "launched", "published")
_OWNERS = frozenset({"official", "intergovernmental"})
_INDEPENDENT = frozenset({"civil_society_monitor", "research"})
_ACTS = {"yes": True, "partial": True, "no": False}
_ORIENTATIONS = {(True, True): "both", (True, False): "inward", (False, True): "outward"}


def _dated(events: Iterable[Entry], kind: str, column: str = "date") -> list[Entry]:
    found = [e for e in events if e.values.get("event") == kind and e.values.get(column)]
    return sorted(found, key=lambda e: PartialDate(e.values[column]).first)


def adoption(events: Sequence[Entry]) -> Entry | None:
    """The event that gives the date of adoption, or None where no such event has a date."""
    for kind in ADOPTION_RANK:
        if found := _dated(events, kind):
            return found[0]
    return None


def extension(events: Sequence[Entry]) -> Entry | None:
    """The extension that gives the end of the plan: the one that reaches furthest."""
    found = _dated(events, "extended", "until")
    return found[-1] if found else None


def period_start(stated: str, events: Sequence[Entry]) -> tuple[str, Entry | None]:
    """Start of the period, and the entry into force that moved it within the stated start."""
    for event in _dated(events, "in_force") if stated else ():
        told, said = PartialDate(event.values["date"]), PartialDate(stated)
        if said.contains(told) and said.first < told.first:
            return told.text, event
    return stated, None


def orientation(features: Mapping[str, str]) -> str:
    """Where a plan acts, from focus_domestic and focus_international.

    Examples
    --------
    >>> orientation({"focus_domestic": "no", "focus_international": "yes"})
    'outward'
    >>> orientation({"focus_international": "yes"})
    'unknown'
    """
    home = _ACTS.get(features.get("focus_domestic", ""))
    abroad = _ACTS.get(features.get("focus_international", ""))
    if home is None or abroad is None:
        return "unknown"
    return _ORIENTATIONS.get((home, abroad), "unknown")


def confidence(sources: Iterable[tuple[str, str]]) -> str:
    """Confidence in a coded value from the authority and publisher of its sources.

    Parameters
    ----------
    sources : iterable of (authority, publisher)

    Returns
    -------
    str
        ``high``, ``medium`` or ``low``; empty without sources.

    Examples
    --------
    >>> confidence([("news", "A")]), confidence([("research", "A"), ("research", "B")])
    ('low', 'high')
    """
    known = set(sources)
    kinds = {authority for authority, _ in known}
    independent = {publisher for authority, publisher in known if authority in _INDEPENDENT}
    if kinds & _OWNERS or len(independent) >= 2:
        return "high"
    if kinds & (_INDEPENDENT | {"copy"}):
        return "medium"
    return "low" if known else ""
