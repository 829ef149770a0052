"""Who is due to renew a plan, and who is preparing one: pure functions on the tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from napcompare._frames import records
from napcompare.asof import plans_as_of, spans
from napcompare.dates import PartialDate
from napcompare.trace import edition_order

__all__ = ["expiring", "in_preparation"]

Tables = Mapping[str, pd.DataFrame]
_NEXT = "-NEXT"


def expiring(tables: Tables, day: date, until: date, lapsed: bool = False) -> pd.DataFrame:
    """Plans in force on a day that end by another; see `napcompare.dataset.Dataset.expiring`."""
    plans, events = tables["plans"], tables["plan_events"]
    force = plans_as_of(plans, events, day, "in_force")
    if lapsed:
        past = plans_as_of(plans, events, day, "lapsed")
        past = past[~past["plan_id"].isin(force["plan_id"])]
        latest = _latest(plans_as_of(plans, events, day), plans)
        force = pd.concat([past[past["plan_id"].isin(latest.values())], force])
    known = spans(plans, events)
    ends = {p: known[p].ends for p in force["plan_id"]}
    due = force[[(end := ends[p]) is not None and end <= until for p in force["plan_id"]]]
    found = due.merge(plans[["plan_id", "end", "end_original"]], on="plan_id")
    order = found["plan_id"].map(ends).argsort(kind="stable")
    coming = _coming(tables)
    found["next_edition"] = pd.Series([coming.get(e) for e in found["entity"]], dtype="str")
    columns = ["plan_id", "entity", "end", "end_original", "state", "certainty", "reason"]
    return found.iloc[order][[*columns, "next_edition"]].reset_index(drop=True)


def in_preparation(tables: Tables) -> pd.DataFrame:
    """Plans that are drafted or announced; see `napcompare.dataset.Dataset.in_preparation`."""
    entities, plans = tables["entities"], tables["plans"]
    latest = _latest(plans, plans)
    told = {row["plan_id"].removesuffix(_NEXT): row for row in _last_told(tables)}
    rows = []
    for row in records(entities):
        entity, event = row["entity"], told.get(row["entity"])
        first = row["plan_status"] == "in_preparation"
        if not first and not (event and row["plan_status"] == "has_plan"):
            continue
        rows.append(
            {
                "entity": entity,
                "name_en": row["name_en"],
                "after": latest.get(entity),
                "event": event and event["event"],
                "date": event and event["date"],
                "note": event and event["note"],
                "status_note": row["status_note"] if first else None,
                "checked_on": row["checked_on"],
            }
        )
    columns = ["entity", "name_en", "after", "event", "date", "note", "status_note", "checked_on"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _latest(shown: pd.DataFrame, plans: pd.DataFrame) -> dict[str, str]:
    """The latest edition that counts as a plan, of each entity, among those shown."""
    mine = plans[plans["plan_id"].isin(shown["plan_id"]) & (plans["counts_as_plan"] == "yes")]
    last = mine.sort_values("edition", key=edition_order, kind="stable")
    return dict(zip(last["entity"], last["plan_id"], strict=True))


def _last_told(tables: Tables) -> list[dict[str, str]]:
    """For each edition to come its latest event; among events of one time drafting goes first."""
    events = tables["plan_events"]
    coming = records(events[events["plan_id"].str.endswith(_NEXT)])
    coming.sort(key=lambda r: (_when(r["date"]), r["event"] == "drafting", r["seq"]))
    return list({row["plan_id"]: row for row in coming}.values())


def _when(told: str | None) -> date:
    return PartialDate(told).last if told else date.min


def _coming(tables: Tables) -> dict[str, str]:
    """What is told of the edition to come, by entity: "drafting 2025-06"."""
    return {
        row["plan_id"].removesuffix(_NEXT): " ".join(p for p in (row["event"], row["date"]) if p)
        for row in _last_told(tables)
    }
