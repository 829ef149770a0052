"""The figures of a comparison."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from napcompare.dataset._comparison import Comparison

__all__ = ["Plot"]

_MOST_PEERS = 48  # characters


class Plot:
    """Figures of a comparison, each a method that takes `ax` and `language` and returns the Axes.

    Parameters
    ----------
    comparison : Comparison

    Examples
    --------
    >>> import napcompare as nap
    >>> ax = nap.load("2026.11.2").compare("NLD", "benelux").plot.timeline(language="nl")
    >>> ax.get_title(loc="left")
    'Edities van het plan, 2008 tot 2028'
    >>> import matplotlib.pyplot as plt
    >>> plt.close(ax.figure)
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison

    def features(self, ax: Axes | None = None, *, language: str = "en") -> Axes:
        """How many peers have each feature, by code, and the country's own value."""
        from napcompare.show.plots import features

        return features(self._comparison.features(), ax, language, self._told(language))

    def timeline(self, ax: Axes | None = None, *, language: str = "en") -> Axes:
        """Which edition each country had when; extensions and lapses are told apart."""
        from napcompare.show.plots import timeline

        found = self._comparison.timeline()
        found["name"] = found["entity"].map(self._names(language))
        return timeline(found, self._comparison.day, ax, language, self._told(language))

    def matrix(self, ax: Axes | None = None, *, language: str = "en") -> Axes:
        """Every feature of every plan; unknown looks other than no."""
        from napcompare.show.plots import matrix

        editions = self._comparison.editions()
        return matrix(self._table("features"), editions, ax, language, self._told(language))

    def shares(self, ax: Axes | None = None, *, language: str = "en") -> Axes:
        """The shares that the rule allows, as ranges."""
        from napcompare.show.plots import shares

        return shares(self._comparison.features(), ax, language, self._told(language))

    def differences(self, ax: Axes | None = None, *, language: str = "en") -> Axes:
        """What is seen in many plans of peers and not in the country's, and the reverse."""
        from napcompare.show.plots import differences

        return differences(self._comparison.differences(8), ax, language, self._told(language))

    def map(self, ax: Axes | None = None, *, language: str = "en") -> Axes:
        """The world as tiles of one size, by what was so on the day of the comparison."""
        from napcompare.show.plots import tile_map, tile_status

        c = self._comparison
        known = c.dataset.plans_as_of(c.day.isoformat())
        status = tile_status(self._table("entities"), self._table("plans"), known, language)
        return tile_map(status, c.day, ax, language, self._source)

    def adoption(self, ax: Axes | None = None, *, language: str = "en") -> Axes:
        """Countries with a plan at the end of each year, and the counts that others published."""
        from napcompare.show.plots import adoption, adoption_counts

        c = self._comparison
        counts = adoption_counts(c.dataset.count_as_of, c.day)
        return adoption(counts, self._table("claims"), ax, language, self._source)

    def _told(self, language: str) -> str:
        """What is compared, on which day, and the release, for the corner of a figure that travels alone."""
        from napcompare.show.plots.style import Words

        c = self._comparison
        own = c.editions().iloc[0]
        peers = shorten(c.peers.replace(",", ", "), _MOST_PEERS, placeholder=" …")
        name = self._names(language)[own["entity"]]
        return f"{name}, {own['plan_id']} · {peers} · {Words(language).day(c.day)} · {self._source}"

    @property
    def _source(self) -> str:
        return f"napcompare {self._comparison.dataset.version}"

    def _table(self, name: str) -> pd.DataFrame:
        return self._comparison.dataset.table(name)

    def _names(self, language: str) -> pd.Series[str]:
        entities = self._table("entities").set_index("entity")
        return entities[f"name_{language}" if f"name_{language}" in entities else "name_en"]
