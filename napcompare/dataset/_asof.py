"""Questions on what was so on a day."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd

from napcompare.dataset._tables import Tables

if TYPE_CHECKING:
    from datetime import date

    from napcompare.asof import Count
    from napcompare.groups import Groups

__all__ = ["AsOf"]


class AsOf(Tables):
    """Which plans were adopted, in force or lapsed on a day; how many; who is due."""

    def plans_as_of(self, day: str | None = None, *, status: str = "adopted") -> pd.DataFrame:
        """The plans with a status on a day, each with the reason.

        Parameters
        ----------
        day : str, optional
            ``2022``, ``2022-11`` or ``2022-11-09``; a year or month means its last day. The date of the
            release when not given.
        status : str
            ``adopted`` (by that day), ``in_force`` or ``lapsed`` (past the end, no successor seen).

        Returns
        -------
        pandas.DataFrame
            Columns plan_id, entity, instrument, certainty (certain, possible), state and reason.

        Raises
        ------
        QuestionError
            For a day that is not a date, or an unknown status.

        Notes
        -----
        In force: from the later of start and adoption (the start where no adoption is known) until the
        earliest of the end with its extension, repeal, and the start of the next edition of the same
        entity and instrument.

        Examples
        --------
        >>> import napcompare as nap
        >>> plans = nap.load("2026.11.0").plans_as_of("2026-11-24", status="in_force")
        >>> plans.query("entity == 'NLD'")[["plan_id", "certainty", "reason"]].to_numpy().tolist()
        [['NLD-4', 'certain', 'approved 2020-12-11; end 2027, extended']]
        """
        from napcompare.asof import plans_as_of

        tables = self._release.tables
        return plans_as_of(tables["plans"], tables["plan_events"], self._day(day), status)

    def count_as_of(
        self,
        day: str | None = None,
        what: str = "countries",
        *,
        group: str | None = None,
        status: str = "adopted",
        instruments: Collection[str] | None = None,
    ) -> Count:
        """How many countries, UN members, plans or regional bodies there were on a day.

        Parameters
        ----------
        day : str, optional
            As in `plans_as_of`.
        what : str
            ``countries``, ``un_members``, ``plans`` or ``regional_bodies``.
        group : str, optional
            A group or set expression, as of that day: ``"nato"``, ``"eu - nld"``.
        status : str
            ``adopted``, ``in_force`` or ``lapsed``.
        instruments : collection of str, optional
            Count these kinds of document; otherwise all that count as a plan.

        Returns
        -------
        Count
            ``lower``, ``upper``, ``certain``, ``possible``, ``reasons``, ``left_out`` and ``searched``.

        Raises
        ------
        QuestionError, GroupError, UnknownNameError
            For what is not a date, unit, status, instrument, group or set expression.

        Examples
        --------
        >>> import napcompare as nap
        >>> n = nap.load("2026.11.0").count_as_of("2005-12-31")
        >>> n.lower, n.upper, n.certain
        (1, 1, ['DNK'])
        """
        from napcompare.asof import count_as_of

        when = self._day(day)
        members = None if group is None else self.groups.evaluate(group, when)
        return count_as_of(self._release.tables, when, what, status, instruments, members)

    def expiring(self, until: str, *, lapsed: bool = False) -> pd.DataFrame:
        """Plans in force on the day of the release that end by a date, the next to end first.

        Parameters
        ----------
        until : str
            As in `plans_as_of`.
        lapsed : bool
            Also the plans whose time has run out without a successor that was seen: they are due.

        Returns
        -------
        pandas.DataFrame
            Columns plan_id, entity, end, end_original, state, certainty, reason and next_edition (what is
            told of the edition to come, as in ``drafting 2025-06``; missing where nothing was seen).

        Examples
        --------
        >>> import napcompare as nap
        >>> "NLD-4" in set(nap.load("2026.11.0").expiring("2027-12-31")["plan_id"])
        True
        """
        from napcompare.asof import as_day
        from napcompare.renewal import expiring

        return expiring(self._release.tables, self._day(None), as_day(until, "until"), lapsed)

    def in_preparation(self) -> pd.DataFrame:
        """Plans that a source says are being drafted or were announced: first ones and successors.

        Returns
        -------
        pandas.DataFrame
            One row an entity; columns entity, name_en, after (the latest edition, missing where it would be
            the first), event (drafting, announced; missing where only the status note tells of it), date
            (when it was so), note, status_note (where there is no plan) and checked_on.

        Examples
        --------
        >>> import napcompare as nap
        >>> len(nap.load("2026.11.0").in_preparation())
        17
        """
        from napcompare.renewal import in_preparation

        return in_preparation(self._release.tables)

    def _day(self, day: str | None) -> date:
        from napcompare.asof import as_day

        return as_day(str(self.package["created"])[:10] if day is None else day)

    @property
    def groups(self) -> Groups:
        """The groups of countries: ``names``, ``members(group, day)``, ``evaluate(expression, day)``."""
        from napcompare.groups import Groups

        return Groups(*(self.table(name) for name in ("entities", "memberships", "sources")))
