"""The entities that have a page, and what the index tells of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import combining, normalize

import pandas as pd

from napcompare._frames import records
from napcompare.show.plots import STATUSES
from napcompare.show.site.statuses import statuses
from napcompare.show.site.words import SiteWords

__all__ = ["Entry", "entries", "listed_entities"]

_LANGUAGES = ("en", "nl", "fr")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity: names by language (that of the site first), kind in words, status as a place in `STATUSES`.

    `editions` is the number of editions seen, of those that count as a plan.
    """

    entity: str
    names: tuple[tuple[str, str], ...]
    kind: str
    status: int
    editions: int

    @property
    def name(self) -> str:
        return self.names[0][1]

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """Names in other languages that are not written the same."""
        found: dict[str, str] = {}
        for language, name in self.names[1:]:
            if name != self.name:
                found.setdefault(name, language)
        return tuple((language, name) for name, language in found.items())


def listed_entities(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Codes of all countries and organisations, and of territories that were researched or have a plan."""
    entities = tables["entities"]
    with_plan = entities["entity"].isin(tables["plans"]["entity"])
    looked = entities["plan_status"] != "not_researched"
    return list(entities.loc[(entities["kind"] != "territory") | looked | with_plan, "entity"])


def entries(
    tables: Mapping[str, pd.DataFrame], states: pd.DataFrame, codes: list[str], words: SiteWords
) -> list[Entry]:
    """What the index tells of entities, by name.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    states : pandas.DataFrame
        As from `napcompare.Dataset.plans_as_of`, of the day of the release.
    codes : list of str
    words : SiteWords
    """
    plans = tables["plans"]
    counted = plans[plans["counts_as_plan"] == "yes"]
    known = statuses(tables, states)
    editions = counted["entity"].value_counts()
    order = sorted(_LANGUAGES, key=lambda language: language != words.language)
    found = []
    for row in records(tables["entities"]):
        code = row["entity"]
        if code in codes:
            names = tuple((at, row[f"name_{at}"] or row["name_en"]) for at in order)
            kind = words.report.label("entity_kind", row["kind"])
            place = STATUSES.index(known[code])
            found.append(Entry(code, names, kind, place, int(editions.get(code, 0))))
    return sorted(found, key=lambda entry: (_folded(entry.name), entry.entity))


def _folded(name: str) -> str:
    """A name as it is sorted: without accents and case."""
    return "".join(c for c in normalize("NFD", name.casefold()) if not combining(c))
