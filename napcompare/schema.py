"""The schemas as the one truth: ``schemas/`` read once, and turned into what others need.

`load_schema` reads the folder. From it come the pandera schema of a table, its Frictionless field
descriptors, pandas dtypes, the codebook and the JSON Schema for editors. A column is described in
``fields.yaml`` and named in the table files that have it; nothing is described twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from napcompare._data import schemas_folder
from napcompare.dates import PATTERN as DATE_PATTERN
from napcompare.errors import SchemaError, UnknownNameError
from napcompare.vocab import (
    Code,
    FeaturePage,
    Vocabulary,
    read_feature_page,
    read_schema_file,
    read_vocabulary,
    take,
)

if TYPE_CHECKING:
    import pandera.pandas as pa

__all__ = ["Column", "Field", "Schema", "Table", "load_schema"]

URL_PATTERN = r"https?://[^\s<>\"]+"
_TYPES = ("text", "code", "codes", "integer", "number", "year", "partial_date", "url", "key")
_PATTERNS = {"partial_date": DATE_PATTERN, "url": URL_PATTERN, "year": r"[12][0-9]{3}"}
_FRICTIONLESS = {"integer": "integer", "number": "number", "year": "year"}
_ENTERED = ("no", "yes", "must")


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of ``fields.yaml``."""

    name: str
    type: str
    title: str
    description: str
    vocabulary: str = ""
    pattern: str = ""
    form: str = ""
    unit: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its field, whether it is never empty, whether contributors enter it."""

    name: str
    field: Field
    required: bool
    entered: str

    @property
    def dtype(self) -> str:
        """The pandas dtype on reading a release."""
        if self.field.type in ("integer", "year"):
            return "int64" if self.required else "Int64"
        return "float64" if self.field.type == "number" else "str"


@dataclass(frozen=True, slots=True)
class Table:
    """One file of ``schemas/tables``."""

    name: str
    title: str
    description: str
    primary_key: tuple[str, ...]
    foreign_keys: tuple[tuple[tuple[str, ...], str], ...]
    columns: tuple[Column, ...]
    section: str

    @property
    def names(self) -> list[str]:
        """Names of the columns, in their order."""
        return [c.name for c in self.columns]

    @property
    def entered(self) -> dict[str, Column]:
        """The columns that contributors enter, by name."""
        return {c.name: c for c in self.columns if c.entered != "no"}

    def column(self, name: str) -> Column:
        """A column by name.

        Raises
        ------
        UnknownNameError
            When the table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise UnknownNameError(f"column of {self.name}", name, self.names)


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything in ``schemas/``.

    Attributes
    ----------
    fields, tables, vocabularies, features : mapping
        By name. The vocabulary ``feature`` is made of the codebook pages.
    """

    fields: Mapping[str, Field]
    tables: Mapping[str, Table]
    vocabularies: Mapping[str, Vocabulary]
    features: Mapping[str, FeaturePage]

    def table(self, name: str) -> Table:
        """A table by name; an unknown one is an UnknownNameError."""
        if name not in self.tables:
            raise UnknownNameError("table", name, self.tables)
        return self.tables[name]

    def section(self, name: str) -> Table:
        """The table whose entered columns stand in this section of a registry file."""
        return next(t for t in self.tables.values() if t.section == name)

    def allowed(self, field: Field) -> list[str]:
        """The codes that a field of type code or codes may have."""
        return self.vocabularies[field.vocabulary].current


def load_schema(folder: Path | None = None) -> Schema:
    """Read the schemas.

    Parameters
    ----------
    folder : Path, optional
        Another folder than that of the package.

    Returns
    -------
    Schema

    Raises
    ------
    SchemaError
        With file and place, for any mistake in the schema files.

    Examples
    --------
    >>> load_schema().table("features").primary_key
    ('plan_id', 'feature')
    """
    return _load((folder or schemas_folder()).resolve())


@cache
def _load(folder: Path) -> Schema:
    pages = [read_feature_page(p) for p in sorted((folder / "codebook").glob("*.yaml"))]
    words = [read_vocabulary(p) for p in sorted((folder / "vocab").glob("*.yaml"))]
    codes = {p.feature: Code(p.feature, p.label, p.texts["question"]) for p in pages}
    words.append(Vocabulary("feature", "Feature", codes))
    vocabularies = {v.name: v for v in words}
    for page in pages:
        for key, value in (("feature_group", page.group), ("feature_use", page.use)):
            if value not in vocabularies[key].codes:
                raise SchemaError(f"{page.feature}.yaml: {value!r} is not in vocab/{key}.yaml.")
    fields = _read_fields(folder / "fields.yaml", vocabularies)
    tables = [_read_table(p, fields) for p in sorted((folder / "tables").glob("*.yaml"))]
    schema = Schema(
        fields, {t.name: t for t in tables}, vocabularies, {p.feature: p for p in pages}
    )
    _check_references(schema)
    return schema


def _read_fields(path: Path, vocabularies: Mapping[str, Vocabulary]) -> dict[str, Field]:
    fields = {}
    for name, entry in read_schema_file(path).items():
        where = f"{path.name}: {name}"
        values = {k: " ".join(str(v).split()) for k, v in entry.items()}
        unexpected = set(values) - set(Field.__dataclass_fields__)
        if unexpected:
            raise SchemaError(f"{where}: does not know {', '.join(sorted(unexpected))}.")
        for key in ("type", "title", "description"):
            take(values, key, where)
        field = Field(name=name, **values)
        if field.type not in _TYPES:
            raise SchemaError(f"{where}: type {field.type!r}; there are {', '.join(_TYPES)}.")
        if field.type in ("code", "codes") and field.vocabulary not in vocabularies:
            raise SchemaError(f"{where}: there is no vocab/{field.vocabulary}.yaml.")
        if field.type == "key" and not field.pattern:
            raise SchemaError(f"{where}: a key needs a `pattern`.")
        fields[name] = field
    return fields


def _read_table(path: Path, fields: Mapping[str, Field]) -> Table:
    content = read_schema_file(path)
    columns = []
    for entry in take(content, "columns", path.name):
        name = str(take(entry, "name", path.name))
        field = str(entry.get("field", name))
        entered = str(entry.get("entered", "no"))
        if field not in fields:
            raise SchemaError(f"{path.name}: column {name}: fields.yaml has no {field!r}.")
        if entered not in _ENTERED:
            raise SchemaError(f"{path.name}: column {name}: entered is {', '.join(_ENTERED)}.")
        columns.append(Column(name, fields[field], entry.get("required") == "yes", entered))
    keys = tuple(
        (tuple(map(str, k["columns"])), str(k["table"])) for k in content.get("foreign_keys") or ()
    )
    return Table(
        name=path.stem,
        title=str(take(content, "title", path.name)),
        description=str(take(content, "description", path.name)),
        primary_key=tuple(map(str, take(content, "primary_key", path.name))),
        foreign_keys=keys,
        columns=tuple(columns),
        section=str(content.get("section") or ""),
    )


def _check_references(schema: Schema) -> None:
    for table in schema.tables.values():
        used = set(table.primary_key).union(*(c for c, _ in table.foreign_keys), ())
        missing = used - set(table.names)
        if missing:
            raise SchemaError(f"{table.name}.yaml: keys name {', '.join(missing)}, not a column.")
        for _, target in table.foreign_keys:
            if target not in schema.tables:
                raise SchemaError(
                    f"{table.name}.yaml: a foreign key names {target!r}, not a table."
                )


def value_pattern(field: Field) -> str:
    """Regular expression that a whole value must match; empty for free text and numbers."""
    return field.pattern or _PATTERNS.get(field.type, "")


def pandera_schema(schema: Schema, name: str) -> pa.DataFrameSchema:
    """The pandera schema of a table: dtypes, vocabularies, patterns, empty cells, primary key.

    Parameters
    ----------
    schema : Schema
    name : str
        The table.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Strict and ordered: no column more or less, in the order of the table file.
    """
    import pandera.pandas as pa

    table = schema.table(name)
    columns = {
        c.name: pa.Column(c.dtype, _pandera_checks(schema, c.field), nullable=not c.required)
        for c in table.columns
    }
    return pa.DataFrameSchema(
        columns, strict=True, ordered=True, unique=list(table.primary_key), name=name
    )


def _pandera_checks(schema: Schema, field: Field) -> list[pa.Check]:
    import pandera.pandas as pa

    if field.type == "code":
        return [pa.Check.isin(schema.allowed(field), error="vocabulary")]
    if field.type == "codes":
        allowed = set(schema.allowed(field))
        check = pa.Check(
            lambda s: s.map(lambda v: set(v.split(";")) <= allowed), error="vocabulary"
        )
        return [check]
    if field.type in ("integer", "number"):
        return [pa.Check.ge(0, error="not_negative")]
    if field.type == "year":
        return [pa.Check.in_range(1000, 2999, error="pattern")]
    pattern = value_pattern(field)
    return [pa.Check.str_matches(rf"^(?:{pattern})$", error="pattern")] if pattern else []


def frictionless_schema(schema: Schema, name: str) -> dict[str, Any]:
    """The Table Schema of a table, as it stands in ``datapackage.json``.

    Partial dates are strings with a pattern, years have the type year, and codes carry their labels
    as ``categories`` (Data Package v2; older readers skip what they do not know).
    """
    table = schema.table(name)
    keys = [
        {"fields": list(columns), "reference": {"resource": target, "fields": list(columns)}}
        for columns, target in table.foreign_keys
    ]
    described = {
        "fields": [_frictionless_field(schema, c) for c in table.columns],
        "primaryKey": list(table.primary_key),
        "missingValues": [""],
    }
    return described | ({"foreignKeys": keys} if keys else {})


def _frictionless_field(schema: Schema, column: Column) -> dict[str, Any]:
    field = column.field
    described: dict[str, Any] = {
        "name": column.name,
        "type": _FRICTIONLESS.get(field.type, "string"),
        "title": field.title,
        "description": field.description,
    }
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if field.type == "code":
        words = schema.vocabularies[field.vocabulary]
        constraints["enum"] = words.current
        described["categories"] = [
            {"value": c, "label": words.label(c), "description": words.codes[c].definition}
            for c in words.current
        ]
    elif field.type != "year" and (pattern := value_pattern(field)):
        constraints["pattern"] = pattern
    if field.unit:
        described["unit"] = field.unit
    if field.unknown:
        described["unknown"] = field.unknown
    return described | ({"constraints": constraints} if constraints else {})
