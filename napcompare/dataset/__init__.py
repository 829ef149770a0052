"""The façade: a loaded release, its tables as plain frames, and the questions it answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from napcompare._data import release_folder, release_versions, releases_folder
from napcompare.dataset._explain import Explain
from napcompare.dataset._site import Sites
from napcompare.entities import Names, names_of
from napcompare.errors import NameUnknownError
from napcompare.release.read import read_release

__all__ = ["Dataset", "diff", "load", "releases", "resolve"]


def load(version: str | None = None, *, folder: str | Path | None = None) -> Dataset:
    """Load a release of the data.

    Parameters
    ----------
    version : str, optional
        As in ``"2026.11.0"``; the newest at hand when not given.
    folder : str or Path, optional
        The folder of one release to load instead, for instance one that was just built.

    Returns
    -------
    Dataset

    Raises
    ------
    VersionError
        When there is no such release.
    IntegrityError
        When a file of the release is missing or changed.

    Examples
    --------
    >>> import napcompare as nap
    >>> ds = nap.load("2026.11.0")
    >>> ds
    <napcompare 2026.11.0: 274 plans of 128 entities; cite the release you use>
    """
    place = Path(folder) if folder is not None else release_folder(version)
    return Dataset(read_release(place))


def resolve(name: Any, language: str | None = None, *, candidates: bool = False) -> Any:
    """The entity that a name or code stands for, in any language.

    Case, accents (in Latin, Greek and Cyrillic script), punctuation, "and" and "&", articles and word
    order at a comma do not matter. Codes match in capitals only. Names that look alike are offered in
    the error, never taken.

    Parameters
    ----------
    name : str, pandas.Series or iterable of str
        One name, or many.
    language : str, optional
        Language of the name as in CLDR (``"nl"``), to decide where a name is ambiguous.
    candidates : bool
        For many names: offer names that look alike for those that did not match (slower).

    Returns
    -------
    str or pandas.DataFrame
        For one name the code of the entity. For many, a frame with the index of the series and the
        columns name, entity (missing where nothing matched), problem (empty, ``unknown``,
        ``ambiguous``, ``missing``, ``not text``) and, if asked for, candidates joined by ";".

    Raises
    ------
    NameUnknownError, NameAmbiguousError
        For one name, with the entities it may be; for many, see the column problem.

    Examples
    --------
    >>> import napcompare as nap
    >>> nap.resolve("Pays-Bas"), nap.resolve("Congo, Dem. Rep.")
    ('NLD', 'COD')
    >>> nap.resolve(["Holland", "Congo", "Perugia"])
          name entity    problem
    0  Holland    NLD
    1    Congo    NaN  ambiguous
    2  Perugia    NaN    unknown
    """
    if isinstance(name, str):
        return _names().one(name, language)
    if name is None or isinstance(name, (int, float)):
        raise NameUnknownError(str(name), ())
    return _names().table(name, language, candidates)


def diff(old: str, new: str | None = None) -> pd.DataFrame:
    """What changed from one release to another.

    Parameters
    ----------
    old : str
        A version.
    new : str, optional
        Another; the newest when not given.

    Returns
    -------
    pandas.DataFrame
        One row a change, the gravest first; columns kind (removed, emptied, changed, recoded,
        resourced, filled, added …), table, entity, key, column, old and new. A cell that was empty or
        unknown and now says something is filled, not changed.

    Raises
    ------
    VersionError
        When there is no such release.

    Examples
    --------
    >>> import napcompare as nap
    >>> nap.diff("2026.11.0", "2026.11.0").empty
    True
    """
    from napcompare.release.diff import diff

    return diff(read_release(release_folder(old)), read_release(release_folder(new)))


@cache
def _names() -> Names:
    tables = read_release(release_folder()).tables
    return names_of(tables["entities"], tables["aliases"])


def releases() -> pd.DataFrame:
    """The releases at hand.

    Returns
    -------
    pandas.DataFrame
        One row a release, oldest first; columns version, final (whether it is listed as final and so
        will never change) and folder. In an installed package there is the newest only.

    Examples
    --------
    >>> import napcompare as nap
    >>> "2026.11.0" in set(nap.releases()["version"])
    True
    """
    from napcompare.release.listed import final_releases

    final = set(final_releases(releases_folder().parent)["version"])
    rows = [(v, v in final, str(releases_folder() / v)) for v in release_versions()]
    return pd.DataFrame(rows, columns=["version", "final", "folder"])


class Dataset(Explain, Sites):
    """One release of the data.

    Its tables are attributes: ``ds.plans``, ``ds.features``, ``ds.plan_events`` … are plain pandas
    frames. Changing one changes nothing in the data set.

    Parameters
    ----------
    release : Release
        As read by `napcompare.release.read.read_release`.
    """
