"""The folder of a site, written beside its place and moved there as a whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from napcompare.errors import QuestionError

__all__ = ["MARKER", "SiteFolder", "new_site"]

MARKER = ".napcompare-site"  # names every file of the site, so that nothing else is ever removed
_FIRST = "Site written by napcompare. Its files:"


class SiteFolder:
    """A new site that is being written; made by `new_site`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names: list[str] = []

    def write(self, name: str, content: bytes) -> None:
        """Write a file; `name` is its path within the site, with "/"."""
        path = self._root / PurePosixPath(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        self._names.append(name)

    def finish(self) -> None:
        """Write the marker."""
        _write_marker(self._root, self._names)

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each file that was written."""
        return {name: (self._root / name).stat().st_size for name in self._names}


@contextmanager
def new_site(place: Path) -> Iterator[SiteFolder]:
    """A folder to write a site into, which takes its place when all is written.

    Parameters
    ----------
    place : Path
        A folder that is not there yet, is empty, or holds an older site and nothing else.

    Yields
    ------
    SiteFolder

    Raises
    ------
    QuestionError
        For a file, a folder with other things in it, a folder that is not there to put it in, and where
        nothing can be written. What was there then stays as it was, as it does after an interruption.
    """
    target = _target(place)
    _check(place, target)
    beside = target.with_name(f".{target.name}.part")
    try:
        _remove_site(beside)
        beside.mkdir()
        try:
            _write_marker(beside, [])
            site = SiteFolder(beside)
            yield site
            site.finish()
            _check(place, target)  # again: time has passed
            _move(beside, target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise QuestionError(f"{place} cannot be written: {error.strerror or error}.") from None


def _target(place: Path) -> Path:
    try:
        return place.resolve()  # the folder itself, where a link leads to it
    except (OSError, RuntimeError) as error:
        raise QuestionError(f"{place} cannot be written: {error}.") from None


def _check(place: Path, target: Path) -> None:
    """Whether a site may be put there."""
    try:
        if not target.parent.is_dir():
            raise QuestionError(f"{place}: there is no folder {place.parent}; make it first.")
        if not target.exists():
            return
        if not target.is_dir():
            raise QuestionError(f"{place} is a file; name a folder for the site.")
        others = _others(target)
    except OSError as error:
        raise QuestionError(f"{place} cannot be read: {error.strerror}.") from None
    if others:
        shown = ", ".join(others[:3]) + (" …" if len(others) > 3 else "")
        raise QuestionError(
            f"{place} holds what is not of a site that napcompare wrote ({shown}); "
            "name another folder, or move it away."
        )


def _others(folder: Path) -> list[str]:
    """What is in a folder beside the files of a site."""
    ours = _marked(folder)
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    names = (path.relative_to(folder).as_posix() for path in found)
    return sorted(name for name in names if name not in ours)


def _marked(folder: Path) -> frozenset[str]:
    """The files of the site in a folder, as its marker names them; none where there is no site."""
    try:
        first, *names = (folder / MARKER).read_text("utf-8").splitlines()
    except (FileNotFoundError, ValueError):  # ValueError: an empty file, or one that is not text
        return frozenset()
    return frozenset([MARKER, *names]) if first == _FIRST else frozenset()


def _write_marker(folder: Path, names: list[str]) -> None:
    (folder / MARKER).write_text("\n".join([_FIRST, *sorted(names)]) + "\n", "utf-8")


def _remove_site(left: Path) -> None:
    """Remove what a run that was killed left behind, recognised by its marker."""
    if _marked(left):
        shutil.rmtree(left)


def _move(beside: Path, target: Path) -> None:
    """Put the new site in its place; the older one comes back where that fails."""
    old = target.with_name(f".{target.name}.old")
    _remove_site(old)
    there = target.exists()
    if there:
        target.rename(old)
    try:
        beside.rename(target)
    except BaseException:
        if there:
            old.rename(target)
        raise
    with suppress(OSError):
        shutil.rmtree(old)
