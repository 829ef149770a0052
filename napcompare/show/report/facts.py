"""What a report is made from, and the sources it cites, numbered as they are first cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from napcompare._data import schemas_folder
from napcompare._frames import records
from napcompare.show.report.document import Cited, Paragraph, Text
from napcompare.show.report.wording import Wording
from napcompare.vocab import read_schema_file

__all__ = ["Cites", "Facts"]

Tables = Mapping[str, pd.DataFrame]
Row = dict[str, Any]
_OWNERS = ("official", "intergovernmental")
# Stands for the release itself as the source of a count.
OWN_COUNT = "own-count"


@dataclass(frozen=True)
class Facts:
    """The rows that a report on one entity tells.

    Attributes
    ----------
    tables : mapping of str to pandas.DataFrame
    pages : sequence of mapping
        Codebook pages of the release.
    release, released : str
        Version and day of the release.
    entity : str
    day : datetime.date
    peers : str
        How the peers were named; empty where there are none.
    description : str
        The peers in a sentence, in the language of the report.
    editions : pandas.DataFrame
        As from `napcompare.compare.peers.editions`; without a row for the country where it has no plan.
    features, differences, reporting, focus, timeline : pandas.DataFrame or None
        Parts of the comparison; None where there is no plan to compare.
    """

    tables: Tables
    pages: Sequence[Mapping[str, Any]]
    release: str
    released: str
    entity: str
    day: date
    peers: str
    description: str
    editions: pd.DataFrame
    features: pd.DataFrame | None = None
    differences: pd.DataFrame | None = None
    reporting: pd.DataFrame | None = None
    focus: pd.DataFrame | None = None
    timeline: pd.DataFrame | None = None

    @cached_property
    def row(self) -> Row:
        """The row of the entity."""
        entities = self.tables["entities"]
        return records(entities[entities["entity"] == self.entity])[0]

    @cached_property
    def own(self) -> Row | None:
        """The edition that is compared, as a row of editions; None without a plan."""
        mine = self.editions[self.editions["role"] == "country"]
        return records(mine)[0] if len(mine) and mine["plan_id"].notna().iloc[0] else None

    @cached_property
    def plan(self) -> Row | None:
        """The row of plans of the edition that is compared."""
        if self.own is None:
            return None
        plans = self.tables["plans"]
        return records(plans[plans["plan_id"] == self.own["plan_id"]])[0]

    @cached_property
    def planned(self) -> pd.DataFrame:
        """The peers that have a plan."""
        peers = self.editions[self.editions["role"] == "peer"]
        return peers[peers["plan_id"].notna()]

    def name(self, language: str) -> str:
        """Name of the entity in a language."""
        return str(self.row[f"name_{language}"] or self.row["name_en"])

    def rows(self, table: str) -> list[Row]:
        """The rows of a table that are of the edition compared."""
        if self.plan is None:
            return []
        data = self.tables[table]
        return records(data[data["plan_id"] == self.plan["plan_id"]])

    def value(self, feature: str) -> str:
        """The code of a feature of the edition compared."""
        coded = {r["feature"]: r["value"] for r in self.rows("features")}
        return str(coded.get(feature, "unknown"))

    @cached_property
    def _behind(self) -> Mapping[tuple[str, str], list[str]]:
        told = self.tables["provenance"]
        mine = told[told["key"].str.startswith(self.entity)]
        found: dict[tuple[str, str], list[str]] = {}
        for row in records(mine):
            for place in (
                (row["table"], row["key"]),
                (f"{row['table']}.{row['column']}", row["key"]),
            ):
                found.setdefault(place, []).append(row["source_id"])
        return found

    def behind(self, table: str, key: str) -> tuple[str, ...]:
        """Sources of a row (``plans``) or a cell (``plans.end``), best first."""
        ids = dict.fromkeys(self._behind.get((table, key), ()))
        authority = self.authority
        return tuple(sorted(ids, key=lambda s: (authority.get(s) not in _OWNERS, s)))

    @cached_property
    def told_of(self) -> Mapping[tuple[str, str], list[tuple[str, str]]]:
        """Columns and sources of every row of plans and actors that is compared, by table and key."""
        told = self.tables["provenance"]
        told = told[told["table"].isin(["plans", "actors"])]
        plans = set(self.editions["plan_id"].dropna())
        told = told[told["key"].str.partition("/")[0].isin(plans)]
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for row in records(told[["table", "key", "column", "source_id"]]):
            place = (row["table"], row["key"])
            found.setdefault(place, []).append((row["column"], row["source_id"]))
        return found

    @cached_property
    def authority(self) -> Mapping[str, str]:
        """Authority by source."""
        sources = self.tables["sources"]
        return dict(zip(sources["source_id"], sources["authority"], strict=True))


class Cites:
    """Makes texts and numbers the sources behind them.

    Parameters
    ----------
    facts : Facts
    words : Wording
    """

    def __init__(self, facts: Facts, words: Wording) -> None:
        self.facts, self.words = facts, words
        self._numbers: dict[str, int] = {}
        self._bodies = read_schema_file(schemas_folder() / "texts" / "bodies.yaml")

    def text(self, text: str, sources: Iterable[str] = (), language: str = "") -> Text:
        """A text with its sources; doubtful where there are some and none of them is official."""
        ids = tuple(dict.fromkeys(sources))
        for source in ids:
            self._numbers.setdefault(source, len(self._numbers) + 1)
        ids = tuple(sorted(ids, key=self._numbers.__getitem__))
        official = any(s == OWN_COUNT or self.facts.authority.get(s) in _OWNERS for s in ids)
        own = "" if language == self.words.language else language
        return Text(text, ids, own, doubtful=bool(ids) and not official)

    def line(self, text: str, sources: Iterable[str] = ()) -> Paragraph:
        """A paragraph of one text."""
        return Paragraph((self.text(text, sources),))

    def note(self, key: str, **values: object) -> Paragraph:
        """A remark set apart."""
        return Paragraph((Text(self.words.say(key, **values)),), note=True)

    def body(self, name: str) -> str:
        """The name of a body, in the language of the report where it is known in it."""
        told = self._bodies.get(name)
        return str(told.get(self.words.language) or name) if told else name

    def cited(self) -> dict[str, Cited]:
        """Every source that was cited, by identifier."""
        sources = self.facts.tables["sources"].set_index("source_id")
        found = {}
        for source, number in self._numbers.items():
            if source == OWN_COUNT:
                text = self.words.say("own_count", release=self.facts.release)
                found[source] = Cited(number, text, "", official=True)
                continue
            row = sources.loc[source]
            found[source] = self._cited(
                number, {k: v for k, v in row.items() if isinstance(v, str)}
            )
        return found

    def _cited(self, number: int, row: Mapping[Any, str]) -> Cited:
        authority = row["authority"]
        parts = [row.get("publisher", ""), self.words.label("authority", authority)]
        parts.append(row.get("official_reference", ""))
        if row.get("accessed"):
            parts.append(self.words.say("seen", day=self.words.on(row["accessed"])))
        text = ", ".join(p for p in parts if p)
        return Cited(number, text, row.get("url", ""), authority in _OWNERS)
