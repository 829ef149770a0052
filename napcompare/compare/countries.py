"""Which plans name a country abroad, and which countries the plans of a comparison share."""

from __future__ import annotations

from datetime import date

import pandas as pd

from napcompare.asof import plans_as_of
from napcompare.compare.peers import Tables, chosen_plans

__all__ = ["focus", "focus_countries"]

# The nearest relation goes first where a plan names a country in several.
_RANK = {"focus": 0, "priority": 1, "programme": 2}


def focus(tables: Tables, country: str, day: date) -> pd.DataFrame:
    """The plans that name a country; see `napcompare.dataset.Dataset.focus`."""
    named = tables["plan_countries"]
    mine = named[named["country"] == country]
    plans = tables["plans"][["plan_id", "entity", "start", "end"]]
    names = tables["entities"].set_index("entity")["name_en"]
    state = plans_as_of(tables["plans"], tables["plan_events"], day).set_index("plan_id")["state"]
    found = mine.merge(plans, on="plan_id")
    found["name"] = found["entity"].map(names)
    found["state"] = found["plan_id"].map(state)
    keys = found["plan_id"] + "/" + found["country"] + "/" + found["role"]
    found["source_ids"] = keys.map(_sources(tables["provenance"]))
    columns = ["plan_id", "entity", "name", "role", "start", "end", "state", "note", "source_ids"]
    return found.sort_values(["name", "plan_id"], ignore_index=True)[columns]


def _sources(provenance: pd.DataFrame) -> pd.Series[str]:
    rows = provenance[provenance["table"] == "plan_countries"]
    return rows.groupby("key")["source_id"].agg(lambda ids: ";".join(dict.fromkeys(ids)))


def focus_countries(
    tables: Tables, editions: pd.DataFrame, every_edition: bool = False
) -> pd.DataFrame:
    """The countries that the plans of a comparison name.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    editions : pandas.DataFrame
        As from `napcompare.compare.peers.editions`.
    every_edition : bool
        All editions of the country and its peers, not only those compared.

    Returns
    -------
    pandas.DataFrame
        Index country; columns name, own (role in the country's plan; missing where it is not seen to name
        it), peers (number of peers whose plans name it), named_by (their plans, joined by ";") and shared
        (whether the country's plan and that of a peer name it). Countries that the plan names go first,
        then those that most peers name.
    """
    shown = chosen_plans(tables, editions, every_edition)
    named = tables["plan_countries"].merge(shown[["entity", "role", "plan_id"]], on="plan_id")
    named = named.rename(columns={"role_x": "relation", "role_y": "side"})
    named = named.sort_values("relation", key=lambda s: s.map(_RANK), kind="stable")
    peers = named[named["side"] == "peer"]
    own = named[named["side"] == "country"].drop_duplicates("country")
    index = pd.Index(sorted(named["country"].unique()), name="country", dtype="str")
    found = pd.DataFrame(index=index)
    found["name"] = index.map(tables["entities"].set_index("entity")["name_en"])
    found["own"] = own.set_index("country")["relation"].reindex(index)
    by_country = peers.sort_values("plan_id").groupby("country")
    found["peers"] = by_country["entity"].nunique().reindex(index).fillna(0).astype("int64")
    plans = by_country["plan_id"].agg(lambda ids: ";".join(dict.fromkeys(ids)))
    found["named_by"] = plans.reindex(index)
    found["shared"] = found["own"].notna() & (found["peers"] > 0)
    order = ["mine", "peers", "name"]
    found["mine"] = found["own"].notna()
    found = found.sort_values(order, ascending=[False, False, True])
    return found.drop(columns="mine")
