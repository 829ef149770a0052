"""A comparison as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

import pandas as pd

from napcompare._frames import records

__all__ = ["claim_text", "comparison_text"]

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
    lines = [_said(row) for row in records(summary)]
    label = max(len(text) for text in features["label"])
    heading = "".join(f"{code:>9}" for code in _CODES)
    lines += ["", f"{'feature':<{label}}  {'own plan':<14}{heading}  share of peers with yes"]
    lines += [_line(row, label) for row in records(features)]
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
    figure = {"at_least": "more than ", "about": "about "}.get(str(row["bound"]), "") + figure
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
