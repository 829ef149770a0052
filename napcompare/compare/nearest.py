"""Plans alike: in how many of the features known for both two plans are coded the same.

Likeness is of what was seen, not of quality, and not of what the plans hold in full. A feature unknown
for one of the two is left out, so that silence makes no plan alike to another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from napcompare.compare.peers import Tables
from napcompare.errors import QuestionError, UnknownNameError

__all__ = ["LEAST_BOTH", "nearest"]

# With fewer features known for both, a single one would move the similarity by more than a fifteenth.
LEAST_BOTH = 15
_HALF = {"yes", "partial"}
_COLUMNS = [
    "plan_id", "entity", "name", "alike", "known", "similarity", "alike_in", "unlike_in",
]  # fmt: skip
Coded = Mapping[str, str]


def nearest(
    tables: Tables,
    plan_id: str,
    candidates: Iterable[object],
    count: int = 10,
    least: int = LEAST_BOTH,
    *,
    labels: Mapping[str, str] | None = None,
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The plans that are most alike to one in what was seen of both.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        With plans, features and entities.
    plan_id : str
    candidates : iterable of str
        Identifiers of the plans to choose from; missing ones and the plan itself are passed over.
    count : int
        How many plans to return.
    least : int
        How many features must be known for both.
    labels : mapping of str to str, optional
        Feature to label; the name of the feature where there is none.

    Returns
    -------
    pandas.DataFrame
        One row a plan, the most alike first, then by name; columns plan_id, entity, name, alike (number of
        features known for both and coded the same), known (for both), similarity (0 to 1), alike_in and
        unlike_in (labels joined by ";": of the features coded the same and of the others, partial beside
        yes among these; first what fewest of the plans compared have coded so).
    dict of str to int
        How many of the candidates could not be compared, by reason.

    Raises
    ------
    UnknownNameError
        For a plan that is not there.
    QuestionError
        When the orientation of the plan is not known, with what to do; when `count` or `least` is not a
        whole number from 1 on.

    Notes
    -----
    Only plans of the same orientation are compared: what a plan that acts abroad and one that acts at home
    have in common is mostly in their titles. The similarity is the simple matching coefficient [1]_ over
    the features whose value is not unknown for either plan, as Gower [2]_ leaves out what is missing; partial
    beside yes counts half. It has limits:

    - Most features are presence-only and hence known mostly where they are seen, so that similarities are
      high and close together; read `alike_in`, `unlike_in` and `known` rather than the number.
    - Which features are known depends on what of a plan was visible: a plan seen in full is alike to others
      seen in full.
    - Every feature counts the same, and none says how much of a plan is about it.
    - A plan that is alike is no better or worse, and may have come about in another way.

    References
    ----------
    .. [1] R. R. Sokal and C. D. Michener (1958), A statistical method for evaluating systematic
       relationships, University of Kansas Science Bulletin 38, 1409-1438.
    .. [2] J. C. Gower (1971), A general coefficient of similarity and some of its properties, Biometrics
       27(4), 857-871.
    """
    _check(count, least)
    plans = tables["plans"].set_index("plan_id")
    asked = [c for c in dict.fromkeys(candidates) if isinstance(c, str) and c != plan_id]
    for name in (plan_id, *asked):
        if name not in plans.index:
            raise UnknownNameError("plan", name, plans.index)
    same, reasons = _of_orientation(plans, plan_id, asked)
    coded = _coded(tables["features"], [plan_id, *same])
    own = coded[plan_id]
    known = {p: sorted(own.keys() & coded[p].keys()) for p in same}
    kept = [p for p in same if len(known[p]) >= least]
    if few := len(same) - len(kept):
        reasons[f"fewer than {least} features known for both"] = few
    seen = Counter(item for p in (plan_id, *kept) for item in coded[p].items())
    names = tables["entities"].set_index("entity")["name_en"]
    rows = []
    for p in kept:
        entity = plans["entity"][p]
        told = {"plan_id": p, "entity": entity, "name": names[entity]}
        rows.append(told | _likeness(own, coded[p], known[p], seen, labels or {}))
    found = pd.DataFrame(rows, columns=_COLUMNS)
    found = found.sort_values(["similarity", "name", "plan_id"], ascending=[False, True, True])
    return found.head(count).reset_index(drop=True), reasons


def _check(count: object, least: object) -> None:
    for name, value in (("count", count), ("least", least)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise QuestionError(f"{name} is a whole number from 1 on, not {value!r}.")


def _of_orientation(
    plans: pd.DataFrame, plan_id: str, asked: list[str]
) -> tuple[list[str], dict[str, int]]:
    """The candidates of the same orientation, and why the others are left out."""
    orientation = plans["orientation"]
    wanted = orientation[plan_id]
    if wanted == "unknown":
        raise QuestionError(_no_orientation(plans, plan_id))
    left = Counter(_left_out(orientation[p]) for p in asked if orientation[p] != wanted)
    return [p for p in asked if orientation[p] == wanted], dict(left)


def _left_out(orientation: str) -> str:
    return "orientation unknown" if orientation == "unknown" else "another orientation"


def _no_orientation(plans: pd.DataFrame, plan_id: str) -> str:
    editions = plans[plans["entity"] == plans["entity"][plan_id]]
    others = editions[editions["orientation"] != "unknown"]
    told = [f"{p} ({o})" for p, o in others["orientation"].items()]
    hint = f", or ask for an edition whose orientation is known: {', '.join(told)}" if told else ""
    return (
        f"It is not known whether {plan_id} acts at home, abroad or both, and only plans of the same"
        f" orientation are compared. Choose the peers yourself, as a group or a list of countries{hint}."
    )


def _coded(features: pd.DataFrame, plan_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """By plan, the features whose value is not unknown."""
    coded: dict[str, dict[str, str]] = {p: {} for p in plan_ids}
    rows = features[features["plan_id"].isin(list(coded)) & (features["value"] != "unknown")]
    for plan, feature, value in zip(rows["plan_id"], rows["feature"], rows["value"], strict=True):
        coded[plan][feature] = value
    return coded


def _likeness(
    own: Coded, other: Coded, known: list[str], seen: Mapping[Any, int], labels: Mapping[str, str]
) -> dict[str, Any]:
    alike = [f for f in known if own[f] == other[f]]
    unlike = [f for f in known if own[f] != other[f]]
    half = sum({own[f], other[f]} == _HALF for f in unlike)
    return {
        "alike": len(alike),
        "known": len(known),
        "similarity": (2 * len(alike) + half) / (2 * len(known)),
        "alike_in": ";".join(_rarest(alike, own, seen, labels)),
        "unlike_in": ";".join(_rarest(unlike, own, seen, labels)),
    }


def _rarest(
    features: list[str], own: Coded, seen: Mapping[Any, int], labels: Mapping[str, str]
) -> Iterator[str]:
    """Labels; first what fewest of the plans compared have coded as the plan has."""
    told = [(seen[f, own[f]], labels.get(f, f)) for f in features]
    return (label for _, label in sorted(told))
