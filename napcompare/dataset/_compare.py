"""A country beside its peers."""

from __future__ import annotations

from datetime import date

import pandas as pd

from napcompare.dataset._asof import AsOf
from napcompare.dataset._comparison import Asked, Comparison, Peers
from napcompare.errors import QuestionError
from napcompare.groups import Members

__all__ = ["Compare", "Comparison", "Peers"]


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
                "A regional organisation is compared with organisations, a country with countries; "
                "nato is the group of its members, NATO the organisation."
            )
            if own in regional or members.possible <= regional:
                raise QuestionError(msg)
        if own not in regional:
            members = members - Members(regional, regional)
        asked = Asked(own, peers, day, edition)
        return Comparison(self, asked, told, editions(tables, own, members, day, edition))

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

    def indicators_for(self, concept: str) -> pd.DataFrame:
        """The indicators of all plans that measure a concept, and the lines of frameworks that ask for it.

        Parameters
        ----------
        concept : str
            As in ``"PAR-15"``; `describe` tells what it means, `search` finds it.

        Returns
        -------
        pandas.DataFrame
            Columns as in `napcompare.compare.concepts.indicators_for`. An indicator that was not seen may be
            in a plan.

        Raises
        ------
        UnknownNameError
            For a concept, and for a release from before there were concepts.
        """
        from napcompare.compare.concepts import indicators_for

        self.table("concepts")
        return indicators_for(self._release.tables, concept)

    def coverage(self, plan_id: str, framework: str) -> pd.DataFrame:
        """The lines of a framework that can be asked of a plan, with its indicators on the same concept.

        Parameters
        ----------
        plan_id : str
            As in ``"NLD-4"``.
        framework : str
            One that is complete in the table frameworks.

        Returns
        -------
        pandas.DataFrame
            Columns as in `napcompare.compare.concepts.coverage`: a list, not a score.

        Raises
        ------
        UnknownNameError
            For a plan or framework, and for a release from before there were frameworks.
        QuestionError
            For a framework that is not complete.
        """
        from napcompare.compare.concepts import coverage

        self.table("frameworks")
        return coverage(self._release.tables, plan_id, framework)

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
