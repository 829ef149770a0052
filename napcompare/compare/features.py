"""The country's coded features beside the counts of its peers, and shares only where the rule allows.

The rule: a share is an interval, and is given only for a feature that could have been coded *no* from
what was visible, with at least ten peers of which at least two thirds are known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from napcompare.errors import QuestionError

__all__ = ["LEAST_KNOWN", "LEAST_PEERS", "compare_features"]

LEAST_PEERS, LEAST_KNOWN = 10, 2 / 3
_CODES = ("yes", "partial", "no", "not_mentioned", "not_applicable", "unknown")
_PARTIAL = {"yes": ("yes", "partial"), "no": ("yes",)}


def compare_features(
    features: pd.DataFrame,
    editions: pd.DataFrame,
    pages: Sequence[Mapping[str, Any]],
    partial: str = "no",
) -> pd.DataFrame:
    """Features of the country and of its peers.

    Parameters
    ----------
    features : pandas.DataFrame
        The table features.
    editions : pandas.DataFrame
        As from `napcompare.compare.peers.editions`.
    pages : sequence of mapping
        The codebook pages of the release.
    partial : str
        Whether *partial* counts as ``yes`` or as ``no`` in a share.

    Returns
    -------
    pandas.DataFrame
        Index feature; columns label, value (of the country), yes … unknown (peers with a plan, by
        code), peers (with a plan), share_lower, share_upper (missing where no share is given),
        no_share (the reason), unknown_peers (codes joined by ";").

    Raises
    ------
    QuestionError
        When `partial` is neither yes nor no.
    """
    if partial not in _PARTIAL:
        raise QuestionError(f"partial is yes or no, not {partial!r}.")
    used = editions.dropna(subset=["plan_id"])
    values = used.merge(features[["plan_id", "feature", "value"]], on="plan_id")
    country = values[values["role"] == "country"].set_index("feature")["value"]
    peers = values[values["role"] == "peer"]
    counts = pd.crosstab(peers["feature"], peers["value"]).reindex(
        columns=list(_CODES), fill_value=0
    )
    rows = {}
    for page in pages:
        name = page["name"]
        count = {c: int(counts[c].get(name, 0)) for c in _CODES}
        mine = peers[(peers["feature"] == name) & (peers["value"] == "unknown")]["entity"]
        row = {"label": page["label"]["en"], "value": country.get(name, "unknown"), **count}
        rows[name] = row | _share(count, page["use"], partial) | {"unknown_peers": ";".join(mine)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("feature")


def _share(count: Mapping[str, int], use: str, partial: str) -> dict[str, Any]:
    peers = sum(count.values())
    asked = peers - count["not_applicable"]
    known = asked - count["unknown"]
    seen = count["yes"] + count["partial"]
    reason = ""
    if use == "presence_only":
        reason = f"presence only: seen in {seen} plan{'' if seen == 1 else 's'}"
    elif asked < LEAST_PEERS:
        reason = f"fewer than {LEAST_PEERS} peers: {asked}"
    elif known < LEAST_KNOWN * asked:
        reason = f"known for {known} of {asked} peers, less than two thirds"
    share: dict[str, Any] = {
        "peers": peers,
        "share_lower": None,
        "share_upper": None,
        "no_share": reason,
    }
    if not reason:
        said = sum(count[c] for c in _PARTIAL[partial])
        share |= {"share_lower": said / asked, "share_upper": (said + count["unknown"]) / asked}
    return share
