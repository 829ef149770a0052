"""Make a release final: verified, listed in ``releases.csv``, never changed again."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from napcompare.errors import Problem, VersionError
from napcompare.release.listed import final_releases, write_final
from napcompare.release.read import SUMS
from napcompare.release.verify import verify
from napcompare.release.write import read_info

__all__ = ["make_final"]


def make_final(root: Path, version: str) -> list[Problem]:
    """List a built release as final.

    Parameters
    ----------
    root : Path
        A checkout.
    version : str
        The version that ``datasets/release.yaml`` names and that was built.

    Returns
    -------
    list of Problem
        What verification found; with an error among them nothing was listed.

    Raises
    ------
    VersionError
        When the version is final already, is not the one of release.yaml, or was not built.
    BuildError
        When releases.csv cannot be written.
    """
    datasets = root / "datasets"
    info = read_info(datasets / "release.yaml")
    folder = datasets / "releases" / version
    listed = final_releases(datasets)
    if version in set(listed["version"]):
        raise VersionError(f"Release {version} is final already.")
    if version != info.version:
        raise VersionError(f"datasets/release.yaml names {info.version}, not {version}.")
    if not folder.is_dir():
        raise VersionError(f"Release {version} was not built; run `napcompare build` first.")
    problems = verify(folder, datasets)
    if not any(p.severity == "error" for p in problems):
        digest = sha256((folder / SUMS).read_bytes()).hexdigest()
        write_final(datasets, version, info.date, digest)
    return problems
