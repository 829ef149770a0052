"""What plans measure: concepts of the country beside those of its peers, and lines of frameworks.

An indicator that was not seen may be in the plan. So nothing is compared until the inventory of the
country's plan is complete, and nothing is said of peers with fewer than five complete inventories.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from napcompare._frames import records
from napcompare.errors import IncompleteInventoryWarning, QuestionError, UnknownNameError

__all__ = [
    "LEAST_INVENTORIES", "compare_concepts", "concept_differences", "coverage", "indicators_for",
    "missing_inventory",
]  # fmt: skip

Tables = Mapping[str, pd.DataFrame]

LEAST_INVENTORIES = 5
_COLUMNS = ["label", "area", "own", "own_indicators", "peers", "inventories", "peer_plans"]
# Which lines can be asked of a plan, by where it acts.
_ASKED: Mapping[str, frozenset[str]] = {
    "inward": frozenset({"any_state", "conflict_affected_state"}),
    "outward": frozenset({"any_state", "donor"}),
    "both": frozenset({"any_state", "donor", "conflict_affected_state"}),
    "unknown": frozenset({"any_state"}),
}


def missing_inventory(plan: Mapping[str, Any]) -> str:
    """Why the indicators of a plan cannot be compared, and what to read; empty where they can.

    Parameters
    ----------
    plan : mapping
        A row of the table plans.

    Returns
    -------
    str

    Examples
    --------
    >>> missing_inventory({"plan_id": "NLD-4", "inventory": "none_seen", "document_url": "https://a.nl/n",
    ...                    "copy_url": None, "title": "Plan", "indicators_at": "annex I, pages 43 to 61"})
    'The inventory of the indicators of NLD-4 is none_seen. Read https://a.nl/n: annex I, pages 43 to 61.'
    """
    if plan["inventory"] == "complete":
        return ""
    document = plan["document_url"] or plan["copy_url"] or plan["title"] or "the plan"
    pages = plan.get("indicators_at") or "the chapters and annexes on monitoring"
    return (
        f"The inventory of the indicators of {plan['plan_id']} is {plan['inventory']}. "
        f"Read {document}: {pages}."
    )


def compare_concepts(tables: Tables, editions: pd.DataFrame) -> pd.DataFrame:
    """Concepts that the country's plan measures beside the number of peers' plans that do.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    editions : pandas.DataFrame
        As from `napcompare.compare.peers.editions`.

    Returns
    -------
    pandas.DataFrame
        Index concept; columns label, area, own (whether the plan measures it), own_indicators (joined by
        ";"), peers (plans of peers with a complete inventory that measure it; missing where there are fewer
        than `LEAST_INVENTORIES`), inventories (how many there are) and peer_plans (joined by ";"). No rows
        where the inventory of the country's plan is not complete.

    Warns
    -----
    IncompleteInventoryWarning
        Where the country's inventory, or too many of the peers', is not complete; it says what to read.
    """
    plans = tables["plans"].set_index("plan_id", drop=False)
    own, *peers = (str(p) for p in editions["plan_id"].dropna())
    if problem := missing_inventory(records(plans.loc[[own]])[0]):
        warnings.warn(problem, IncompleteInventoryWarning, stacklevel=3)
        return pd.DataFrame(columns=_COLUMNS, index=pd.Index([], name="concept"))
    complete = [p for p in peers if plans.loc[p, "inventory"] == "complete"]
    enough = len(complete) >= LEAST_INVENTORIES
    if not enough:
        message = (
            f"Of the peers {len(complete)} have a complete inventory; nothing is said of them with "
            f"fewer than {LEAST_INVENTORIES}."
        )
        warnings.warn(message, IncompleteInventoryWarning, stacklevel=3)
    measured = measured_concepts(tables)
    mine = _joined(measured[measured["plan_id"] == own], "indicator_id")
    theirs = measured[measured["plan_id"].isin(complete if enough else [])]
    found = tables["concepts"].set_index("concept")[["label_en", "area"]]
    found = found.rename(columns={"label_en": "label"})
    found["own_indicators"] = found.index.map(mine)
    found["own"] = found["own_indicators"] != ""
    counts = theirs.groupby("concept")["plan_id"].nunique().to_dict()
    found["peers"] = found.index.map(counts).fillna(0).astype("Int64") if enough else pd.NA
    found["inventories"] = len(complete)
    found["peer_plans"] = found.index.map(_joined(theirs, "plan_id"))
    return found[_COLUMNS]


def measured_concepts(tables: Tables) -> pd.DataFrame:
    """Indicators with their concepts: codings by hand, and those by the classifier where there is none.

    Returns
    -------
    pandas.DataFrame
        Columns of indicators, then concept, method, relation, score and review.
    """
    mappings = tables["mappings"]
    hand = mappings[mappings["method"] == "hand"]
    machine = mappings[~mappings["indicator_id"].isin(hand["indicator_id"])]
    used = pd.concat([hand, machine])
    used = used[used["concept"] != "unmapped"]
    return tables["indicators"].merge(used, on="indicator_id")


def _joined(rows: pd.DataFrame, column: str) -> Callable[[str], str]:
    """What stands in the column for a concept, joined; empty where nothing does."""
    groups = {str(name): values for name, values in rows.groupby("concept")[column]}
    return lambda concept: ";".join(sorted(set(groups.get(concept, ()))))


def concept_differences(concepts: pd.DataFrame) -> pd.DataFrame:
    """Concepts that many peers measure and the country does not, and the reverse.

    Parameters
    ----------
    concepts : pandas.DataFrame
        As from `compare_concepts`.

    Returns
    -------
    pandas.DataFrame
        Columns concept, label, own, peers, inventories and kind: ``peers_have`` (at least a third of the
        peers with a complete inventory), ``own_has`` (fewer than a third).
    """
    known = concepts[concepts["peers"].notna()].reset_index()
    many = known["peers"].astype("float64") >= known["inventories"] / 3
    own = known["own"].astype(bool)
    theirs = known[many & ~own].assign(kind="peers_have")
    mine = known[own & ~many].assign(kind="own_has")
    found = pd.concat(
        [theirs.sort_values("peers", ascending=False), mine.sort_values("peers")], ignore_index=True
    )
    return found[["concept", "label", "own", "peers", "inventories", "kind"]]


def indicators_for(tables: Tables, concept: str) -> pd.DataFrame:
    """Indicators of all plans that measure a concept, and pages of frameworks that ask for it.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    concept : str
        As in ``"PAR-15"``.

    Returns
    -------
    pandas.DataFrame
        Columns origin (``plan`` or ``framework``), entity, plan_id, id, text, unit, baseline_text,
        target_text, relation and method.

    Raises
    ------
    UnknownNameError
        When there is no such concept.
    """
    known = tables["concepts"]["concept"]
    if concept not in set(known):
        raise UnknownNameError("concept", concept, known)
    mine = measured_concepts(tables)
    mine = mine[mine["concept"] == concept].assign(origin="plan", id=lambda d: d["indicator_id"])
    lines = tables["crosswalk"][tables["crosswalk"]["concept"] == concept]
    theirs = lines.merge(tables["framework_indicators"], on=["framework", "code"])
    theirs = theirs.assign(
        origin="framework", id=theirs["framework"] + " " + theirs["code"], text=theirs["label"]
    )
    columns = ["origin", "entity", "plan_id", "id", "text", "unit", "baseline_text", "target_text"]
    found = pd.concat([mine, theirs], ignore_index=True)
    return found.reindex(columns=[*columns, "relation", "method"])


def coverage(tables: Tables, plan_id: str, framework: str) -> pd.DataFrame:
    """Lines of a framework that can be asked of a plan, with the plan's indicators on the same concept.

    A list, not a score: a plan is not made to cover a framework.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    plan_id : str
    framework : str
        One that is complete, as in ``"wps-index"``.

    Returns
    -------
    pandas.DataFrame
        Columns code, label, applies_to, concepts (joined by ";") and indicators (joined by ";"; empty where
        none is on one of the concepts). No rows where the inventory of the plan is not complete.

    Raises
    ------
    UnknownNameError
        When there is no such plan or framework.
    QuestionError
        When the framework was not traced line by line to its document, so that it is no yardstick.

    Warns
    -----
    IncompleteInventoryWarning
        Where the inventory of the plan is not complete; it says what to read.
    """
    plans = tables["plans"].set_index("plan_id", drop=False)
    if plan_id not in plans.index:
        raise UnknownNameError("plan", plan_id, plans.index)
    _yardstick(tables["frameworks"], framework)
    columns = ["code", "label", "applies_to", "concepts", "indicators"]
    plan = records(plans.loc[[plan_id]])[0]
    if problem := missing_inventory(plan):
        warnings.warn(problem, IncompleteInventoryWarning, stacklevel=3)
        return pd.DataFrame(columns=columns)
    lines = tables["framework_indicators"]
    lines = lines[lines["framework"] == framework]
    asked = _ASKED[plan["orientation"]]
    lines = lines[lines["applies_to"].map(lambda told: bool(asked & set(told.split(";"))))]
    matches = tables["crosswalk"][tables["crosswalk"]["framework"] == framework]
    concepts = matches.groupby("code")["concept"].agg(sorted)
    measured = measured_concepts(tables)
    mine = measured[measured["plan_id"] == plan_id].groupby("concept")["indicator_id"].agg(set)
    found = lines[["code", "label", "applies_to"]].reset_index(drop=True)
    codes = [concepts.get(code, []) for code in found["code"]]
    found["concepts"] = [";".join(told) for told in codes]
    found["indicators"] = [
        ";".join(sorted(set().union(*(mine.get(c, set()) for c in told)))) for told in codes
    ]
    return found[columns]


def _yardstick(frameworks: pd.DataFrame, framework: str) -> None:
    known = frameworks.set_index("framework")["complete"]
    if framework not in known.index:
        raise UnknownNameError("framework", framework, known.index)
    if known[framework] != "yes":
        complete = ", ".join(known.index[known == "yes"]) or "none yet"
        raise QuestionError(
            f"{framework} is no yardstick: not every line of it was traced to its document. "
            f"Complete: {complete}."
        )
