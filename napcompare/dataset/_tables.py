"""The tables of a release, as plain frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from napcompare.errors import UnknownNameError
from napcompare.release.read import Release

__all__ = ["Tables"]


class Tables:
    """A release and its tables; the ground that the questions of `Dataset` stand on."""

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
            hint = f"This is release {self.version}; a newer one may have it."
            raise UnknownNameError("table", name, self._release.tables, hint)
        return self._release.tables[name].copy(deep=False)

    @property
    def package(self) -> Mapping[str, Any]:
        """The ``datapackage.json`` of the release."""
        return self._release.package

    def _entity(self, text: str) -> str:
        """The entity of a code of the release, or of a name in any language.

        A code of the release comes first: in its tables AU is the African Union, though elsewhere it
        may be Australia. A release from before there were names knows codes only.
        """
        from napcompare.entities import names_of

        known = self.table("entities")
        if text in set(known["entity"]) or "aliases" not in self._release.tables:
            return text
        return names_of(known, self.table("aliases")).one(text)
