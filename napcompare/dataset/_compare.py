"""A country beside its peers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from napcompare.dataset._asof import AsOf
from napcompare.errors import QuestionError
from napcompare.groups import Members

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Compare", "Comparison"]

Peers = str | Iterable[str] | Callable[[pd.DataFrame], Any]


class Comparison:
    """A country's plan beside those of its peers on a day; made by `Dataset.compare`.

    Attributes
    ----------
    country : str
    peers : str
        How the peers were named.
    day : datetime.date
    """

    def __init__(
        self, ds: Compare, country: str, peers: str, day: date, rows: pd.DataFrame
    ) -> None:
        self.country, self.peers, self.day = country, peers, day
        self._ds, self._editions = ds, rows

    def __repr__(self) -> str:
        planned = int(self._editions["plan_id"].notna().sum()) - 1
        return (
            f"<{self.country} beside {planned} peers with a plan ({self.peers}), as of {self.day}>"
        )

    def editions(self) -> pd.DataFrame:
        """The edition of the country and of each peer that is compared, or that none was found.

        Returns
        -------
        pandas.DataFrame
            Columns as in `napcompare.compare.peers.editions`.
        """
        return self._editions.copy()

    def summary(self) -> pd.DataFrame:
        """What is compared: the edition used, the peers, the denominators by name, shared focus countries.

        Returns
        -------
        pandas.DataFrame
            Columns item, count and detail.
        """
        from napcompare.compare.overview import summary

        tables = self._tables()
        named = self.focus_countries() if "plan_countries" in tables else None
        return summary(self._editions, self.peers, self.day, named)

    def features(self, *, partial: str = "no", split: str | None = None) -> pd.DataFrame:
        """The country's features beside the counts of its peers; a share only where the rule allows.

        Parameters
        ----------
        partial : str
            Whether *partial* counts as ``yes`` or ``no`` in a share.
        split : str, optional
            ``orientation`` or ``instrument``: one block of rows for each value among the peers.

        Returns
        -------
        pandas.DataFrame
            Columns as in `napcompare.compare.features.compare_features`; with `split` its value is the
            first level of the index.

        Raises
        ------
        QuestionError
            For another value of `partial` or `split`.
        """
        from napcompare.compare.features import compare_features

        told = (self._ds.table("features"), self._ds.package["features"], partial)
        if split is None:
            return compare_features(told[0], self._editions, told[1], told[2])
        if split not in ("orientation", "instrument"):
            raise QuestionError(f"split is orientation or instrument, not {split!r}.")
        own = self._editions[self._editions["role"] == "country"]
        peers = self._editions[self._editions["role"] == "peer"]
        parts = {
            str(value): compare_features(told[0], pd.concat([own, part]), told[1], told[2])
            for value, part in peers.groupby(split)
        }
        return pd.concat(parts, names=[split])

    def institutions(self, *, every_edition: bool = False, tidy: bool = False) -> pd.DataFrame:
        """Who coordinates, oversees, signs, carries out, pays and reports, side by side and in words.

        Parameters
        ----------
        every_edition : bool
            All editions of the country and its peers, not only those compared.
        tidy : bool
            One row for each topic and plan, with the identifiers of the sources, instead.

        Returns
        -------
        pandas.DataFrame
            Index topic, one column a plan, the country's first; each cell says in words what is told, and in
            brackets who publishes the sources. Where nothing seen speaks to it, it says unknown. With `tidy`
            the columns of `napcompare.compare.institutions.institutions`.

        Raises
        ------
        UnknownNameError
            For a release from before there were these tables.
        """
        from napcompare.compare.institutions import institutions, side_by_side
        from napcompare.describe import labels

        tables = self._tables("actors", "plan_counts", "reports", "plan_countries")
        words = labels(self._ds._release)
        told = institutions(tables, self._editions, words, self.day, every_edition)
        return told if tidy else side_by_side(told, self._ds.table("sources"))

    def reporting(self, *, every_edition: bool = False) -> pd.DataFrame:
        """What the plans promise to report beside the reports that were seen, with the years covered.

        Parameters
        ----------
        every_edition : bool
            All editions of the country and its peers, not only those compared.

        Returns
        -------
        pandas.DataFrame
            One row a plan; columns as in `napcompare.compare.reporting.reporting`. A report that was not
            seen may have been made.

        Raises
        ------
        UnknownNameError
            For a release from before there were these tables.
        """
        from napcompare.compare.reporting import reporting

        return reporting(self._tables("reports"), self._editions, self.day, every_edition)

    def focus_countries(self, *, every_edition: bool = False) -> pd.DataFrame:
        """The countries abroad that the plans name, and which of them the country shares with peers.

        Parameters
        ----------
        every_edition : bool
            All editions of the country and its peers, not only those compared.

        Returns
        -------
        pandas.DataFrame
            Index country; columns as in `napcompare.compare.countries.focus_countries`.

        Raises
        ------
        UnknownNameError
            For a release from before there were these tables.
        """
        from napcompare.compare.countries import focus_countries

        return focus_countries(self._tables("plan_countries"), self._editions, every_edition)

    def sources(self) -> pd.DataFrame:
        """The table sources of the release, to look up the identifiers of sources in.

        Returns
        -------
        pandas.DataFrame
        """
        return self._ds.table("sources")

    def timeline(self) -> pd.DataFrame:
        """Every edition of the country and its peers, and which of them is compared.

        Returns
        -------
        pandas.DataFrame
            Columns as in `napcompare.compare.overview.timeline`.
        """
        from napcompare.compare.overview import timeline

        return timeline(self._tables(), self._editions)

    def _tables(self, *needed: str) -> Mapping[str, pd.DataFrame]:
        """The tables of the release, once it is sure that those needed are there."""
        for name in needed:
            self._ds.table(name)
        return self._ds._release.tables

    def plot_features(self, ax: Axes | None = None) -> Axes:
        """A figure of the features: how many peers, by code, and the country's own value.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure when not given.

        Returns
        -------
        matplotlib.axes.Axes
        """
        from napcompare.show.figures import features_figure

        own = self._editions.iloc[0]
        count = int(self._editions["plan_id"].notna().sum()) - 1
        title = (
            f"{own['name']}, {own['plan_id']}, beside the {count} peers with a plan"
            f" ({self.peers}), {self.day}"
        )
        return features_figure(self.features(), title, f"napcompare {self._ds.version}", ax)


class Compare(AsOf):
    """Comparison with peers."""

    def compare(
        self, country: str, peers: Peers, as_of: str | None = None, *, edition: str = "latest"
    ) -> Comparison:
        """Set a country's plan beside those of its peers.

        Parameters
        ----------
        country : str
            A code or a name in any language.
        peers : str, iterable of str, or callable
            A group or set expression (``"nato"``, ``"eu - nordic"``), codes or names of countries, or a
            function that takes the table entities and returns a mask of its rows.
        as_of : str, optional
            The day, as in `plans_as_of`; the date of the release when not given. Groups have their
            members of that day.
        edition : str
            ``latest``: each entity's latest edition adopted by the day, in force or lapsed;
            ``in_force``: only those in force.

        Returns
        -------
        Comparison

        Raises
        ------
        NameUnknownError, NameAmbiguousError
            For a name.
        GroupError, UnknownNameError
            For a group or set expression.
        QuestionError
            When there are no peers, the country is among the peers that were listed, a regional
            organisation is compared with countries, or the country has no plan on that day.

        Examples
        --------
        >>> import napcompare as nap
        >>> nap.load("2026.11.1").compare("Nederland", peers="benelux")
        <NLD beside 2 peers with a plan (benelux), as of 2026-11-24>
        """
        from napcompare.compare.peers import editions

        own = self._entity(country)
        day = self._day(as_of)
        members, told = self._peers(peers, own, day)
        tables = {name: self.table(name) for name in ("entities", "plans", "plan_events")}
        kind = tables["entities"].set_index("entity")["kind"]
        regional = frozenset(kind.index[kind == "regional_organisation"])
        if (own in regional) != bool(members.possible <= regional and members.possible):
            msg = (
                "A regional organisation is compared with organisations, a country with countries."
            )
            if own in regional or members.possible <= regional:
                raise QuestionError(msg)
        if own not in regional:
            members = members - Members(regional, regional)
        return Comparison(self, own, told, day, editions(tables, own, members, day, edition))

    def focus(self, country: str) -> pd.DataFrame:
        """The plans of others that name a country as focus, priority or programme country.

        Parameters
        ----------
        country : str
            A code or a name in any language.

        Returns
        -------
        pandas.DataFrame
            One row a plan and role; columns plan_id, entity, name, role (focus, priority, programme), start,
            end, state (on the day of the release), note and source_ids. Plans whose countries were not seen
            are not among them.

        Raises
        ------
        NameUnknownError, NameAmbiguousError
            For a name.
        UnknownNameError
            For a code that no entity has, and for a release from before there was this table.
        """
        from napcompare.compare.countries import focus

        self.table("plan_countries")
        return focus(self._release.tables, self._entity(country), self._day(None))

    def reconcile(self, claim_id: str | None = None) -> pd.DataFrame:
        """Published counts beside our own, or the names that could explain one difference.

        Parameters
        ----------
        claim_id : str, optional
            A claim of the table claims.

        Returns
        -------
        pandas.DataFrame
            Without `claim_id` one row a claim: claim_id, measure, value, percent, bound, from and to (the
            days), lower and upper (our count, in the unit of the claim), un_members_lower and
            un_members_upper (of them UN members, where countries were counted), verdict (agrees,
            disagrees, no_day_of_counting, not_computed) and reason. With it one row a plan: entity,
            name, plan_id, effect on the count of a counter who saw it otherwise (higher, lower, either)
            and why.

        Raises
        ------
        UnknownNameError
            When there is no such claim.

        Examples
        --------
        >>> import napcompare as nap
        >>> found = nap.load("2026.11.1").reconcile().set_index("claim_id")
        >>> found.loc["2018-12-wilpf-un-member-states-with-nap", "verdict"]
        'agrees'
        """
        from napcompare.compare.claims import claims_tested, reconcile

        tables = self._release.tables
        if claim_id is None:
            return claims_tested(tables, self.groups)
        return reconcile(tables, self.groups, claim_id)

    def _peers(self, peers: Peers, own: str, day: date) -> tuple[Members, str]:
        """The peers without the country itself, and how they were named."""
        alone = Members(frozenset({own}), frozenset({own}))
        if isinstance(peers, str):
            return self.groups.evaluate(peers, day) - alone, peers
        if callable(peers):
            entities = self.table("entities")
            chosen = frozenset(entities.loc[peers(entities), "entity"])
            return Members(chosen, chosen) - alone, getattr(peers, "__name__", "own choice")
        listed = [self._entity(peer) for peer in peers]
        if own in listed:
            raise QuestionError(f"{own} is the country itself; take it out of the peers.")
        chosen = frozenset(listed)
        return Members(chosen, chosen), ", ".join(listed) if len(
            listed
        ) <= 6 else f"{len(listed)} countries"
