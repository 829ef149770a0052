"""Committed files beside the registry: entities, codings, lifecycle, and sources of whole columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from napcompare._yaml import YamlError, read_yaml
from napcompare.errors import DataError, Problem
from napcompare.registry.claims import Claims, read_claims
from napcompare.registry.groups import Groups, read_groups
from napcompare.registry.taxonomy import Taxonomy, read_taxonomy
from napcompare.schema import Schema

__all__ = ["Reference", "read_reference", "read_text_table"]


@dataclass(frozen=True, slots=True)
class Reference:
    """The frames of text that the build reads beside the registry.

    Attributes
    ----------
    entities, aliases, codings, lifecycle : pandas.DataFrame
        As committed, every column text.
    sources : list of mapping
        Sources of whole columns.
    columns : list of mapping
        Which columns they stand behind: columns, source_id, method, derived_from.
    groups : Groups
        Memberships, their sources, and mistakes in them.
    claims : Claims
        Published counts, and mistakes in them.
    taxonomy : Taxonomy
        Concepts and frameworks, and mistakes in them.
    """

    entities: pd.DataFrame
    aliases: pd.DataFrame
    codings: pd.DataFrame
    lifecycle: pd.DataFrame
    sources: list[Mapping[str, str]]
    columns: list[Mapping[str, str]]
    groups: Groups
    claims: Claims
    taxonomy: Taxonomy

    @property
    def names(self) -> dict[str, str]:
        """Entity code to English name."""
        return names_by_code(self.entities)

    def own(self, table: str) -> frozenset[str]:
        """Columns of a table that have a source as a whole."""
        names = [n for item in self.columns for n in item["columns"].split(";")]
        return frozenset(n.removeprefix(f"{table}.") for n in names if n.startswith(f"{table}."))


def read_text_table(path: Path) -> pd.DataFrame:
    """A committed CSV with every column text; an empty cell is missing, and ``NA`` is not.

    Raises
    ------
    DataError
        When the file is missing or is not a CSV in UTF-8.
    """
    try:
        return pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    except FileNotFoundError:
        raise DataError([Problem("file", "the file is missing", file=path.as_posix())]) from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        message = f"is not a CSV in UTF-8: {error}"
        raise DataError([Problem("file", message, file=path.as_posix())]) from None


def read_reference(datasets: Path, schema: Schema) -> Reference:
    """Read what stands beside the registry in ``datasets/``.

    Raises
    ------
    DataError
        With the file, for whatever cannot be read.
    """
    path = datasets / "reference.yaml"
    try:
        content = read_yaml(path)
    except YamlError as problem:
        found = Problem("yaml", problem.message, file=path.as_posix(), line=problem.line)
        raise DataError([found]) from None
    entities = read_text_table(datasets / "names" / "entities.csv")
    return Reference(
        entities=entities,
        aliases=read_text_table(datasets / "names" / "aliases.csv"),
        codings=read_text_table(datasets / "evaluations" / "codings.csv"),
        lifecycle=read_text_table(datasets / "lifecycle.csv"),
        sources=_plain(content.get("sources")),
        columns=_plain(content.get("columns")),
        claims=read_claims(datasets / "claims.yaml"),
        groups=read_groups(datasets / "groups.yaml", names_by_code(entities)),
        taxonomy=read_taxonomy(datasets / "taxonomy", schema),
    )


def names_by_code(entities: pd.DataFrame) -> dict[str, str]:
    """Entity code to English name."""
    return dict(zip(entities["entity"], entities["name_en"], strict=True))


def _plain(items: Any) -> list[Mapping[str, str]]:
    return [{k: str(v) for k, v in item.items() if v is not None} for item in items or ()]
