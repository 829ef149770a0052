"""The files of the release as the site offers them, and one archive of them."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from napcompare.show.site.words import SiteWords

__all__ = ["Download", "archive", "archive_name", "downloads", "offered", "size_told"]

_TEXTS = {"codebook.md": "codebook", "quality.md": "quality"}
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that an archive can tell; the same for every file
_READABLE = 0o100644 << 16


class Download(NamedTuple):
    """A file, what it holds, whether that is said in English, and its size in words."""

    name: str
    what: str
    english: bool
    size: str


def offered(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The tables, the codebook and the report on quality, from all files of a release."""
    return {n: c for n, c in sorted(files.items()) if n.endswith(".csv") or n in _TEXTS}


def downloads(
    files: Mapping[str, bytes], package: Mapping[str, Any], words: SiteWords
) -> list[Download]:
    """The files offered, the texts first.

    Parameters
    ----------
    files : mapping of str to bytes
        As from `offered`.
    package : mapping
        The ``datapackage.json`` of the release.
    words : SiteWords
    """
    titles = {resource["path"]: resource["title"] for resource in package["resources"]}
    told = []
    for name in sorted(files, key=lambda n: (n not in _TEXTS, n)):
        own = name in _TEXTS
        what = words(_TEXTS[name]) if own else str(titles.get(name, name))
        english = not own and words.language != "en"
        told.append(Download(name, what, english, size_told(len(files[name]), words)))
    return told


def size_told(count: int, words: SiteWords) -> str:
    """A number of bytes in words."""
    return f"{words.report.number(max(1, round(count / 1000)))} {words('kb')}"


def archive_name(release: str) -> str:
    """Name of the archive.

    Examples
    --------
    >>> archive_name("2026.11.2")
    'napcompare-2026.11.2.zip'
    """
    return f"napcompare-{release}.zip"


def archive(files: Mapping[str, bytes], release: str) -> bytes:
    """An archive of files in a folder of their own; the same files give the same bytes."""
    written = BytesIO()
    with ZipFile(written, "w") as packed:
        for name, content in sorted(files.items()):
            entry = ZipInfo(f"napcompare-{release}/{name}", _EARLIEST)
            entry.compress_type, entry.external_attr, entry.create_system = (
                ZIP_DEFLATED,
                _READABLE,
                3,
            )
            packed.writestr(entry, content)
    return written.getvalue()
