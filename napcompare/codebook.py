"""What people and editors read of the schemas: the codebook and the JSON Schema for registry files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from napcompare._frames import records
from napcompare.schema import Column, Field, Schema, Table, load_schema, value_pattern
from napcompare.vocab import FeaturePage, Vocabulary

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["codebook", "registry_json_schema", "taxonomy"]

_YES_NO = {"yes": True, "no": False}
_PAGE = (
    ("yes", "Yes"),
    ("partial", "Partial"),
    ("no", "No"),
    ("example_yes", "Example of yes"),
    ("example_no", "Example of no"),
    ("notes", "Notes"),
)


def codebook(schema: Schema, release: str) -> str:
    """The codebook of a release as Markdown: features, tables and codes.

    Parameters
    ----------
    schema : Schema
    release : str
        Version of the release, for the heading.

    Returns
    -------
    str
    """
    parts = [
        f"# Codebook of napcompare {release}",
        "Unknown is not no. Designations imply no view on the status of any territory.",
        "## Features",
        *(line for page in schema.features.values() for line in _feature(page, schema)),
        "## Tables",
        *(line for table in schema.tables.values() for line in _table(table)),
        "## Codes",
        *(line for words in _of_the_data(schema) for line in _codes(words)),
    ]
    return "\n\n".join(parts) + "\n"


def taxonomy(tables: Mapping[str, pd.DataFrame], schema: Schema, release: str) -> str:
    """The concepts of a release as Markdown: the rules of coding, then a page a concept, by area.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        With concepts, concept_rules, crosswalk and framework_indicators.
    schema : Schema
    release : str
        Version of the release, for the heading.

    Returns
    -------
    str
    """
    words = {name: schema.vocabularies[name] for name in ("area", "concept_unit", "direction")}
    parts = [
        f"# Concepts of napcompare {release}",
        "What indicators of plans measure, harmonised. Our own coding, not an official taxonomy; more "
        "indicators do not make a better plan.",
        "## Rules of coding",
        *(f"**{row['title']}.** {row['text']}" for row in records(tables["concept_rules"])),
    ]
    lines = tables["crosswalk"].groupby("concept")[["framework", "code", "relation"]]
    matches = {str(code): records(part) for code, part in lines}
    concepts = tables["concepts"]
    for area in words["area"].current:
        parts.append(f"## {words['area'].label(area)}")
        for row in records(concepts[concepts["area"] == area]):
            parts += _concept(row, matches.get(row["concept"], []), words)
    return "\n\n".join(parts) + "\n"


def _concept(
    row: Mapping[str, Any], matches: list[dict[str, Any]], words: Mapping[str, Vocabulary]
) -> Iterator[str]:
    yield f"### {row['concept']}: {row['label_en']}"
    yield f"{row['label_nl']} · {row['label_fr']}"
    yield row["definition"]
    unit = words["concept_unit"].label(row["unit"]).lower()
    direction = words["direction"].label(row["direction"]).lower()
    yield "\n".join(
        [
            f"- Belongs: {row['example']}.",
            f"- Does not: {row['not_example']}.",
            f"- Typical unit: {unit}; direction: {direction}; level: {row['level']}.",
            *(f"- {m['framework']} {m['code']}: {m['relation']} match." for m in matches),
        ]
    )


def _of_the_data(schema: Schema) -> Iterator[Vocabulary]:
    """The vocabularies of columns and of the codebook itself, not the words of figures."""
    used = {field.vocabulary for field in schema.fields.values()} | _BESIDE
    yield from (v for v in schema.vocabularies.values() if v.name in used and v.name != "feature")


# Vocabularies that no column has and that a reader of the data needs.
_BESIDE = {"feature_group", "feature_use", "agreement_status", "group"}


def _feature(page: FeaturePage, schema: Schema) -> Iterator[str]:
    use = schema.vocabularies["feature_use"].codes[page.use]
    yield f"### {page.feature}"
    yield f"**{page.label['en']}** · nl: {page.label['nl']} · fr: {page.label['fr']}"
    yield page.texts["question"]
    lines = [f"- *{label}*: {page.texts[key]}" for key, label in _PAGE if key in page.texts]
    group = schema.vocabularies["feature_group"].label(page.group)
    lines += [f"- *Group*: {group}", f"- *Use*: {use.label['en']}. {use.definition}"]
    if page.was:
        lines.append(f"- *Earlier name*: {page.was}")
    yield "\n".join(lines)


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name}"
    yield f"{table.description} Primary key: {', '.join(table.primary_key)}."
    rows = ["| column | type | empty | description |", "|---|---|---|---|"]
    rows += [
        f"| {c.name} | {_type(c)} | {_empty(c)} | {c.field.description} |" for c in table.columns
    ]
    yield "\n".join(rows)


def _type(column: Column) -> str:
    field = column.field
    told = f"{field.type}: {field.vocabulary}" if field.vocabulary else field.type
    return f"{told} ({field.unit})" if field.unit else told


def _empty(column: Column) -> str:
    return "never" if column.required else "yes"


def _codes(words: Vocabulary) -> Iterator[str]:
    yield f"### {words.name}"
    if words.description:
        yield words.description
    rows = ["| code | English | Nederlands | français | definition |", "|---|---|---|---|---|"]
    for c in words.codes.values():
        told = f"retired, use {c.successor}" if c.retired else c.definition
        rows.append(f"| {c.code} | {c.label['en']} | {c.label['nl']} | {c.label['fr']} | {told} |")
    yield "\n".join(rows)


def registry_json_schema(schema: Schema) -> dict[str, Any]:
    """JSON Schema of a registry file, for completion and hints in editors.

    It is looser than ``napcompare check``: an editor reads ``yes``, ``2020`` and ``2026.10`` as
    booleans and numbers, so those are let through.

    Returns
    -------
    dict
        Draft 2020-12.

    Examples
    --------
    >>> registry_json_schema(load_schema())["required"]
    ['entity', 'name']
    """
    from napcompare.registry.read import EXTRA, NESTING

    def section(name: str) -> dict[str, Any]:
        columns = schema.section(name).entered
        properties = {c.name: _property(c.field, schema) for c in columns.values()}
        properties |= {
            key: _EXTRA_PROPERTY.get(key, {"type": "string"}) for key in EXTRA.get(name, ())
        }
        for key, below in NESTING.get(name, {}).items():
            properties[key] = {"type": "array", "items": section(below)}
        if name == "plan":
            value = _property(schema.section("feature").column("value").field, schema)
            coded = {
                f: value | {"description": p.texts["question"]} for f, p in schema.features.items()
            }
            properties["features"] = _object(coded, [])
        required = [c.name for c in columns.values() if c.entered == "must"]
        return _object(properties, ["entity", "name"] if name == "entity" else required)

    top = section("entity")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "napcompare registry file",
    } | top


_EXTRA_PROPERTY: Mapping[str, dict[str, Any]] = {
    "supports": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Columns, features and events.<kind> that the source says.",
    },
    "derived_from": {
        "type": "string",
        "description": "Column of the plan that an event without a source of its own is told in.",
    },
}


def _object(properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
    }


def _property(field: Field, schema: Schema) -> dict[str, Any]:
    told: dict[str, Any] = {"title": field.title, "description": field.description}
    if field.type == "code":
        codes = schema.allowed(field)
        return told | {"enum": [*codes, *(_YES_NO[c] for c in codes if c in _YES_NO)]}
    if field.type == "codes":
        return told | {"type": "array", "items": {"enum": [*schema.allowed(field), False]}}
    if field.type in ("integer", "number"):
        return told | {"type": field.type, "minimum": 0}
    if pattern := value_pattern(field):
        return told | {"type": ["string", "integer", "number"], "pattern": f"^({pattern})$"}
    return told | {"type": ["string", "number", "boolean"]}


if __name__ == "__main__":
    import sys

    sys.stdout.write(
        json.dumps(registry_json_schema(load_schema()), indent=1, ensure_ascii=False) + "\n"
    )
