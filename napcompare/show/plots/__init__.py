"""Figures for a page: each with its words in three languages, what it shows in words, and its data.

Every figure is a function that takes its data as frames, `ax`, `language` and `source` (the release, for
the corner), and returns the Axes. Beside each stand a function ending in ``_alt`` (what the figure shows,
for who cannot see it) and one ending in ``_data`` (its data as a table, with headings in the language).
No figure plots a feature over the years of adoption: what is unknown grows with recency, and would be
read as decline.
"""

from __future__ import annotations

from napcompare.show.plots._adoption import adoption, adoption_alt, adoption_counts, adoption_data
from napcompare.show.plots._differences import differences, differences_alt, differences_data
from napcompare.show.plots._features import features, features_alt, features_data
from napcompare.show.plots._matrix import matrix, matrix_alt, matrix_data
from napcompare.show.plots._shares import shares, shares_alt, shares_data
from napcompare.show.plots._tiles import (
    STATUSES,
    tile_map,
    tile_map_alt,
    tile_map_data,
    tile_places,
    tile_status,
)
from napcompare.show.plots._timeline import timeline, timeline_alt, timeline_data

__all__ = [
    "STATUSES",
    "adoption",
    "adoption_alt",
    "adoption_counts",
    "adoption_data",
    "differences",
    "differences_alt",
    "differences_data",
    "features",
    "features_alt",
    "features_data",
    "matrix",
    "matrix_alt",
    "matrix_data",
    "shares",
    "shares_alt",
    "shares_data",
    "tile_map",
    "tile_map_alt",
    "tile_map_data",
    "tile_places",
    "tile_status",
    "timeline",
    "timeline_alt",
    "timeline_data",
]
