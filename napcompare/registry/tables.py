"""Entries of the registry into the tables of a release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from napcompare._frames import records
from napcompare.registry import derive
from napcompare.registry.family import Family, Plan
from napcompare.registry.hosts import Hosts, host_of, source_id
from napcompare.registry.provenance import family_provenance
from napcompare.registry.read import ITEMS, Entry
from napcompare.registry.reference import Reference
from napcompare.schema import Schema, Table

__all__ = ["make_tables"]

Row = dict[str, Any]


def make_tables(
    families: list[Family], reference: Reference, hosts: Hosts, schema: Schema
) -> dict[str, pd.DataFrame]:
    """The tables of a release.

    Parameters
    ----------
    families : list of Family
        The entries of the registry, without mistakes.
    reference : Reference
    hosts : Hosts
    schema : Schema

    Returns
    -------
    dict of str to pandas.DataFrame
        Every table of the schemas, sorted by its primary key, with the dtypes of the schemas.
    """
    _number(families)
    sources = _Sources(hosts, [*reference.sources, *reference.groups.sources])
    for family in families:
        sources.add_family(family)
    for url in reference.taxonomy.urls:
        sources.add(url, {})
    rows: dict[str, list[Row]] = {name: [] for name in schema.tables}
    rows["entities"] = list(_entities(families, reference.entities, schema))
    for family in families:
        _add_family(rows, family, schema, sources)
    rows["codings"] = list(_codings(reference.codings, sources, rows["provenance"]))
    rows["lifecycle"] = records(reference.lifecycle)
    rows["aliases"] = records(reference.aliases)
    rows["memberships"] = list(reference.groups.memberships)
    rows["claims"] = list(reference.claims.rows)
    for table, found in reference.taxonomy.rows.items():
        rows[table] += found
    rows["provenance"] += _whole_columns(reference.columns)
    rows["sources"] = sources.rows()
    return {name: frame(schema.table(name), found) for name, found in rows.items()}


def frame(table: Table, rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as a frame with the columns, dtypes and order of the table."""
    data = pd.DataFrame(list(rows), columns=table.names, dtype=object)
    for column in table.columns:
        values = data[column.name].where(
            data[column.name].notna() & (data[column.name] != ""), None
        )
        if column.field.type in ("integer", "year", "number"):
            values = pd.to_numeric(values)
        data[column.name] = values.astype(pd.api.types.pandas_dtype(column.dtype))
    return data.sort_values(list(table.primary_key), ignore_index=True)


def _number(families: list[Family]) -> None:
    """Give every item its number among its like, in the order of the file."""
    for family in families:
        for plan in family.editions:
            like: Counter[str] = Counter()
            for item in plan.items:
                kind = item.values.get("event") or item.values.get("measure") or item.section
                like[kind] += 1
                own = {"entity": item.entity, "plan_id": item.plan_id, "seq": str(like[kind])}
                item.values |= own
            for number, item in enumerate(plan.get("report"), 1):
                item.values["report_id"] = f"{item.plan_id}-R{number}"
            for item in plan.get("reported"):
                breakdown = item.values.get("breakdown")
                item.values["breakdown"] = breakdown or "total"


def _entities(families: list[Family], known: pd.DataFrame, schema: Schema) -> Iterator[Row]:
    entered = schema.section("entity").entered
    found = {f.entity.entity: f.entity.values for f in families}
    empty = {name: column.field.unknown for name, column in entered.items()}
    for row in records(known):
        values = found.get(row["entity"], {})
        yield row | empty | {k: v for k, v in values.items() if k in entered}


def _add_family(
    rows: dict[str, list[Row]], family: Family, schema: Schema, sources: _Sources
) -> None:
    plans = {p.entry.plan_id: _plan_row(p, family.entity, schema) for p in family.plans}
    rows["plans"] += plans.values()
    for plan in family.plans:
        rows["features"] += _feature_rows(plan, schema, sources)
    for plan in family.editions:
        for section in ITEMS:
            rows[schema.section(section).name] += [item.values for item in plan.get(section)]
        rows["mappings"] += [item.values | {"method": "hand"} for item in plan.get("mapping")]
    notes = [*family.notes, *(n for p in family.plans for n in p.get("note"))]
    for number, note in enumerate(notes, 1):
        ids = {"entity": family.entity.entity, "plan_id": note.plan_id, "seq": str(number)}
        rows["notes"].append(note.values | ids)
    rows["provenance"] += family_provenance(family, plans, schema)


def _plan_row(plan: Plan, entity: Entry, schema: Schema) -> Row:
    events = plan.get("event")
    entered = schema.section("plan").entered
    row: Row = {name: column.field.unknown for name, column in entered.items()}
    row |= plan.entry.values
    adopted = derive.adoption(events)
    extended = derive.extension(events)
    features = {f.values["feature"]: f.values["value"] for f in plan.get("feature")}
    row |= {
        "plan_id": plan.entry.plan_id,
        "entity": entity.entity,
        "checked_on": entity.values.get("checked_on", ""),
        "adopted": adopted.values["date"] if adopted else "",
        "adopted_event": adopted.values["event"] if adopted else "",
        "start": derive.period_start(row["start"], events)[0],
        "orientation": derive.orientation(features),
        "inventory": row.get("inventory") or ("partial" if plan.get("indicator") else "none_seen"),
    }
    if extended:
        row |= {"end_original": row["end"], "end": extended.values["until"]}
    return row


def _feature_rows(plan: Plan, schema: Schema, sources: _Sources) -> Iterator[Row]:
    coded = {f.values["feature"]: f.values["value"] for f in plan.get("feature")}
    for feature in schema.features:
        value = coded.get(feature, "unknown")
        behind = [s.values["url"] for s in plan.get("source") if feature in s.supports]
        said = derive.confidence(map(sources.weight, behind)) if value != "unknown" else ""
        ids = {"plan_id": plan.entry.plan_id, "feature": feature}
        yield ids | {"value": value, "confidence": said}


class _Sources:
    """Every source once, described by its host unless the registry says otherwise."""

    def __init__(self, hosts: Hosts, declared: Iterable[Mapping[str, str]]) -> None:
        self.hosts = hosts
        self.found: dict[str, Row] = {
            d["source_id"]: {"reachable": "unknown", **d} for d in declared
        }

    def add_family(self, family: Family) -> None:
        accessed = family.entity.values.get("checked_on", "")
        for source in family.all_sources():
            self.add(source.values["url"], {"accessed": accessed} | source.values)
        for plan in family.editions:
            for item in plan.items:
                if url := item.values.get("url"):
                    self.add(url, {"accessed": accessed})

    def add(self, url: str, values: Mapping[str, str]) -> None:
        host = self.hosts.cited.get(host_of(url))
        row: Row = {"source_id": source_id(url), "url": url, "reachable": "unknown"}
        if host:
            row |= {
                "publisher": host.publisher,
                "authority": host.authority,
                "licence": host.licence,
            }
        known = self.found.setdefault(row["source_id"], row)
        known.update({k: v for k, v in values.items() if v})

    def weight(self, url: str) -> tuple[str, str]:
        """Authority and publisher of a source."""
        row = self.found[source_id(url)]
        return row["authority"], row["publisher"]

    def rows(self) -> list[Row]:
        return list(self.found.values())


def _codings(codings: pd.DataFrame, sources: _Sources, provenance: list[Row]) -> Iterator[Row]:
    """The independent codings, and provenance for the values that a page was seen for."""
    for row in records(codings.fillna("")):
        key = "/".join(row[k] for k in ("plan_id", "field", "coder"))
        for url in row.pop("urls").split():
            sources.add(url, {})
            place = {"table": "codings", "key": key, "column": "value", "method": "seen"}
            provenance.append(place | {"source_id": source_id(url)})
        yield row


def _whole_columns(declared: Iterable[Mapping[str, str]]) -> Iterator[Row]:
    for item in declared:
        for name in item["columns"].split(";"):
            table, column = name.split(".")
            place = {"table": table, "key": "*", "column": column}
            yield place | {k: v for k, v in item.items() if k != "columns"}
