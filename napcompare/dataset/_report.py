"""Reports and files made of a comparison: the façade to `napcompare.show`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from napcompare.dataset._compare import Compare, Peers
from napcompare.errors import QuestionError

if TYPE_CHECKING:
    from napcompare.show.report.document import Document

__all__ = ["Report", "Reports"]

_WRITERS = (".html", ".docx")


class Report:
    """A report on one country or organisation; made by `Reports.report`.

    Attributes
    ----------
    entity, language : str
    document : Document
        Its content, without a form.
    """

    def __init__(self, entity: str, document: Document) -> None:
        self.entity, self.document = entity, document
        self.language = document.language

    def __repr__(self) -> str:
        sources = len(self.document.sources)
        return f"<report on {self.entity} in {self.language}, {sources} sources>"

    def save(self, path: str | Path) -> Path:
        """Write the report: one HTML page, or Word, by the ending of the file.

        Parameters
        ----------
        path : str or Path
            Ends in .html or .docx. What is there is replaced.

        Returns
        -------
        Path

        Raises
        ------
        QuestionError
            For another ending, a folder that is not there, or a file that cannot be written.
        NapcompareError
            Where Word is asked for and python-docx is not installed.
        """
        place = Path(path)
        if place.suffix == ".html":
            from napcompare.show.report.html import write_html

            write_html(self.document, place)
        elif place.suffix == ".docx":
            from napcompare.show.report.docx import write_docx

            write_docx(self.document, place)
        else:
            raise QuestionError(f"{place}: a report is a file ending in {' or '.join(_WRITERS)}.")
        return place


class Reports(Compare):
    """Reports on a country or organisation, with or without a plan."""

    def report(
        self,
        entity: str,
        peers: Peers | None = None,
        as_of: str | None = None,
        *,
        language: str = "en",
        edition: str = "latest",
    ) -> Report:
        """The report on a country or organisation: its plan, and the plan beside those of peers.

        Parameters
        ----------
        entity : str
            A code or a name in any language.
        peers : str, iterable of str, or callable, optional
            As in `compare`. When not given: for a plan that acts abroad the donors of the OECD Development
            Assistance Committee whose plans do, otherwise the countries with a plan in its region; for an
            organisation the others with a plan.
        as_of : str, optional
            As in `compare`.
        language : str
            ``en`` or ``nl``.
        edition : str
            As in `compare`.

        Returns
        -------
        Report

        Raises
        ------
        NameUnknownError, NameAmbiguousError, GroupError, UnknownNameError, QuestionError
            As in `compare`; for a language that reports are not written in; and for a release from before
            there were the tables that a report is made from.

        Examples
        --------
        >>> import napcompare as nap
        >>> nap.load("2026.11.2").report("Nederland", "benelux", language="nl")  # doctest: +ELLIPSIS
        <report on NLD in nl, ... sources>
        """
        from napcompare.show.report.content import report
        from napcompare.show.report.wording import wording

        wording(language)
        for table in ("actors", "reports", "plan_countries", "plan_counts"):
            self.table(table)
        own, day = self._entity(entity), self._day(as_of)
        chosen, told, description = self._described(own, peers, day, language)
        parts = self._parts(own, chosen, day, edition)
        return Report(own, report(self._facts(own, day, told, description, parts), language))

    def _described(
        self, own: str, peers: Peers | None, day: date, language: str
    ) -> tuple[Peers, str, str]:
        """The peers, how they were named, and what they are in a sentence."""
        from napcompare.compare.peer_sets import default_peers, describe_peers

        if peers is None:
            found = default_peers(self._release.tables, own, day)
            return found.codes, "", f"{found.description[language]}."
        if callable(peers):
            entities = self.table("entities")
            peers = list(entities.loc[peers(entities), "entity"])
        elif not isinstance(peers, str):
            peers = [self._entity(peer) for peer in peers]
        told = peers if isinstance(peers, str) else ",".join(peers)
        entities = self.table("entities")
        said = describe_peers(peers, day, self.groups, entities=entities, own=own)
        return peers, told, f"{said[language]}."

    def _parts(self, own: str, peers: Peers, day: date, edition: str) -> dict[str, pd.DataFrame]:
        """The comparison, or the peers alone where the entity has no plan on that day."""
        from napcompare.compare.differences import differences
        from napcompare.compare.peers import peer_editions

        try:
            compared = self.compare(own, peers, day.isoformat(), edition=edition)
        except QuestionError:
            if self._has_plan(own, day, edition):
                raise
            members, _ = self._peers(peers, own, day)
            tables = self._release.tables
            return {"editions": peer_editions(tables, members, day, edition)}
        features = compared.features()
        return {
            "editions": compared.editions(),
            "features": features,
            "differences": differences(features, 8),
            "reporting": compared.reporting(),
            "focus": compared.focus_countries(),
            "timeline": compared.timeline(),
        }

    def _has_plan(self, own: str, day: date, edition: str) -> bool:
        status = "adopted" if edition == "latest" else "in_force"
        found = self.plans_as_of(day.isoformat(), status=status)
        plans = self._release.tables["plans"]
        counted = plans.loc[plans["counts_as_plan"] == "yes", "plan_id"]
        return bool((found["entity"].eq(own) & found["plan_id"].isin(counted)).any())

    def _facts(
        self, own: str, day: date, told: str, description: str, parts: dict[str, Any]
    ) -> Any:
        from napcompare.show.report.facts import Facts

        return Facts(
            tables=self._release.tables,
            pages=self.package["features"],
            release=self.version,
            released=str(self.package["created"])[:10],
            entity=own,
            day=day,
            peers=told,
            description=description,
            **parts,
        )
