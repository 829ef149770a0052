"""What many peers are seen to have and the country is not, and the reverse: counts, never shares.

Most features are presence-only: what was not seen in a plan may be in it. So nothing here says that a
plan lacks what is unknown, and each row says of how many plans it is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from napcompare._frames import records
from napcompare.errors import QuestionError

__all__ = ["LEAST_SEEN", "MANY", "differences"]

# Many: at least a third of the peers with a plan. Most values are unknown, so half would leave only what
# nearly every plan names, and a tenth would call three plans of thirty many.
MANY = 1 / 3
# And at least three plans: a third of four peers is one or two, which is an example and not a practice.
LEAST_SEEN = 3
_NOT_SEEN = ("no", "not_mentioned", "unknown")
_COLUMNS = ["feature", "label", "own", "yes", "partial", "known", "peers", "kind", "said"]
# By language: the sentence, the parts in its brackets, and the words for the country's own value.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "said": "seen in {yes} of {plans}{more}; the plan itself: {own}",
        "plan": "{peers} plan",
        "plans": "{peers} plans",
        "partial": "in part in {partial} more",
        "unknown": "unknown in {unknown}",
        "yes": "yes",
        "no": "no",
        "not_mentioned": "not mentioned",
    },
    "nl": {
        "said": "gezien in {yes} van {plans}{more}; het plan zelf: {own}",
        "plan": "{peers} plan",
        "plans": "{peers} plannen",
        "partial": "deels in nog {partial}",
        "unknown": "niet vastgesteld in {unknown}",
        "yes": "ja",
        "no": "nee",
        "not_mentioned": "niet genoemd",
    },
}
_OWN_UNKNOWN = {"en": "unknown", "nl": "niet vastgesteld"}


def differences(
    features_frame: pd.DataFrame, most: int | None = None, *, language: str = "en"
) -> pd.DataFrame:
    """Features that set the plan apart from what is seen of its peers, in both directions.

    Parameters
    ----------
    features_frame : pandas.DataFrame
        As from `napcompare.compare.features.compare_features`.
    most : int, optional
        At most so many rows of each kind; all when not given.
    language : str
        ``en`` or ``nl``, for the sentences; labels are those of the frame.

    Returns
    -------
    pandas.DataFrame
        Columns feature, label, own (code of the country's plan), yes and partial (numbers of peers), known
        (peers whose value is neither unknown nor not applicable), peers (with a plan), kind and said (the
        counts in words). Kind is ``peers_have``: many peers are seen to have it, and the plan is not (own:
        no, not_mentioned or unknown, which are not the same); or ``own_has``: the plan has it, and fewer
        than a third of the peers are seen to. The first kind goes first, what most peers are seen to have
        at its top; the second has what fewest peers are seen to have at its top.

    Raises
    ------
    QuestionError
        When `most` is not a whole number from 1 on, for another language, or for features split into blocks.

    Notes
    -----
    Many peers are at least a third of those with a plan (`MANY`) and at least three (`LEAST_SEEN`). What
    the plan has in part, and what does not apply to it, is in neither kind. That few peers are seen to have
    something says little where it is unknown of most of them.

    Examples
    --------
    >>> features = pd.DataFrame(
    ...     {"label": "Youth", "value": "unknown", "yes": 4, "partial": 1, "no": 0, "not_mentioned": 0,
    ...      "not_applicable": 0, "unknown": 4, "peers": 9}, index=pd.Index(["youth"], name="feature"))
    >>> differences(features)["said"].tolist()
    ['seen in 4 of 9 plans (in part in 1 more, unknown in 4); the plan itself: unknown']
    """
    _check(features_frame, most, language)
    told = [
        _row(row, kind, language)
        for row in records(features_frame.reset_index())
        if (kind := _kind(row))
    ]
    ordered = sorted(told, key=_order)
    found = pd.DataFrame(ordered, columns=_COLUMNS)
    if most is not None:
        found = found.groupby("kind", sort=False).head(most)
    return found.reset_index(drop=True)


def _check(features_frame: pd.DataFrame, most: object, language: str) -> None:
    if most is not None and (isinstance(most, bool) or not isinstance(most, int) or most < 1):
        raise QuestionError(f"most is a whole number from 1 on, or None for all, not {most!r}.")
    if language not in _WORDS:
        raise QuestionError(f"language is one of {', '.join(_WORDS)}, not {language!r}.")
    if list(features_frame.index.names) != ["feature"]:
        raise QuestionError(
            "Differences are of all peers together; give the features without split."
        )


def _kind(row: Mapping[str, Any]) -> str:
    """Which of the two kinds a feature is of; empty for neither."""
    third = row["yes"] >= MANY * row["peers"]
    if row["value"] in _NOT_SEEN and third and row["yes"] >= LEAST_SEEN:
        return "peers_have"
    return "own_has" if row["value"] == "yes" and not third else ""


def _row(row: Mapping[str, Any], kind: str, language: str) -> dict[str, Any]:
    counts = {name: row[name] for name in ("yes", "partial", "peers")}
    known = row["peers"] - row["unknown"] - row["not_applicable"]
    told = {"feature": row["feature"], "label": row["label"], "own": row["value"], **counts}
    return told | {"known": known, "kind": kind, "said": _said(row, language)}


def _said(row: Mapping[str, Any], language: str) -> str:
    words = _WORDS[language]
    more = ", ".join(words[c].format(**row) for c in ("partial", "unknown") if row[c])
    return words["said"].format(
        yes=row["yes"],
        plans=words["plan" if row["peers"] == 1 else "plans"].format(**row),
        more=f" ({more})" if more else "",
        own=_OWN_UNKNOWN[language] if row["value"] == "unknown" else words[row["value"]],
    )


def _order(row: Mapping[str, Any]) -> tuple[bool, int, int, str]:
    """Peers first; within a kind by how many peers, then by how many are known."""
    theirs = row["kind"] == "peers_have"
    return not theirs, -row["yes"] if theirs else row["yes"], -row["known"], row["label"]
