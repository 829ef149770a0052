"""The status of every entity on a day, as the figure of the map tells it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from napcompare._frames import records
from napcompare.show.plots._tiles import _STATES, _WITHOUT

__all__ = ["statuses"]


def statuses(tables: Mapping[str, pd.DataFrame], states: pd.DataFrame) -> dict[str, str]:
    """The status of every entity, also of those that have no square on the map.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    states : pandas.DataFrame
        As from `napcompare.Dataset.plans_as_of`, of the day.

    Returns
    -------
    dict of str to str
        Entity to one of `napcompare.show.plots.STATUSES`: the strongest state of any of its plans, by the
        rule of `napcompare.show.plots.tile_status`.
    """
    plans = tables["plans"]
    counted = states["plan_id"].isin(plans.loc[plans["counts_as_plan"] == "yes", "plan_id"])
    rank = {state: place for place, state in enumerate(_STATES)}
    found: dict[str, str] = {}
    for row in records(states[counted]):
        known = found.get(row["entity"])
        if known is None or rank[row["state"]] < rank[known]:
            found[row["entity"]] = row["state"]
    entities = tables["entities"]
    told = zip(entities["entity"], entities["plan_status"], strict=True)
    return {
        entity: _STATES[found[entity]] if entity in found else _WITHOUT.get(status, status)
        for entity, status in told
    }
