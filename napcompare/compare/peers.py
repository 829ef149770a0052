"""Which edition of each peer is compared, and who the peers are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from napcompare.asof import plans_as_of
from napcompare.errors import QuestionError
from napcompare.groups import Members
from napcompare.trace import edition_order

__all__ = ["EDITIONS", "chosen_plans", "editions", "peer_editions"]

Tables = Mapping[str, pd.DataFrame]
EDITIONS = ("latest", "in_force")


def editions(
    tables: Tables, country: str, peers: Members, day: date, edition: str = "latest"
) -> pd.DataFrame:
    """The edition of the country and of each peer that is compared.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    country : str
        Entity code.
    peers : Members
        The country itself and regional organisations are left out by the caller.
    day : datetime.date
    edition : str
        ``latest``: the latest edition adopted by the day, in force or lapsed; ``in_force``: only one
        that was in force.

    Returns
    -------
    pandas.DataFrame
        One row for the country, then one a peer by name, also those without a plan; columns entity,
        name, role (country, peer), member (certain, possible), plan_id (missing without a plan),
        instrument, orientation, adopted, start, end, end_original, certainty, state, reason.

    Raises
    ------
    QuestionError
        For another kind of edition, no peers, or a country without a plan on that day.
    """
    if not peers.possible:
        raise QuestionError("There are no peers on that day; name a group or countries.")
    own = _rows(tables, [(country, "country", "certain")], day, edition)
    chosen = pd.concat([own, peer_editions(tables, peers, day, edition)], ignore_index=True)
    if pd.isna(chosen["plan_id"].iloc[0]):
        status = "adopted" if edition == "latest" else "in force"
        told = "" if edition == "latest" else '; edition="latest" takes one that lapsed'
        raise QuestionError(f"{country} had no plan {status} by {day.isoformat()}{told}.")
    return chosen


def peer_editions(
    tables: Tables, peers: Members, day: date, edition: str = "latest"
) -> pd.DataFrame:
    """The rows of `editions` that are of the peers, by name."""
    names = tables["entities"].set_index("entity")["name_en"]
    sure = {e: "certain" if e in peers.certain else "possible" for e in peers.possible}
    rows = [(e, "peer", sure[e]) for e in sorted(peers.possible, key=lambda e: names[e])]
    return _rows(tables, rows, day, edition)


def _rows(
    tables: Tables, rows: list[tuple[str, str, str]], day: date, edition: str
) -> pd.DataFrame:
    if edition not in EDITIONS:
        raise QuestionError(f"edition is one of {', '.join(EDITIONS)}, not {edition!r}.")
    names = tables["entities"].set_index("entity")["name_en"]
    found = pd.DataFrame(rows, columns=["entity", "role", "member"], dtype="str")
    found.insert(1, "name", found["entity"].map(names))
    return found.merge(_chosen(tables, day, edition), on="entity", how="left")


def _chosen(tables: Tables, day: date, edition: str) -> pd.DataFrame:
    """For each entity the latest edition that counts as a plan."""
    plans = tables["plans"]
    status = "adopted" if edition == "latest" else "in_force"
    known = plans_as_of(plans, tables["plan_events"], day, status).drop(
        columns=["entity", "instrument"]
    )
    ours = plans[plans["counts_as_plan"] == "yes"].merge(known, on="plan_id")
    last = ours.sort_values("edition", key=edition_order, kind="stable").drop_duplicates(
        "entity", keep="last"
    )
    columns = [
        "entity",
        "plan_id",
        "instrument",
        "orientation",
        "adopted",
        "start",
        "end",
        "end_original",
    ]
    return last[[*columns, "certainty", "state", "reason"]]


def chosen_plans(tables: Tables, editions: pd.DataFrame, every_edition: bool) -> pd.DataFrame:
    """The plans of a comparison: the editions compared, or all of the country and its peers.

    Returns
    -------
    pandas.DataFrame
        Columns entity, name, role, plan_id, start and end; the country first, then the peers by name.
    """
    shown = ["entity", "name", "role", "plan_id", "start", "end"]
    if not every_edition:
        return editions.dropna(subset=["plan_id"])[shown].reset_index(drop=True)
    plans = tables["plans"].sort_values("edition", key=edition_order, kind="stable")
    found = editions[["entity", "name", "role"]].merge(
        plans[["entity", "plan_id", "start", "end"]], on="entity"
    )
    return found[shown]
