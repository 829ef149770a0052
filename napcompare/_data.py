"""Where the schemas and releases are: in a checkout beside the package, else inside the wheel."""

from __future__ import annotations

import re
from pathlib import Path

from napcompare.errors import VersionError

_PACKAGE = Path(__file__).resolve().parent
VERSION = re.compile(r"(\d{4})\.(\d{1,2})\.(\d+)")


def checkout() -> Path | None:
    """The checkout this package lies in, or None when it was installed from a wheel."""
    root = _PACKAGE.parent
    is_checkout = (root / "pyproject.toml").is_file() and (root / "schemas").is_dir()
    return root if is_checkout else None


def schemas_folder() -> Path:
    """The folder with ``fields.yaml``, ``tables``, ``vocab`` and ``codebook``."""
    root = checkout()
    return root / "schemas" if root else _PACKAGE / "_bundled" / "schemas"


def releases_folder() -> Path:
    """The folder that holds one folder a release."""
    root = checkout()
    return root / "datasets" / "releases" if root else _PACKAGE / "_bundled" / "releases"


def version_key(version: str) -> tuple[int, ...]:
    """Sort key of a data version.

    Parameters
    ----------
    version : str
        ``YYYY.MM.N``.

    Returns
    -------
    tuple of int

    Raises
    ------
    VersionError
        When the text is not of that form.

    Examples
    --------
    >>> version_key("2026.11.0") < version_key("2026.11.10")
    True
    """
    match = VERSION.fullmatch(version)
    if not match:
        msg = f"{version!r} is not a data version; they look like 2026.11.0 (year, month, number)."
        raise VersionError(msg)
    return tuple(map(int, match.groups()))


def release_versions(folder: Path | None = None) -> list[str]:
    """Versions of the releases at hand, oldest first."""
    folder = folder or releases_folder()
    found = [p.name for p in folder.glob("*") if VERSION.fullmatch(p.name) and p.is_dir()]
    return sorted(found, key=version_key)


def release_folder(version: str | None = None, folder: Path | None = None) -> Path:
    """The folder of a release; the newest when no version is given.

    Raises
    ------
    VersionError
        When there is none, or not that one.
    """
    folder = folder or releases_folder()
    known = release_versions(folder)
    if not known:
        raise VersionError(
            f"There is no release in {folder}. Run `napcompare build` in a checkout."
        )
    wanted = known[-1] if version is None else version
    version_key(wanted)
    if wanted not in known:
        raise VersionError(f"There is no release {wanted} here. There are: {', '.join(known)}.")
    return folder / wanted
