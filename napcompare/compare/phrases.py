"""Rows on the plan as an institution in words, the same wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["BOUNDS", "count_words", "lower_first", "money_words", "report_words", "term_words"]

Labels = Mapping[str, Mapping[str, str]]
Row = Mapping[str, Any]
BOUNDS = {"more_than": "more than ", "at_least": "at least ", "about": "about "}


def lower_first(label: str) -> str:
    """A label within a sentence: its first letter small, unless it is an acronym.

    Examples
    --------
    >>> lower_first("Oversight body"), lower_first("LGBTIQ people")
    ('oversight body', 'LGBTIQ people')
    """
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def term_words(since: str | None, until: str | None) -> str:
    """A time, as far as its ends are told.

    Examples
    --------
    >>> term_words("2021", "2023-05"), term_words("2021", None), term_words(None, "2023")
    ('2021 to 2023-05', 'since 2021', 'to 2023')
    """
    if since and until:
        return since if since == until else f"{since} to {until}"
    return f"since {since}" if since else f"to {until}" if until else ""


def count_words(row: Row, labels: Labels) -> str:
    """A row of plan_counts."""
    label, note = lower_first(labels["plan_counts.measure"][row["measure"]]), row["note"]
    if row["measure"] == "other" and note:
        label, note = note, None
    told = _joined((row["as_of"] or "no date", note))
    return f"{label}: {BOUNDS.get(row['bound'], '')}{row['value']} ({told})"


def money_words(row: Row, labels: Labels) -> str:
    """A row of funding."""
    scope = lower_first(labels["funding.scope"][row["scope"]])
    amount = f"{row['currency']} {row['amount']:,.0f}" if row["amount"] else "sum not told"
    basis = labels.get("funding.basis", {}).get(row.get("basis") or "", "").lower()
    period = term_words(row.get("period_from"), row.get("period_to"))
    note = f" ({row['note']})" if row.get("note") else ""
    return f"{scope}: {_joined((amount, basis, period))}{note}"


def report_words(row: Row, labels: Labels) -> str:
    """A row of reports."""
    first, last = row["covers_from"], row["covers_to"]
    about = f" on {term_words(first, last)}" if last else f" from {first}" if first else ""
    reader = f"to {row['addressee'].replace(';', ' and ')}" if row["addressee"] else ""
    kind = lower_first(labels["reports.kind"][row["kind"]])
    return f"{kind}{about} ({_joined((row['published'] or 'date not seen', reader))})"


def _joined(parts: Iterable[str | None]) -> str:
    return ", ".join(p for p in parts if p)
