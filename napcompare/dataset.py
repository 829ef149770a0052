"""The façade: a loaded release, its tables as plain frames, and the questions it answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from napcompare._data import checkout, release_folder, release_versions, releases_folder
from napcompare.errors import UnknownNameError
from napcompare.release.read import Release, read_release

__all__ = ["Dataset", "load", "releases"]


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
    root = checkout()
    final: set[str] = set(release_versions()) if root is None else _final(root)
    rows = [(v, v in final, str(releases_folder() / v)) for v in release_versions()]
    return pd.DataFrame(rows, columns=["version", "final", "folder"])


def _final(root: Path) -> set[str]:
    from napcompare.release.build import final_releases

    return set(final_releases(root / "datasets")["version"])


class Dataset:
    """One release of the data.

    Its tables are attributes: ``ds.plans``, ``ds.features``, ``ds.plan_events`` … are plain pandas
    frames. Changing one changes nothing in the data set.

    Parameters
    ----------
    release : Release
        As read by `napcompare.release.read.read_release`.
    """

    def __init__(self, release: Release) -> None:
        self._release = release
        for table in release.tables.values():
            table.attrs["release"] = release.version

    def __repr__(self) -> str:
        plans = self._release.tables["plans"]
        counts = f"{len(plans)} plans of {plans['entity'].nunique()} entities"
        return f"<napcompare {self.version}: {counts}; cite the release you use>"

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._release.tables})

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.table(name)
        except UnknownNameError as error:
            raise AttributeError(str(error)) from None

    @property
    def version(self) -> str:
        """Version of the release, as in ``2026.11.0``."""
        return self._release.version

    @property
    def tables(self) -> list[str]:
        """Names of the tables."""
        return sorted(self._release.tables)

    def table(self, name: str) -> pd.DataFrame:
        """A table by name.

        Parameters
        ----------
        name : str
            One of `tables`.

        Returns
        -------
        pandas.DataFrame
            A copy; ``attrs["release"]`` is the version.

        Raises
        ------
        UnknownNameError
            When there is no such table.

        Examples
        --------
        >>> import napcompare as nap
        >>> nap.load("2026.11.0").table("plans").shape
        (274, 25)
        """
        if name not in self._release.tables:
            raise UnknownNameError("table", name, self._release.tables)
        return self._release.tables[name].copy(deep=False)

    def describe(self, name: str | None = None) -> pd.DataFrame:
        """Explain the data: all tables, the columns of one, the codes of one column, or a feature.

        Parameters
        ----------
        name : str, optional
            A table (``"plans"``), a column (``"plans.instrument"``), or a feature
            (``"budget_allocated"``).

        Returns
        -------
        pandas.DataFrame
            Without a name: index table; columns title, rows, description. For a table: index column;
            columns title, type, unit, filled (rows with a value), unknown (rows that say unknown),
            description. For a column with codes: index code; columns label, rows, description. For a
            feature: index part of its codebook page; column text.

        Raises
        ------
        UnknownNameError
            When there is nothing of that name.

        Examples
        --------
        >>> import napcompare as nap
        >>> nap.load("2026.11.0").describe("plans.counts_as_plan")[["label", "rows"]]
             label  rows
        code
        yes    Yes   265
        no      No     9
        """
        from napcompare.describe import describe

        return describe(self._release, name)

    def search(self, text: str) -> pd.DataFrame:
        """Find tables, columns, codes, features, plans and entities by a word.

        Parameters
        ----------
        text : str
            One or more words; all must occur, upper or lower case alike.

        Returns
        -------
        pandas.DataFrame
            Columns kind, name (what to hand to `describe` or look up) and text, best kinds first;
            empty when nothing was found.

        Examples
        --------
        >>> import napcompare as nap
        >>> nap.load("2026.11.0").search("budget")["name"].head(1).item()
        'budget_allocated'
        """
        from napcompare.describe import search

        return search(self._release, text)

    def provenance(self, key: str, column: str | None = None) -> pd.DataFrame:
        """Where a cell, a row or a plan comes from.

        Parameters
        ----------
        key : str
            A plan (``"NLD-4"``), an entity (``"NLD"``), or the key of another row, as in
            ``"NLD-4/extended/1"``.
        column : str, optional
            A column, or a feature for a plan. Without one, all cells of the row; for a plan also its
            features.

        Returns
        -------
        pandas.DataFrame
            One row for each cell and source; columns table, key, column, value, method, derived_from,
            locator, source_id, publisher, authority, url, official_reference, accessed. Empty for a
            cell that says unknown.

        Raises
        ------
        UnknownNameError
            When there is no such row or column.

        Examples
        --------
        >>> import napcompare as nap
        >>> nap.load("2026.11.0").provenance("NLD-4", "end")[["value", "method", "publisher"]]
          value   method                  publisher
        0  2027  derived  Government of the Netherlands
        """
        from napcompare.trace import provenance

        return provenance(self._release.tables, key, column)

    def history(self, entity: str, field: str) -> pd.DataFrame:
        """One column or feature of an entity, edition by edition.

        Parameters
        ----------
        entity : str
            Code of an entity, as in ``"NLD"``.
        field : str
            A column of plans or a feature.

        Returns
        -------
        pandas.DataFrame
            One row an edition, in their order; columns plan_id, instrument, start, end, value,
            confidence (of a feature), sources (number of them).

        Raises
        ------
        UnknownNameError
            When there is no such entity, column or feature.

        Examples
        --------
        >>> import napcompare as nap
        >>> nap.load("2026.11.0").history("NLD", "budget_allocated")[["plan_id", "value"]]
          plan_id    value
        0   NLD-1  unknown
        1   NLD-2  unknown
        2   NLD-3  partial
        3   NLD-4  partial
        """
        from napcompare.trace import history

        return history(self._release.tables, entity, field)

    def features_by_edition(self, entity: str) -> pd.DataFrame:
        """Every coded feature of an entity, edition by edition.

        Parameters
        ----------
        entity : str
            Code of an entity, as in ``"NLD"``.

        Returns
        -------
        pandas.DataFrame
            Index feature, one column an edition; unknown is not no.

        Raises
        ------
        UnknownNameError
            When there is no such entity.

        Examples
        --------
        >>> import napcompare as nap
        >>> nap.load("2026.11.0").features_by_edition("NLD").loc["focus_domestic"].tolist()
        ['no', 'no', 'no', 'yes']
        """
        from napcompare.trace import features_by_edition

        return features_by_edition(self._release.tables, entity)

    def card(self, entity: str) -> dict[str, Any]:
        """Everything the release holds on an entity, as nested mappings.

        Parameters
        ----------
        entity : str
            Code of an entity, as in ``"NLD"``.

        Returns
        -------
        dict
            entity, plans (each with events, features, funding, sources by column), notes, sources.

        Raises
        ------
        UnknownNameError
            When there is no such entity.

        Examples
        --------
        >>> import napcompare as nap
        >>> [p["plan_id"] for p in nap.load("2026.11.0").card("EU")["plans"]]
        ['EU-1', 'EU-2', 'EU-3']
        """
        from napcompare.show.card import card

        return card(self._release.tables, entity)

    def card_text(self, entity: str) -> str:
        """The card of an entity as text; see `card`."""
        from napcompare.describe import labels
        from napcompare.show.card import card_text

        return card_text(self.card(entity), labels(self._release))

    @property
    def package(self) -> Mapping[str, Any]:
        """The ``datapackage.json`` of the release."""
        return self._release.package
