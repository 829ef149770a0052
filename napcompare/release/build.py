"""Build a release from ``datasets/``: read committed text, check, write, and only then put in place.

No network, clock or machine state enters, so any clone builds the same bytes. The files are written
to a folder under ``build/`` and moved as a whole; whatever goes wrong before, the earlier release stays.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from napcompare._data import release_versions, version_key
from napcompare.codebook import codebook, taxonomy
from napcompare.errors import BuildError, DataError, VersionError
from napcompare.registry import load_tables
from napcompare.release import about
from napcompare.release.check import check_tables
from napcompare.release.listed import final_releases
from napcompare.release.read import SUMS, Release, read_release
from napcompare.release.write import (
    ReleaseInfo,
    csv_bytes,
    datapackage,
    json_bytes,
    read_info,
    sums,
)
from napcompare.schema import Schema, load_schema

__all__ = ["Built", "build", "render"]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the folder, the number of rows by table, and the number of warnings."""

    version: str
    folder: Path
    rows: Mapping[str, int]
    warnings: int


def render(
    datasets: Path, schema: Schema | None = None
) -> tuple[ReleaseInfo, dict[str, bytes], Built]:
    """Every file of the release that ``datasets/`` describes, in memory.

    Parameters
    ----------
    datasets : Path
    schema : Schema, optional

    Returns
    -------
    ReleaseInfo
    dict of str to bytes
        Files by name, SHA256SUMS among them.
    Built
        The summary, its folder still to be named.

    Raises
    ------
    RegistryError, DataError
        With every mistake in the registry, or in the tables made from it.
    """
    schema = schema or load_schema()
    info = read_info(datasets / "release.yaml")
    tables = load_tables(datasets, schema)
    problems = check_tables(tables, schema, info.date)
    if any(p.severity == "error" for p in problems):
        raise DataError(problems)
    files = {f"{name}.csv": csv_bytes(data) for name, data in tables.items()}
    package = datapackage(info, files, tables, schema)
    files |= {
        "datapackage.json": json_bytes(package),
        "codebook.md": codebook(schema, info.version).encode(),
        "concepts.md": taxonomy(tables, schema, info.version).encode(),
        "quality.md": about.quality(tables, schema, info, problems).encode(),
        "changes.md": about.changes(
            Release(package, tables), _before(datasets, info.version)
        ).encode(),
        "CITATION.cff": about.citation(info).encode(),
        "metadata.jsonld": json_bytes(about.schema_org(info, tables)),
    }
    files[SUMS] = sums(files)
    rows = {name: len(data) for name, data in tables.items()}
    return info, files, Built(info.version, Path(), rows, len(problems))


def _before(datasets: Path, version: str) -> Release | None:
    """The newest release before a version that is final and at hand."""
    folder = datasets / "releases"
    final = set(final_releases(datasets)["version"]) & set(release_versions(folder))
    earlier = [v for v in final if version_key(v) < version_key(version)]
    return read_release(folder / max(earlier, key=version_key)) if earlier else None


def build(root: Path, to: Path | None = None, schema: Schema | None = None) -> Built:
    """Build the release that ``datasets/`` describes.

    Parameters
    ----------
    root : Path
        A checkout: the folder that holds ``datasets/``.
    to : Path, optional
        A new folder to build into, beside the releases; needed to rebuild a final release.
    schema : Schema, optional

    Returns
    -------
    Built

    Raises
    ------
    VersionError
        When the version is final and no other folder was named.
    BuildError
        When the files cannot be written; what was there before is untouched.
    RegistryError, DataError
        With every mistake in the data.
    """
    datasets = root / "datasets"
    version = read_info(datasets / "release.yaml").version
    target = to or datasets / "releases" / version
    if to is None and version in set(final_releases(datasets)["version"]):
        msg = (
            f"Release {version} is final. Raise `version` in datasets/release.yaml for a new one, or "
            "rebuild this one elsewhere with `napcompare build --to FOLDER`."
        )
        raise VersionError(msg)
    if to is not None and to.exists():
        raise BuildError(f"{to} exists; name a new folder.")
    staging = (target.parent if to else root / "build") / f"{target.name}-{os.getpid()}.partial"
    with _readable_errors(target):
        _restore(target, staging.parent)
        info, files, built = render(datasets, schema)
        try:
            _write(files, staging)
            _put_in_place(staging, target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return Built(info.version, target, built.rows, built.warnings)


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        with (folder / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _put_in_place(staging: Path, target: Path) -> None:
    """Move a whole folder into place; the one before is set aside until the new one stands."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = staging.parent / f"{target.name}.previous"
    if target.exists():
        shutil.rmtree(aside, ignore_errors=True)
        target.rename(aside)
    try:
        staging.rename(target)
    except OSError:
        if aside.exists():
            aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _restore(target: Path, staging: Path) -> None:
    """Undo what a build that was killed left: a release set aside, and unfinished folders."""
    aside = staging / f"{target.name}.previous"
    if aside.exists() and not target.exists():
        aside.rename(target)
    for left in staging.glob(f"{target.name}-*.partial"):
        if not _alive(int(left.stem.rpartition("-")[2])):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _readable_errors(target: Path) -> Iterator[None]:
    """An error of the file system as a BuildError that says what to do."""
    try:
        yield
    except OSError as error:
        advice = {
            errno.ENOSPC: "the disk is full; free some space and build again",
            errno.EDQUOT: "the disk quota is used up; free some space and build again",
            errno.EACCES: "no permission to write there; build in a folder of your own",
            errno.EROFS: "the file system is read-only; build elsewhere with --to",
        }
        said = advice.get(error.errno or 0, error.strerror or str(error))
        place = error.filename or target
        raise BuildError(f"Nothing was changed: {place}: {said}.") from error
