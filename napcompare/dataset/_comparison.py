"""A comparison that was made: its parts, and the files it can be written to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from napcompare.errors import QuestionError

if TYPE_CHECKING:
    from napcompare.dataset._compare import Compare
    from napcompare.dataset._plot import Plot
    from napcompare.dataset._report import Report, Reports

__all__ = ["Asked", "Comparison", "Peers"]

Peers = str | Iterable[str] | Callable[[pd.DataFrame], Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a comparison: country, peers as they were given, day and kind of edition."""

    country: str
    peers: Peers
    day: date
    edition: str


class Comparison:
    """A country's plan beside those of its peers on a day; made by `Dataset.compare`.

    Attributes
    ----------
    country : str
    peers : str
        How the peers were named.
    day : datetime.date
    """

    def __init__(self, ds: Compare, asked: Asked, peers: str, rows: pd.DataFrame) -> None:
        self.country, self.peers, self.day = asked.country, peers, asked.day
        self._ds, self._editions, self._asked = ds, rows, asked

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

    def concepts(self) -> pd.DataFrame:
        """The concepts that the country's plan measures beside the number of peers' plans that do.

        Returns
        -------
        pandas.DataFrame
            Columns as in `napcompare.compare.concepts.compare_concepts`; no rows, and a warning that says
            what to read, until the list of indicators of the country's plan is complete.

        Raises
        ------
        UnknownNameError
            For a release from before there were these tables.
        """
        from napcompare.compare.concepts import compare_concepts

        return compare_concepts(self._tables("concepts", "mappings"), self._editions)

    def differences(self, most: int | None = None, *, of: str = "features") -> pd.DataFrame:
        """What is seen in many plans of peers and not in the country's, and the reverse, in counts.

        Parameters
        ----------
        most : int, optional
            At most so many rows of each kind.
        of : str
            ``features``, or ``concepts`` that the indicators measure.

        Returns
        -------
        pandas.DataFrame
            Columns as in `napcompare.compare.differences.differences`, where what is unknown is told as
            unknown, or as in `napcompare.compare.concepts.concept_differences`.

        Raises
        ------
        QuestionError
            For another value of `of`.
        """
        from napcompare.compare.concepts import concept_differences
        from napcompare.compare.differences import differences

        if of == "features":
            return differences(self.features(), most)
        if of != "concepts":
            raise QuestionError(f"differences are of features or concepts, not {of!r}.")
        found = concept_differences(self.concepts())
        return found if most is None else found.groupby("kind", sort=False).head(most)

    def nearest(self, count: int = 10, *, least: int = 15) -> pd.DataFrame:
        """The peers whose plans are most alike in what was seen of both.

        Parameters
        ----------
        count : int
            How many.
        least : int
            How many features must be known for both.

        Returns
        -------
        pandas.DataFrame
            Columns as in `napcompare.compare.nearest.nearest`. Likeness is of what was seen, not of quality.

        Raises
        ------
        QuestionError
            Where the orientation of the country's plan is not known, or an argument is not a number.
        """
        from napcompare.compare.nearest import nearest

        labels = {p["name"]: p["label"]["en"] for p in self._ds.package["features"]}
        own, plans = self._editions["plan_id"].iloc[0], self._editions["plan_id"].iloc[1:]
        return nearest(self._tables(), own, plans, count, least, labels=labels)[0]

    def to_html(self, path: str | Path, *, language: str = "en") -> Path:
        """Write the comparison as a report: one HTML page that needs no network; see `Dataset.report`."""
        return self._report(language).save(_ending(path, ".html"))

    def to_docx(self, path: str | Path, *, language: str = "en") -> Path:
        """Write the comparison as a report in Word; needs python-docx; see `Dataset.report`."""
        return self._report(language).save(_ending(path, ".docx"))

    def to_excel(self, path: str | Path) -> Path:
        """Write the tables of the comparison into an Excel file, with codebook and sources.

        Parameters
        ----------
        path : str or Path
            Ends in .xlsx. What is there is replaced.

        Returns
        -------
        Path

        Raises
        ------
        QuestionError
            For another ending, a folder that is not there, or a file that cannot be written.
        NapcompareError
            Where openpyxl is not installed.
        """
        from napcompare.show.excel import comparison_workbook

        place = _ending(path, ".xlsx")
        comparison_workbook(self, place, tables=self._tables(), package=self._ds.package)
        return place

    def _report(self, language: str) -> Report:
        asked, ds = self._asked, cast("Reports", self._ds)
        day = asked.day.isoformat()
        return ds.report(asked.country, asked.peers, day, language=language, edition=asked.edition)

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

    @property
    def plot(self) -> Plot:
        """The figures of the comparison, as in ``c.plot.timeline()``."""
        from napcompare.dataset._plot import Plot

        return Plot(self)

    @property
    def dataset(self) -> Compare:
        """The release that was asked."""
        return self._ds


def _ending(path: str | Path, ending: str) -> Path:
    place = Path(path)
    if place.suffix != ending:
        raise QuestionError(f"{place}: the file must end in {ending}.")
    return place
