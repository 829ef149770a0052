"""The bytes of a release: the same tables always give the same files."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from napcompare._yaml import YamlError, read_yaml
from napcompare.dates import PartialDate
from napcompare.errors import BuildError
from napcompare.schema import Schema, frictionless_schema

__all__ = ["ReleaseInfo", "csv_bytes", "datapackage", "json_bytes", "read_info", "sums"]

DATA_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """What a release says of itself; read from ``datasets/release.yaml``."""

    version: str
    date: str
    title: str
    description: str


def read_info(path: Path) -> ReleaseInfo:
    """Read ``datasets/release.yaml``.

    Raises
    ------
    BuildError
        When something is missing or is not a version or a day.
    """
    from napcompare._data import version_key

    try:
        content = read_yaml(path)
    except YamlError as problem:
        raise BuildError(f"{path}:{problem.line}: {problem.message}") from None
    fields = ("version", "date", "title", "description")
    missing = [f for f in fields if not content.get(f)]
    if missing:
        raise BuildError(f"{path}: {', '.join(missing)} missing.")
    info = ReleaseInfo(*(" ".join(str(content[f]).split()) for f in fields))
    version_key(info.version)
    if len(info.date) != 10:
        raise BuildError(f"{path}: date must be a day, as in 2026-11-24, not {info.date!r}.")
    try:
        PartialDate(info.date)
    except ValueError as error:
        raise BuildError(f"{path}: date: {error}.") from None
    return info


def csv_bytes(data: pd.DataFrame) -> bytes:
    """A table as UTF-8 CSV with LF line ends; an empty cell is missing."""
    whole = data.select_dtypes("float64").columns
    text = data.astype(dict.fromkeys(whole, "object"))
    for column in whole:
        text[column] = [_number(v) for v in data[column]]
    return text.to_csv(index=False, lineterminator="\n", na_rep="").encode()


def _number(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def json_bytes(content: Any) -> bytes:
    """JSON with a fixed layout, keys in the order given."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def datapackage(
    info: ReleaseInfo,
    files: Mapping[str, bytes],
    tables: Mapping[str, pd.DataFrame],
    schema: Schema,
) -> dict[str, Any]:
    """``datapackage.json``: Data Package v2, with the codebook pages of the features beside it."""
    resources = [
        {
            "name": name,
            "type": "table",
            "path": f"{name}.csv",
            "title": table.title,
            "description": table.description,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(files[f"{name}.csv"]),
            "hash": f"sha256:{sha256(files[f'{name}.csv']).hexdigest()}",
            "rows": len(tables[name]),
            "schema": frictionless_schema(schema, name),
        }
        for name, table in schema.tables.items()
    ]
    features = [
        {"name": p.feature, "label": dict(p.label), "group": p.group, "use": p.use, **p.texts}
        for p in schema.features.values()
    ]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "napcompare",
        "title": info.title,
        "description": info.description,
        "version": info.version,
        "created": f"{info.date}T00:00:00Z",
        "licenses": [DATA_LICENCE],
        "contributors": [{"title": "napcompare contributors", "roles": ["author"]}],
        "resources": resources,
        "features": features,
    }


def sums(files: Mapping[str, bytes]) -> bytes:
    """The lines of SHA256SUMS, as ``sha256sum --check`` reads them."""
    return "".join(f"{sha256(files[n]).hexdigest()}  {n}\n" for n in sorted(files)).encode()
