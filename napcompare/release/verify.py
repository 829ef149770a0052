"""Verify a release: its hashes, its tables against its own description, and that it can be rebuilt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from napcompare._data import releases_folder
from napcompare.errors import IntegrityError, NapcompareError, Problem
from napcompare.release.check import check_tables
from napcompare.release.listed import final_releases
from napcompare.release.read import SUMS, read_files, read_release
from napcompare.schema import Column, Field, Schema, Table
from napcompare.vocab import LANGUAGES, Code, FeaturePage, Vocabulary

__all__ = ["verify"]


def verify(folder: Path, datasets: Path | None = None) -> list[Problem]:
    """Verify a release.

    Parameters
    ----------
    folder : Path
        The folder of the release.
    datasets : Path, optional
        ``datasets/`` of a checkout; the release is rebuilt from it in memory and compared byte for
        byte, if it is the version that ``release.yaml`` there names.

    Returns
    -------
    list of Problem
        What is wrong, errors first; warnings are those of the quality report.
    """
    try:
        release = read_release(folder)
    except IntegrityError as error:
        return [Problem("integrity", str(error), file=folder.as_posix())]
    released = str(release.package["created"])[:10]
    problems = check_tables(release.tables, schema_of(release.package), released)
    held_to = datasets or releases_folder().parent
    problems = [*_extra(folder), *_listed(folder, release.version, held_to), *problems]
    if datasets is not None:
        problems = [*_rebuilt(folder, release.version, datasets), *problems]
    return problems


def schema_of(package: Mapping[str, Any]) -> Schema:
    """The schemas of a release from its ``datapackage.json``.

    A release is held to what it said of itself when it was made, not to what the code says since.
    """
    vocabularies: dict[str, Vocabulary] = {}
    fields: dict[str, Field] = {}
    tables = {}
    for resource in package["resources"]:
        described = resource["schema"]
        columns = []
        for item in described["fields"]:
            field = _field(f"{resource['name']}.{item['name']}", item, vocabularies)
            fields[field.name] = field
            required = bool(item.get("constraints", {}).get("required"))
            columns.append(Column(item["name"], field, required, "no"))
        keys = [
            (tuple(k["fields"]), k["reference"]["resource"])
            for k in described.get("foreignKeys", ())
        ]
        tables[resource["name"]] = Table(
            name=resource["name"],
            title=resource["title"],
            description=resource["description"],
            primary_key=tuple(described["primaryKey"]),
            foreign_keys=tuple(keys),
            columns=tuple(columns),
            section="",
        )
    pages = [FeaturePage(p["name"], p["label"], p["group"], p["use"]) for p in package["features"]]
    return Schema(fields, tables, vocabularies, {p.feature: p for p in pages})


def _field(name: str, item: Mapping[str, Any], vocabularies: dict[str, Vocabulary]) -> Field:
    constraints = item.get("constraints", {})
    kind = item["type"]
    if kind == "string":
        kind = "code" if "enum" in constraints else "key" if "pattern" in constraints else "text"
    if kind == "code":
        codes = {c: Code(c, dict.fromkeys(LANGUAGES, c)) for c in constraints["enum"]}
        vocabularies[name] = Vocabulary(name, item["title"], codes)
    return Field(
        name=name,
        type=kind,
        title=item["title"],
        description=item["description"],
        vocabulary=name if kind == "code" else "",
        pattern=constraints.get("pattern", ""),
        unit=item.get("unit", ""),
        unknown=item.get("unknown", ""),
    )


def _extra(folder: Path) -> Iterator[Problem]:
    known = {*read_files(folder), SUMS}
    for path in sorted(folder.iterdir()):
        if path.name not in known:
            yield Problem("extra", "is no part of the release; take it out", file=path.as_posix())


def _listed(folder: Path, version: str, held_to: Path) -> Iterator[Problem]:
    """A final release is the one that ``releases.csv`` has the hash of."""
    listed = final_releases(held_to).set_index("version")["sha256"]
    digest = sha256((folder / SUMS).read_bytes()).hexdigest()
    if version in listed.index and listed[version] != digest:
        message = f"is not that of the final release {version} in releases.csv; get it from version control"
        yield Problem("final", message, file=(folder / SUMS).as_posix())


def _rebuilt(folder: Path, version: str, datasets: Path) -> Iterator[Problem]:
    from napcompare.release.build import render
    from napcompare.release.write import read_info

    if read_info(datasets / "release.yaml").version != version:
        return
    try:
        _, files, _ = render(datasets)
    except NapcompareError as error:
        yield Problem("rebuild", f"cannot be rebuilt: {error}", file=folder.as_posix())
        return
    there = {**read_files(folder), SUMS: (folder / SUMS).read_bytes()}
    for name in sorted({*files, *there}):
        if files.get(name) != there.get(name):
            message = "differs from what datasets/ gives; build again, or check what was edited"
            yield Problem("rebuild", message, file=(folder / name).as_posix())
