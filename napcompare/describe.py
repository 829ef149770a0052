"""What the tables, columns, codes and features of a release mean, from the release itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from napcompare.errors import UnknownNameError
from napcompare.release.read import Release

__all__ = ["describe", "labels", "search"]

_PAGE = ("question", "yes", "partial", "no", "example_yes", "example_no", "notes")


def describe(release: Release, name: str | None) -> pd.DataFrame:
    """See `napcompare.dataset.Dataset.describe`."""
    resources = {r["name"]: r for r in release.package["resources"]}
    features = {f["name"]: f for f in release.package["features"]}
    if name is None:
        return _tables(resources)
    if name in resources:
        return _columns(resources[name], release.tables[name])
    if name in features:
        return _feature(features[name])
    concepts = release.tables.get("concepts")
    if concepts is not None and concepts["concept"].eq(name).any():
        page = concepts[concepts["concept"] == name].drop(columns="concept").iloc[0]
        return pd.DataFrame({"part": page.index, "text": page.to_numpy()}).set_index("part")
    table, _, column = name.partition(".")
    if table not in resources:
        raise UnknownNameError("table, column or feature", name, {*resources, *features})
    fields = {f["name"]: f for f in resources[table]["schema"]["fields"]}
    if column not in fields:
        raise UnknownNameError(f"column of {table}", column, fields)
    return _codes(fields[column], release.tables[table][column])


def _tables(resources: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    rows = [(n, r["title"], r["rows"], r["description"]) for n, r in resources.items()]
    return pd.DataFrame(rows, columns=["table", "title", "rows", "description"]).set_index("table")


def _columns(resource: Mapping[str, Any], data: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for field in resource["schema"]["fields"]:
        values = data[field["name"]]
        unknown = int((values.astype("str") == "unknown").sum())
        filled = int(values.notna().sum()) - unknown
        told = (field["title"], field["type"], field.get("unit", ""))
        rows.append((field["name"], *told, filled, unknown, field["description"]))
    names = ["column", "title", "type", "unit", "filled", "unknown", "description"]
    return pd.DataFrame(rows, columns=names).set_index("column")


def _codes(field: Mapping[str, Any], values: pd.Series[Any]) -> pd.DataFrame:
    counts = values.value_counts()
    if "categories" not in field:
        rows = [(field["name"], field["title"], int(values.notna().sum()), field["description"])]
    else:
        rows = [
            (c["value"], c["label"], int(counts.get(c["value"], 0)), c["description"])
            for c in field["categories"]
        ]
    names = ["code", "label", "rows", "description"]
    return pd.DataFrame(rows, columns=names).set_index("code")


def _feature(page: Mapping[str, Any]) -> pd.DataFrame:
    rows = [("label", page["label"]["en"])]
    rows += [(part, page[part]) for part in _PAGE if part in page]
    rows += [("group", page["group"]), ("use", page["use"])]
    return pd.DataFrame(rows, columns=["part", "text"]).set_index("part")


def search(release: Release, text: str) -> pd.DataFrame:
    """See `napcompare.dataset.Dataset.search`."""
    words = text.casefold().split()
    found = [
        (kind, name, told)
        for kind, name, told in _everything(release)
        if words and all(w in f"{name} {told}".casefold() for w in words)
    ]
    return pd.DataFrame(found, columns=["kind", "name", "text"])


def labels(release: Release) -> dict[str, dict[str, str]]:
    """English labels of the codes of every column, by ``table.column``."""
    return {
        name: {code["value"]: code["label"] for code in field["categories"]}
        for name, field in _fields(release)
        if "categories" in field
    }


def _fields(release: Release) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every column as ``table.column`` with its field descriptor."""
    for resource in release.package["resources"]:
        for field in resource["schema"]["fields"]:
            yield f"{resource['name']}.{field['name']}", field


def _indicators(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, str, str]]:
    """Concepts and indicators; releases from before there were concepts have the second only."""
    for row in tables["concepts"].to_dict("records") if "concepts" in tables else ():
        labels = " · ".join(row[f"label_{language}"] for language in ("en", "nl", "fr"))
        yield "concept", row["concept"], f"{labels}. {row['definition']}"
    for row in tables["indicators"].to_dict("records"):
        yield "indicator", row["indicator_id"], row["text"]


def _joined(plans: pd.Series[str]) -> str:
    return ", ".join(dict.fromkeys(plans))


def _everything(release: Release) -> Iterator[tuple[str, str, str]]:
    """Kind, name and text of all that can be found."""
    for page in release.package["features"]:
        labels = " · ".join(page["label"].values())
        yield "feature", page["name"], f"{labels}. {page['question']}"
    for resource in release.package["resources"]:
        yield "table", resource["name"], f"{resource['title']}. {resource['description']}"
    for name, field in _fields(release):
        yield "column", name, f"{field['title']}. {field['description']}"
    pages = {page["name"] for page in release.package["features"]}
    for name, field in _fields(release):
        for code in field.get("categories", ()):
            if code["value"] not in pages:
                yield "code", name, f"{code['value']}: {code['label']}. {code['description']}"
    yield from _indicators(release.tables)
    entities = release.tables["entities"]
    for row in entities[["entity", "name_en", "name_nl", "name_fr"]].to_numpy().tolist():
        yield "entity", row[0], " · ".join(dict.fromkeys(row[1:]))
    if "actors" in release.tables:
        actors = release.tables["actors"].groupby("actor")["plan_id"].agg(_joined)
        yield from (("actor", str(name), str(plans)) for name, plans in actors.items())
    plans = release.tables["plans"].fillna({"title": "", "status_note": ""})
    for plan_id, title, note in plans[["plan_id", "title", "status_note"]].to_numpy().tolist():
        yield "plan", plan_id, ". ".join(p for p in (title, note) if p)
