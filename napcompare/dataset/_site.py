"""The static site of a release: the façade to `napcompare.show.site`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from napcompare.dataset._report import Reports
from napcompare.errors import QuestionError

if TYPE_CHECKING:
    from napcompare.show.report.facts import Facts
    from napcompare.show.site.build import SiteContent

__all__ = ["Sites"]

_NEEDED = ("actors", "reports", "plan_countries", "plan_counts")


class Sites(Reports):
    """A site of pages that open from disk."""

    def site(
        self,
        folder: str | Path,
        *,
        language: str = "en",
        entities: Iterable[str] | None = None,
        release_folder: str | Path | None = None,
        told: Callable[[int, int], None] | None = None,
    ) -> dict[str, int]:
        """Write a static site: an index with a map and a search, a page for every entity, and the data.

        Parameters
        ----------
        folder : str or Path
            A folder that is not there yet, is empty, or holds an older site, which is then replaced.
        language : str
            ``en`` or ``nl``.
        entities : iterable of str, optional
            Codes or names of those that get a page; when not given all countries and organisations, and the
            territories that were researched or have a plan.
        release_folder : str or Path, optional
            The folder of the release, where it was loaded from a folder of its own.
        told : callable, optional
            Called after each page with how many are done, and how many there are.

        Returns
        -------
        dict of str to int
            Bytes of each file that was written, by its path within the site.

        Raises
        ------
        NameUnknownError, NameAmbiguousError
            For a name.
        UnknownNameError
            For a release from before there were the tables that a page is made from.
        VersionError, IntegrityError
            When the files of the release are not at hand, or were changed.
        QuestionError
            For a language that there are no reports in, no entities, the folder of another release, and a
            folder that a site cannot be written to.
        """
        from napcompare.show.site.build import write_site

        for table in _NEEDED:
            self.table(table)
        content = self._site_content(entities, release_folder, language)
        return write_site(content, Path(folder), language, told)

    def _site_content(
        self, entities: Iterable[str] | None, release_folder: str | Path | None, language: str
    ) -> SiteContent:
        from napcompare.show.report.wording import wording
        from napcompare.show.site.build import SiteContent

        wording(language)
        return SiteContent(
            tables=self._release.tables,
            package=self.package,
            files=self._files(release_folder),
            day=self._day(None),
            codes=self._listed(entities),
            facts=lambda code: self._facts_of(code, language),
            plans_as_of=self.plans_as_of,
            count_as_of=lambda day, status: self.count_as_of(day, status=status),
        )

    def _listed(self, entities: Iterable[str] | None) -> list[str]:
        from napcompare.show.site.listing import listed_entities

        if entities is None:
            return listed_entities(self._release.tables)
        given = [entities] if isinstance(entities, str) else entities
        codes = list(dict.fromkeys(self._entity(entity) for entity in given))
        if not codes:
            raise QuestionError("entities is empty; name at least one, or leave it out for all.")
        return codes

    def _files(self, folder: str | Path | None) -> dict[str, bytes]:
        """The files of this release, each checked against its hash."""
        import json

        from napcompare import _data
        from napcompare.release.read import read_files

        place = _data.release_folder(self.version) if folder is None else Path(folder)
        files = read_files(place)
        if json.loads(files["datapackage.json"]) != self.package:
            raise QuestionError(
                f"{place} is not the release that was loaded; name its folder as release_folder."
            )
        return files

    def _facts_of(self, code: str, language: str) -> Facts:
        """What the report on an entity beside its default peers is made from."""
        day = self._day(None)
        chosen, told, description = self._described(code, None, day, language)
        parts = self._parts(code, chosen, day, "latest")
        facts: Facts = self._facts(code, day, told, description, parts)
        return facts
