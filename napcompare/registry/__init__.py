"""The registry: YAML files that contributors edit, into the tables of a release.

`check` reports every mistake of all files at once; `load_tables` makes the tables or raises them all.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from napcompare.errors import Problem, RegistryError
from napcompare.registry.family import Context, families
from napcompare.registry.hosts import read_hosts
from napcompare.registry.read import read_files, registry_files
from napcompare.registry.reference import Reference, read_reference
from napcompare.registry.rules import check_entries
from napcompare.registry.taxonomy import taxonomy_hosts
from napcompare.schema import Schema, load_schema

if TYPE_CHECKING:
    import pandas as pd

    from napcompare.registry.hosts import Hosts
    from napcompare.registry.read import Entry

__all__ = ["check", "load_tables", "registry_files"]


def check(path: Path, datasets: Path, schema: Schema | None = None) -> list[Problem]:
    """Check registry files.

    Parameters
    ----------
    path : Path
        A folder of registry files, or one file.
    datasets : Path
        The folder with ``hosts.yaml`` and ``names/entities.csv``.
    schema : Schema, optional

    Returns
    -------
    list of Problem
        Every mistake of all files, each with file and line; empty when there is none.
    """
    schema = schema or load_schema()
    return _read(registry_files(path), datasets, schema)[-1]


def load_tables(datasets: Path, schema: Schema | None = None) -> dict[str, pd.DataFrame]:
    """Make the tables of a release from ``datasets/``.

    Parameters
    ----------
    datasets : Path
        The folder that holds ``registry/`` and what stands beside it.
    schema : Schema, optional

    Returns
    -------
    dict of str to pandas.DataFrame
        By name of table.

    Raises
    ------
    RegistryError
        With every mistake, when there is any.
    """
    from napcompare.registry.tables import make_tables

    schema = schema or load_schema()
    files = registry_files(datasets / "registry")
    entries, reference, hosts, problems = _read(files, datasets, schema)
    if not files:
        where = (datasets / "registry").as_posix()
        problems = [Problem("file", "there are no registry files here", file=where)]
    if problems:
        raise RegistryError(problems)
    return make_tables(families(entries), reference, hosts, schema)


def _read(
    files: list[Path], datasets: Path, schema: Schema
) -> tuple[list[Entry], Reference, Hosts, list[Problem]]:
    reference = read_reference(datasets, schema)
    hosts, host_problems = read_hosts(datasets / "hosts.yaml", schema)
    entries, problems = read_files(files, schema)
    concepts = frozenset(row["concept"] for row in reference.taxonomy.rows["concepts"])
    context = Context(schema, hosts, reference.names, reference.own("plans"), concepts)
    problems += check_entries(entries, context)
    order = {path.as_posix(): number for number, path in enumerate(files)}
    problems.sort(key=lambda p: (order.get(p.file, -1), p.line))
    told = (reference.groups, reference.claims, reference.taxonomy)
    beside = [problem for part in told for problem in part.problems]
    beside += taxonomy_hosts(reference.taxonomy, hosts)
    return (
        entries,
        reference,
        hosts,
        host_problems + beside + problems,
    )
