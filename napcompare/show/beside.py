"""A comparison as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

import pandas as pd

from napcompare._frames import records
from napcompare.compare.phrases import BOUNDS

__all__ = [
    "claim_text",
    "comparison_text",
    "countries_text",
    "institutions_text",
    "reporting_text",
    "summary_text",
]

_CODES = ("yes", "partial", "no", "unknown")


def comparison_text(summary: pd.DataFrame, features: pd.DataFrame) -> str:
    """What is compared, then one line a feature: own value, peers by code, the share or why there is none.

    Parameters
    ----------
    summary : pandas.DataFrame
        As from `napcompare.compare.overview.summary`.
    features : pandas.DataFrame
        As from `napcompare.compare.features.compare_features`.

    Returns
    -------
    str
    """
    label = max(len(text) for text in features["label"])
    heading = "".join(f"{code:>9}" for code in _CODES)
    lines = [summary_text(summary), ""]
    lines.append(f"{'feature':<{label}}  {'own plan':<14}{heading}  share of peers with yes")
    lines += [_line(row, label) for row in records(features)]
    return "\n".join(lines)


def summary_text(summary: pd.DataFrame) -> str:
    """What is compared, one line an item."""
    return "\n".join(_said(row) for row in records(summary))


def institutions_text(told: pd.DataFrame, sources: pd.DataFrame, width: int = 110) -> str:
    """Topic by topic what is told of each plan, and the sources by number.

    Parameters
    ----------
    told : pandas.DataFrame
        As from `napcompare.compare.institutions.institutions`.
    sources : pandas.DataFrame
        The table sources.
    width : int
        Characters a line.

    Returns
    -------
    str
    """
    numbers: dict[str, int] = {}
    lines: list[str] = []
    wide = max(len(plan) for plan in told["plan_id"])
    for label, rows in told.groupby("label", sort=False):
        lines += ["", str(label)]
        for row in records(rows):
            ids = [s for s in row["source_ids"].split(";") if s]
            cited = ", ".join(str(numbers.setdefault(s, len(numbers) + 1)) for s in ids)
            text = f"{row['text']} [{cited}]" if cited else row["text"]
            lead = f"  {row['plan_id']:<{wide}}  "
            lines.append(fill(text, width, initial_indent=lead, subsequent_indent=" " * len(lead)))
    known = sources.set_index("source_id")
    lines += ["", "Sources"] if numbers else []
    for source, number in numbers.items():
        publisher, authority, url = known.loc[source, ["publisher", "authority", "url"]]
        address = f", {url}" if isinstance(url, str) else ""
        lines.append(f"[{number}] {publisher} ({str(authority).replace('_', ' ')}){address}")
    return "\n".join(lines[1:])


def reporting_text(found: pd.DataFrame) -> str:
    """One line a plan: what is promised, what was seen, the years covered.

    Parameters
    ----------
    found : pandas.DataFrame
        As from `napcompare.compare.reporting.reporting`.

    Returns
    -------
    str
    """
    shown = found[list(_REPORTING)].rename(columns=_REPORTING)
    return str(shown.fillna("").to_string(index=False))


# Columns of the table of reports that fit a terminal, and their headings there.
_REPORTING = {
    "plan_id": "plan",
    "promised_regular": "regular",
    "promised_to_parliament": "parliament",
    "promised_evaluation": "evaluation",
    "progress_reports": "progress",
    "to_parliament": "to parl.",
    "reviews": "reviews",
    "evaluations": "evaluations",
    "shadow_reports": "shadow",
    "covered": "years covered",
    "years_not_told": "years not told",
    "not_seen": "no report seen for",
    "last_progress": "last",
}


def countries_text(found: pd.DataFrame) -> str:
    """One line a country: the role it has in the plan, and the plans of peers that name it.

    Parameters
    ----------
    found : pandas.DataFrame
        As from `napcompare.compare.countries.focus_countries`.

    Returns
    -------
    str
    """
    if found.empty:
        return "No plan compared is seen to name a country abroad."
    wide = max(len(name) for name in found["name"])
    lines = [f"{'country':<{wide}}  {'own plan':<10}peers  plans of peers that name it"]
    for row in records(found):
        lead = f"{row['name']:<{wide}}  {row['own'] or '-':<10}{row['peers']:>5}  "
        plans = (row["named_by"] or "-").replace(";", ", ")
        lines.append(fill(plans, 110, initial_indent=lead, subsequent_indent=" " * len(lead)))
    return "\n".join(lines)


def _said(row: dict[str, object]) -> str:
    count = "" if row["count"] is None else f"{row['count']}"
    text = ": ".join(str(part) for part in (row["item"], count, row["detail"]) if part)
    return fill(text, 110, subsequent_indent="    ")


def _line(row: dict[str, object], label: int) -> str:
    counts = "".join(f"{row[code]!s:>9}" for code in _CODES)
    own = str(row["value"]).replace("_", " ")
    return f"{row['label']!s:<{label}}  {own:<14}{counts}  {_share(row)}"


def _share(row: dict[str, object]) -> str:
    lower, upper = row["share_lower"], row["share_upper"]
    if not isinstance(lower, float) or not isinstance(upper, float):
        return f"none ({row['no_share']})"
    return f"{lower:.0%} to {upper:.0%}"


def claim_text(row: Mapping[str, object]) -> str:
    """A published count, ours, and whether they agree, on one line.

    Examples
    --------
    >>> row = {"value": 79, "percent": None, "bound": "exact", "lower": 78, "upper": 79}
    >>> claim_text(row | {"un_members_lower": None, "verdict": "agrees", "reason": ""})
    '79; ours 78 to 79: agrees'
    """
    figure = f"{row['percent']} %" if row["value"] is None else f"{row['value']}"
    figure = BOUNDS.get(str(row["bound"]), "") + figure
    if row["lower"] is None:
        return f"{figure}; not computed: {row['reason']}"
    ours = _interval(row["lower"], row["upper"])
    if row["un_members_lower"] is not None:
        members = _interval(row["un_members_lower"], row["un_members_upper"])
        ours += f", of them UN members {members}"
    verdict = str(row["verdict"]).replace("_", " ")
    return f"{figure}; ours {ours}: {verdict}" + (f" ({row['reason']})" if row["reason"] else "")


def _interval(lower: object, upper: object) -> str:
    return f"{lower}" if lower == upper else f"{lower} to {upper}"
