"""Verify a release: its hashes, its tables against the schemas, and that it can be rebuilt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from napcompare.errors import IntegrityError, NapcompareError, Problem
from napcompare.release.check import check_tables
from napcompare.release.read import SUMS, read_files, read_release
from napcompare.schema import load_schema

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
    problems = check_tables(release.tables, load_schema(), released)
    if datasets is not None:
        problems = [*_rebuilt(folder, release.version, datasets), *problems]
    return problems


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
