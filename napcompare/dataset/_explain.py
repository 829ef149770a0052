"""Questions on what a release means and where its cells come from."""

from __future__ import annotations

from typing import Any

import pandas as pd

from napcompare.dataset._tables import Tables

__all__ = ["Explain"]


class Explain(Tables):
    """What there is, what it means, where it comes from."""

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
            locator, source_id, publisher, authority, url, official_reference, accessed; from method on
            missing where no source is recorded. Empty for a cell that is empty or says unknown.

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
            Code, as in ``"NLD"``, or a name in any language.
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
            When there is no such column or feature.
        NameUnknownError, NameAmbiguousError
            For a name.

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

        return history(self._release.tables, self._entity(entity), field)

    def features_by_edition(self, entity: str) -> pd.DataFrame:
        """Every coded feature of an entity, edition by edition.

        Parameters
        ----------
        entity : str
            Code, as in ``"NLD"``, or a name in any language.

        Returns
        -------
        pandas.DataFrame
            Index feature, one column an edition; unknown is not no.

        Raises
        ------
        NameUnknownError, NameAmbiguousError
            For a name.

        Examples
        --------
        >>> import napcompare as nap
        >>> nap.load("2026.11.0").features_by_edition("NLD").loc["focus_domestic"].tolist()
        ['no', 'no', 'no', 'yes']
        """
        from napcompare.trace import features_by_edition

        return features_by_edition(self._release.tables, self._entity(entity))

    def card(self, entity: str) -> dict[str, Any]:
        """Everything the release holds on an entity, as nested mappings.

        Parameters
        ----------
        entity : str
            Code, as in ``"NLD"``, or a name in any language.

        Returns
        -------
        dict
            entity, plans (each with events, actors, features, funding, reports, countries, counts and sources
            by column), next_edition, notes, sources.

        Raises
        ------
        NameUnknownError, NameAmbiguousError
            For a name.

        Examples
        --------
        >>> import napcompare as nap
        >>> [p["plan_id"] for p in nap.load("2026.11.0").card("EU")["plans"]]
        ['EU-1', 'EU-2', 'EU-3']
        """
        from napcompare.show.card import card

        return card(self._release.tables, self._entity(entity))

    def card_text(self, entity: str) -> str:
        """The card of an entity as text; see `card`."""
        from napcompare.describe import labels
        from napcompare.show.card import card_text

        return card_text(self.card(entity), labels(self._release))
