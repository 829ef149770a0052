"""The plan as an institution, in words: who coordinates, oversees, signs, carries out, pays and reports.

Each topic is a line of `TOPICS`: a heading, the roles, counts and features that speak to it, and what else
is told. Nothing is said of what no source speaks to: the cell then says unknown, which is not no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from napcompare._frames import records, row_keys
from napcompare.compare.peers import Tables, chosen_plans
from napcompare.compare.phrases import (
    Labels,
    count_words,
    lower_first,
    money_words,
    report_words,
    term_words,
)
from napcompare.compare.reporting import reports_seen
from napcompare.dates import PartialDate

__all__ = ["TOPICS", "UNKNOWN", "institutions", "side_by_side"]

# A phrase and the sources behind it.
Phrase = tuple[str, Iterable[str]]
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Topic:
    """One line of the table: the heading, and what of a plan speaks to it."""

    label: str
    columns: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


TOPICS: Mapping[str, Topic] = {
    "lead": Topic("Lead agency", columns=("lead_agency",)),
    "coordination": Topic(
        "Coordination", roles=("coordinator", "co_coordinator"), features=("co_coordination",)
    ),
    "oversight": Topic(
        "Oversight",
        roles=("oversight_body", "oversight_fixed", "oversight_rotating", "oversight_member"),
        measures=(
            "oversight_seats",
            "oversight_seats_civil_society",
            "oversight_meetings",
            "oversight_meetings_per_year",
        ),
        features=("oversight_body", "cso_in_oversight"),
    ),
    "signatories": Topic(
        "Signatories",
        roles=("signatory",),
        measures=(
            "signatories_total",
            "signatories_government",
            "signatories_civil_society",
            "signatories_knowledge_institutes",
            "ministers_signing",
        ),
    ),
    "accountability": Topic(
        "Accountability", measures=("reporting_bodies",), features=("joint_accountability",)
    ),
    "carrying_out": Topic(
        "Carried out by", roles=("implementer",), measures=("implementing_bodies", "programmes")
    ),
    "plans_below": Topic("Plans below it", features=("sub_plans",)),
    "follow_up": Topic("Followed by", roles=("monitor",)),
    "drawn_up": Topic(
        "Drawn up by",
        roles=("drafter", "supporter"),
        measures=("consultations", "people_consulted"),
    ),
    "learning": Topic("Learning", features=("learning_agenda", "indicator_review")),
    "reporting": Topic(
        "Reporting and evaluation",
        features=("reporting_regular", "parliament_reporting", "evaluation_planned"),
        tables=("reports",),
    ),
    "money": Topic("Money", features=("budget_allocated",), tables=("funding",)),
    "countries": Topic(
        "Countries it names",
        measures=("focus_countries", "programme_countries"),
        tables=("plan_countries",),
    ),
}


def institutions(
    tables: Tables,
    editions: pd.DataFrame,
    labels: Labels,
    day: date,
    every_edition: bool = False,
) -> pd.DataFrame:
    """Each topic of each plan in words, with the sources behind it.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    editions : pandas.DataFrame
        As from `napcompare.compare.peers.editions`.
    labels : mapping
        Column or feature name to its labels by code, as from `napcompare.describe.labels`.
    day : datetime.date
        Roles that certainly began, and reports that certainly came out, later are left out.
    every_edition : bool
        All editions of the country and its peers, not only those compared.

    Returns
    -------
    pandas.DataFrame
        One row a topic and plan; columns topic, label, entity, name, plan_id, text (``unknown`` where
        nothing seen speaks to it) and source_ids (joined by ";").
    """
    shown = chosen_plans(tables, editions, every_edition)
    facts = _Facts(tables, set(shown["plan_id"]), labels, day)
    rows = []
    for name, topic in TOPICS.items():
        for plan in records(shown):
            phrases = list(facts.told(plan["plan_id"], topic))
            text = " ".join(f"{words[:1].upper()}{words[1:]}." for words, _ in phrases) or UNKNOWN
            sources = ";".join(dict.fromkeys(s for _, behind in phrases for s in behind))
            ids = (plan["entity"], plan["name"], plan["plan_id"])
            rows.append((name, topic.label, *ids, text, sources))
    columns = ["topic", "label", "entity", "name", "plan_id", "text", "source_ids"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def side_by_side(told: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """One row a topic and one column a plan; each cell ends with the publishers of its sources.

    Parameters
    ----------
    told : pandas.DataFrame
        As from `institutions`.
    sources : pandas.DataFrame
        The table sources.
    """
    publisher = sources.set_index("source_id")["publisher"].to_dict()
    behind = [
        "; ".join(dict.fromkeys(publisher[s] for s in ids.split(";") if s))
        for ids in told["source_ids"]
    ]
    cells = [
        f"{text} [{names}]" if names else text
        for text, names in zip(told["text"], behind, strict=True)
    ]
    wide = told.assign(cell=cells).pivot_table(
        index="label", columns="plan_id", values="cell", aggfunc="first", sort=False
    )
    plans = told["plan_id"].unique()
    return wide.reindex(columns=plans).rename_axis(index="topic", columns=None)


class _Facts:
    """The rows of some plans, with the sources behind each, and words for them."""

    def __init__(self, tables: Tables, plans: set[str], labels: Labels, day: date) -> None:
        self.labels, self.day = labels, day
        self.rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
        behind = _behind(tables["provenance"], plans)
        for name, keys in _KEYS.items():
            data = tables[name][tables[name]["plan_id"].isin(plans)]
            if name == "reports":
                data = reports_seen(data, day)
            for row, key in zip(records(data), row_keys(data, keys), strict=True):
                row["sources"] = behind.get((name, key), ())
                self.rows.setdefault((name, row["plan_id"]), []).append(row)
        self.cells = behind

    def told(self, plan: str, topic: Topic) -> Iterator[Phrase]:
        """The phrases of one topic of one plan."""
        for column in topic.columns:
            for row in self.rows.get(("plans", plan), ()):
                if row[column]:
                    yield row[column], self.cells.get(("plans", plan, column), ())
        for role in topic.roles:
            yield from self._role(plan, role)
        for row in self.rows.get(("plan_counts", plan), ()):
            if row["measure"] in topic.measures:
                yield count_words(row, self.labels), row["sources"]
        for table in topic.tables:
            for row in self.rows.get((table, plan), ()):
                yield _WORDS[table](row, self.labels), row["sources"]
        yield from self._coded(plan, topic.features)

    def _coded(self, plan: str, features: Iterable[str]) -> Iterator[Phrase]:
        for row in self.rows.get(("features", plan), ()):
            if row["feature"] in features and row["value"] != UNKNOWN:
                label = self.labels["features.feature"].get(row["feature"], row["feature"])
                value = self.labels["features.value"][row["value"]]
                yield f"{lower_first(label)}: {value.lower()}", row["sources"]

    def _role(self, plan: str, role: str) -> Iterator[Phrase]:
        """All bodies with one role as one phrase."""
        rows = [r for r in self.rows.get(("actors", plan), ()) if r["role"] == role]
        rows = [r for r in rows if not (r["since"] and PartialDate(r["since"]).first > self.day)]
        if rows:
            named = "; ".join(f"{r['actor']}{_told(r, role)}" for r in rows)
            label = self.labels["actors.role"][role]
            yield f"{lower_first(label)}: {named}", [s for r in rows for s in r["sources"]]


# Table and the columns of its key.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "plans": ("plan_id",),
    "actors": ("plan_id", "actor", "role"),
    "plan_counts": ("plan_id", "measure", "seq"),
    "features": ("plan_id", "feature"),
    "reports": ("report_id",),
    "funding": ("plan_id", "seq"),
    "plan_countries": ("plan_id", "country", "role"),
}


def _country(row: Mapping[str, Any], labels: Labels) -> str:
    return f"{row['country']} ({row['role']})"


_WORDS = {"reports": report_words, "funding": money_words, "plan_countries": _country}


def _behind(provenance: pd.DataFrame, plans: set[str]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Sources by row (table, key), and by cell of plans (table, key, column)."""
    rows = provenance[provenance["table"].isin(list(_KEYS))]
    plan = rows["key"].str.partition("/")[0].str.replace(r"-R\d+$", "", regex=True)
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for row in records(rows[plan.isin(plans)]):
        place = (row["table"], row["key"])
        for where in (place, (*place, row["column"])):
            found.setdefault(where, {})[row["source_id"]] = None
    return {where: tuple(ids) for where, ids in found.items()}


# What else is told of a body with one of these roles.
_TOLD: Mapping[str, tuple[str, ...]] = {
    "coordinator": ("note",),
    "co_coordinator": ("note",),
    "oversight_body": ("note",),
    "oversight_rotating": ("term",),
    "signatory": ("note",),
}


def _told(row: Mapping[str, Any], role: str) -> str:
    """The note, or the term of a seat that changes hands, in brackets."""
    term = term_words(row["since"], row["until"])
    told = [{"note": row["note"], "term": term}[what] for what in _TOLD.get(role, ())]
    return f" ({told[0]})" if told and told[0] else ""
