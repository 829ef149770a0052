"""The figures: what they show, that nothing in them overlaps, and that their looks stay."""

from __future__ import annotations

import colorsys
import io
import itertools
import string
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.text import Text

import napcompare as nap
from napcompare.errors import QuestionError
from napcompare.schema import load_schema
from napcompare.show import plots
from napcompare.show.plots import _adoption, _matrix, _tiles, style
from napcompare.vocab import LANGUAGES

from .conftest import needs

mpl.use("Agg")

SOURCE = "napcompare 2026.11.2"
DAY = date(2026, 11, 25)
PAGES = load_schema().features
Draw = Callable[..., Axes]


@pytest.fixture(autouse=True)
def plain_style() -> Iterator[None]:
    """Matplotlib's own style and a font that comes with it, whatever the machine prefers."""
    import matplotlib.pyplot as plt

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams["backend"] = "Agg"
        mpl.rcParams["font.family"] = "DejaVu Sans"
        yield
    plt.close("all")


def picture(ax: Axes) -> bytes:
    made = io.BytesIO()
    ax.get_figure(root=True).savefig(made, dpi=100)
    return made.getvalue()


# Tiny data, all made up.

COUNTS = pd.DataFrame(
    {
        "day": [f"{year}-12-31" for year in range(2005, 2017)] + ["2017-06-30"],
        "lower": [1, 4, 8, 12, 18, 29, 37, 44, 47, 53, 58, 62, 63],
        "upper": [1, 4, 9, 13, 18, 29, 38, 46, 50, 56, 61, 66, 68],
    }
)
CLAIMS = pd.DataFrame(
    [
        ("countries_with_nap", "2008-10", "2008-10", 11, "exact", "A study"),
        ("countries_with_nap", "2014", "2014", 51, "about", "A committee with a very long name"),
        ("countries_with_nap", "2015-12", "2015-12", 55, "exact", "Monitor"),
        ("countries_with_nap", "2016-01", "2016-07", 55, "exact", "Monitor"),
        ("countries_with_nap", "2017-01", "2017-01", 50, "more_than", "Someone's letter"),
        ("countries_with_nap", None, None, 65, "at_least", "An undated page"),
        ("regional_plans", "2016-10", "2016-10", 2, "exact", "Union"),
        ("countries_with_nap", "2025-10", "2025-10", 100, "exact", "Later than our counts"),
    ],
    columns=["measure", "counted_from", "counted_to", "value", "bound", "who"],
)
_EDITIONS = [
    ("NLD", "Netherlands", "country", "NLD-1", "2007", "2008", "2011", None, False),
    ("NLD", "Netherlands", "country", "NLD-2", "2020-12-11", "2021", "2027", "2025", True),
    ("BEL", "Belgium", "peer", "BEL-1", "2009", "2009", "2012", None, False),
    ("BEL", "Belgium", "peer", "BEL-2", None, "2011", None, None, True),
    ("COD", "Democratic Republic of the Congo", "peer", "COD-1", None, None, "2013", None, False),
    (
        "COD",
        "Democratic Republic of the Congo",
        "peer",
        "COD-2",
        "2019",
        None,
        "2022",
        "2020",
        True,
    ),
    ("CHE", "Switzerland", "peer", "CHE-1", "2018", "2018", "2022", None, False),
    ("CHE", "Switzerland", "peer", "CHE-2", None, None, None, None, True),
    ("ROU", "Romania", "peer", "ROU-M1", None, "2014", "2024", None, False),
    ("ROU", "Romania", "peer", "ROU-1", "2020", "2020", "2023", None, False),
    ("ROU", "Romania", "peer", "ROU-2", "2024", "2024", "2028", None, True),
]
TIMELINE = pd.DataFrame(
    _EDITIONS,
    columns=[
        "entity", "name", "role", "plan_id", "adopted", "start", "end", "end_original", "compared",
    ],
)  # fmt: skip
CODES = ["yes", "partial", "no", "not_mentioned", "not_applicable", "unknown"]
EDITIONS = pd.DataFrame(
    {
        "entity": ["NLD", "BEL", "FRA", "HUN", "ECOWAS"],
        "name": ["Netherlands", "Belgium", "France", "Hungary", "ECOWAS"],
        "role": ["country", "peer", "peer", "peer", "peer"],
        "plan_id": ["NLD-4", "BEL-4", "FRA-3", None, "ECOWAS-2"],
    }
)
VALUES = pd.DataFrame(
    [
        (plan, feature, CODES[(3 * number + place) % 6])
        for place, plan in enumerate(["NLD-4", "BEL-4", "FRA-3", "ECOWAS-2"])
        for number, feature in enumerate(list(PAGES)[:9])
    ],
    columns=["plan_id", "feature", "value"],
)


def compared(*rows: tuple[str, str, int, int, float | None, float | None]) -> pd.DataFrame:
    columns = ["feature", "value", "yes", "unknown", "share_lower", "share_upper"]
    made = pd.DataFrame(list(rows), columns=columns).set_index("feature")
    made[["share_lower", "share_upper"]] = made[["share_lower", "share_upper"]].astype("float64")
    made["label"] = [PAGES[name].label["en"] for name in made.index]
    return made.assign(peers=20)


SHARES = compared(
    ("named_pillar_prevention", "yes", 8, 5, 0.40, 0.65),
    ("named_pillar_protection", "unknown", 20, 0, 1.0, 1.0),
    ("climate", "yes", 5, 12, None, None),
    ("named_pillar_relief_recovery", "partial", 0, 4, 0.0, 0.20),
)
NO_SHARES = compared(("climate", "yes", 5, 12, None, None))
COUNTED = SHARES.assign(partial=1, no=[3, 0, 0, 12], not_mentioned=0, not_applicable=[0, 0, 2, 3])
DIFFERENCES = pd.DataFrame(
    [
        ("crsv_gbv", "x", "unknown", 19, 21, 29, "peers_have"),
        ("climate", "x", "no", 12, 12, 29, "peers_have"),
        ("learning_agenda", "x", "yes", 0, 1, 29, "own_has"),
        ("a_retired_feature", "A feature of old", "yes", 0, 0, 29, "own_has"),
    ],
    columns=["feature", "label", "own", "yes", "known", "peers", "kind"],
)
STATUS = pd.DataFrame(
    [
        (entity, f"Name of {entity}", plots.STATUSES[number % 7], "2026-11")
        for number, entity in enumerate(sorted(plots.tile_places()))
    ],
    columns=["entity", "name", "status", "checked_on"],
)

FIGURES: dict[str, Draw] = {
    "adoption": lambda **kw: plots.adoption(COUNTS, CLAIMS, **kw),
    "timeline": lambda **kw: plots.timeline(TIMELINE, DAY, **kw),
    "matrix": lambda **kw: plots.matrix(VALUES, EDITIONS, **kw),
    "features": lambda **kw: plots.features(COUNTED, **kw),
    "shares": lambda **kw: plots.shares(SHARES, **kw),
    "no_shares": lambda **kw: plots.shares(NO_SHARES, **kw),
    "differences": lambda **kw: plots.differences(DIFFERENCES, **kw),
    "no_differences": lambda **kw: plots.differences(DIFFERENCES.iloc[:0], **kw),
    "tile_map": lambda **kw: plots.tile_map(STATUS, DAY, **kw),
}
ALTS: dict[str, Callable[[str], str]] = {
    "adoption": lambda language: plots.adoption_alt(COUNTS, CLAIMS, language),
    "timeline": lambda language: plots.timeline_alt(TIMELINE, DAY, language),
    "matrix": lambda language: plots.matrix_alt(VALUES, EDITIONS, language),
    "features": lambda language: plots.features_alt(COUNTED, language),
    "shares": lambda language: plots.shares_alt(SHARES, language),
    "differences": lambda language: plots.differences_alt(DIFFERENCES, language),
    "tile_map": lambda language: plots.tile_map_alt(STATUS, DAY, language),
}
TABLES: dict[str, Callable[[str], pd.DataFrame]] = {
    "adoption": lambda language: plots.adoption_data(COUNTS, CLAIMS, language),
    "timeline": lambda language: plots.timeline_data(TIMELINE, DAY, language),
    "matrix": lambda language: plots.matrix_data(VALUES, EDITIONS, language),
    "features": lambda language: plots.features_data(COUNTED, language),
    "shares": lambda language: plots.shares_data(SHARES, language),
    "differences": lambda language: plots.differences_data(DIFFERENCES, language),
    "tile_map": lambda language: plots.tile_map_data(STATUS, language),
}

# The looks.

IMAGES = [
    ("adoption", "en"), ("timeline", "en"), ("matrix", "nl"), ("features", "en"), ("shares", "fr"),
    ("no_shares", "nl"), ("differences", "en"), ("tile_map", "fr"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "language"), IMAGES)
def test_the_figure_looks_as_it_did(image_regression: Any, name: str, language: str) -> None:
    # Another version sets letters a little differently.
    needs("matplotlib-3.11", mpl.__version__.startswith("3.11."))
    made = FIGURES[name](language=language, source=SOURCE)
    image_regression.check(picture(made), diff_threshold=0.02, basename=f"{name}_{language}")


def texts(ax: Axes) -> list[Text]:
    """All texts that can be seen, ticks, title and key among them."""
    found = [t for t in ax.get_figure(root=True).findobj(Text) if t.get_visible()]
    low, high = sorted(ax.get_xlim())
    ticks = {
        label
        for axis, (least, most) in ((ax.xaxis, (low, high)), (ax.yaxis, sorted(ax.get_ylim())))
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]
        for label in (tick.label1, tick.label2)
        if not least <= tick.get_loc() <= most
    }
    return [t for t in found if isinstance(t, Text) and t.get_text().strip() and t not in ticks]


def mistakes(ax: Axes) -> list[str]:
    """Texts that overlap each other or leave the figure."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.canvas.draw()
    boxes = [(t.get_text(), Text.get_window_extent(t)) for t in texts(ax)]
    width, height = figure.bbox.width, figure.bbox.height
    wrong = [
        f"{text!r} leaves the figure"
        for text, box in boxes
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        # A box has room for descenders, so a little is no overlap of letters.
        if across > 1.5 and down > 0.25 * min(a.height, b.height):
            wrong.append(f"{one!r} overlaps {other!r}")
    return wrong


def test_an_overlap_would_be_seen() -> None:
    ax = style.new_axes(None, 2)
    ax.text(0.5, 0.5, "first")
    ax.text(0.51, 0.5, "second")
    ax.text(2.5, 0.5, "far")
    ax.set_in_layout(False)
    assert any("'first' overlaps 'second'" in said for said in mistakes(ax))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_nothing_overlaps_or_leaves_a_small_figure(name: str, language: str) -> None:
    ax = FIGURES[name](language=language, source=SOURCE)
    assert mistakes(ax) == []
    figure = ax.get_figure(root=True)
    assert figure is not None
    assert figure.get_size_inches()[0] == pytest.approx(6.3)


def differing(features: pd.DataFrame) -> pd.DataFrame:
    """Rows as a list of differences has them, more than there will be."""
    made = features.reset_index().assign(own=features["value"].to_numpy())
    made["known"] = made["peers"] - made["unknown"]
    made["kind"] = made["own"].map(lambda own: "own_has" if own == "yes" else "peers_have")
    return made.head(20)


@pytest.mark.parametrize(("peers", "language"), [(1, "fr"), (30, "nl"), (60, "en")])
def test_nothing_overlaps_with_few_or_many_peers(
    ds: nap.Dataset, peers: int, language: str
) -> None:
    kind = ds.entities.set_index("entity")["kind"]
    planned = [e for e in dict.fromkeys(ds.plans["entity"]) if kind[e] == "country" and e != "NLD"]
    comparison = ds.compare("NLD", planned[:peers])
    said: dict[str, Any] = {"language": language, "source": SOURCE}
    drawn = [
        plots.timeline(comparison.timeline(), DAY, **said),
        plots.matrix(ds.features, comparison.editions(), **said),
        plots.features(comparison.features(), **said),
        plots.shares(comparison.features(), **said),
        plots.differences(differing(comparison.features()), **said),
    ]
    for ax in drawn:
        assert mistakes(ax) == []


def test_the_figures_of_the_release_have_room(ds: nap.Dataset) -> None:
    counts = plots.adoption_counts(ds.count_as_of, DAY)
    status = plots.tile_status(ds.entities, ds.plans, ds.plans_as_of(), "nl")
    for language in LANGUAGES:
        ax = plots.adoption(counts, ds.table("claims"), language=language, source=SOURCE)
        assert mistakes(ax) == []
        assert mistakes(plots.tile_map(status, DAY, language=language, source=SOURCE)) == []


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_where_asked_and_names_its_release(name: str) -> None:
    ax = style.new_axes(None, 4)
    assert FIGURES[name](ax=ax, source=SOURCE) is ax
    said = " ".join(t.get_text() for t in texts(ax)).replace("\n", " ")
    assert SOURCE in said
    assert "imply no view on status" in said


# Colours.


def luminance(colour: str) -> float:
    red, green, blue = to_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_no_colour_is_red_or_green() -> None:
    named = [style.DARK, style.MID, style.LIGHT, style.OCHRE, style.PALE, style.INK, style.GREY]
    looks = [look.fill for look in (*_tiles._LOOKS.values(), *_matrix._LOOKS.values())]
    for colour in [*named, *looks]:
        hue, _, saturation = colorsys.rgb_to_hls(*to_rgb(colour))
        assert saturation < 0.1 or 30 <= hue * 360 <= 60 or 180 <= hue * 360 <= 260, colour


def test_statuses_on_the_map_differ_in_grey_print_or_by_their_edge() -> None:
    for (one, a), (other, b) in itertools.combinations(_tiles._LOOKS.items(), 2):
        fill = abs(luminance(a.fill) - luminance(b.fill)) > 0.15
        edge = (a.line != b.line) or abs(luminance(a.edge) - luminance(b.edge)) > 0.3
        assert fill or edge, f"{one} looks like {other}"


def test_unknown_is_an_empty_cell_with_a_dot_and_no_a_filled_one_with_a_dash() -> None:
    looks = _matrix._LOOKS
    assert (looks["unknown"].fill, looks["unknown"].mark) == ("#ffffff", ".")
    assert looks["no"].mark == "_"
    assert luminance(looks["unknown"].fill) - luminance(looks["no"].fill) > 0.1
    yes, partial, no = (luminance(looks[code].fill) for code in ("yes", "partial", "no"))
    assert yes + 0.2 < partial < no - 0.2


# What is shown.


def said(ax: Axes) -> list[str]:
    return [t.get_text().replace("\n", " ") for t in texts(ax)]


def test_only_counts_of_countries_with_a_day_of_counting_are_points() -> None:
    told = said(FIGURES["adoption"]())
    shown = [text for text in told if " · " in text]
    assert shown == [
        "63 to 68 · 30 June 2017",
        "11 · A study, October 2008",
        "more than 50 · Someone's letter, January 2017",
        "about 51 · A committee with a very long name, 2014",
        "55 · Monitor, December 2015",
        "55 · Monitor, January 2016 to July 2016",
    ]


def test_every_way_to_mean_a_figure_has_a_marker() -> None:
    assert set(_adoption._MARKERS) == set(load_schema().vocabularies["claim_bound"].current)


def test_our_count_is_taken_on_the_last_day_of_each_year_and_on_the_last_day(
    ds: nap.Dataset,
) -> None:
    counts = plots.adoption_counts(ds.count_as_of, date(2010, 6, 30), since=2008)
    assert counts["day"].tolist() == ["2008-12-31", "2009-12-31", "2010-06-30"]
    last = ds.count_as_of("2010-06-30")
    assert counts.iloc[-1][["lower", "upper"]].tolist() == [last.lower, last.upper]


def boxes(ax: Axes) -> list[tuple[float, float, str]]:
    """Begin, end and look of every box of the timeline."""
    return [(p.get_x(), p.get_x() + p.get_width(), _look(p)) for p in ax.patches]


def _look(patch: Any) -> str:
    if patch.get_hatch():
        return "extension"
    return "lapse" if patch.get_linestyle() not in ("-", "solid") else "plan"


def test_extensions_and_lapses_show_in_the_timeline() -> None:
    shown = boxes(FIGURES["timeline"]())
    extended = [(a, b) for a, b, look in shown if look == "extension"]
    assert extended[0] == (style.number(date(2025, 12, 31)), style.number(date(2027, 12, 31)))
    lapsed = [(a, b) for a, b, look in shown if look == "lapse"]
    assert lapsed == [(style.number(date(2022, 12, 31)), style.number(DAY))]


def test_an_edition_ends_where_the_next_begins_in_the_timeline() -> None:
    starts = {a: b for a, b, _ in boxes(FIGURES["timeline"]())}
    assert starts[style.number(date(2009, 1, 1))] == style.number(date(2010, 12, 31))


def test_an_edition_without_dates_is_told_in_words_and_hides_no_lapse() -> None:
    told = said(FIGURES["timeline"]())
    assert "2 (no dates known)" in told
    assert "Switzerland" not in ALTS["timeline"]("en").partition("no successor seen")[2]


def test_the_country_is_the_first_row_and_the_first_column() -> None:
    turned = pd.concat([TIMELINE.iloc[2:], TIMELINE.iloc[:2]])
    names = [t.get_text() for t in plots.timeline(turned, DAY).get_yticklabels()]
    assert names[0] == "Netherlands"
    data = plots.matrix_data(VALUES, EDITIONS.iloc[::-1])
    assert list(data.columns) == ["Feature", "NLD-4", "ECOWAS-2", "FRA-3", "BEL-4"]


def test_every_cell_of_the_matrix_is_drawn_once_in_its_look() -> None:
    ax = FIGURES["matrix"]()
    drawn = [len(group.get_paths()) for group in ax.collections]
    counted = VALUES["value"].value_counts()
    assert drawn == [int(counted[code]) for code in CODES]


def test_a_feature_that_was_not_coded_is_unknown_in_the_matrix() -> None:
    fewer = VALUES[~((VALUES["plan_id"] == "BEL-4") & (VALUES["feature"] == "climate"))]
    data = plots.matrix_data(fewer, EDITIONS).set_index("Feature")
    assert data.loc["Climate change", "BEL-4"] == "unknown"


def test_bars_of_the_features_count_every_code() -> None:
    ax = FIGURES["features"]()
    lengths = sorted(bar.get_width() for bar in ax.patches)
    counted = COUNTED[["yes", "partial", "no", "not_applicable", "unknown"]].to_numpy().ravel()
    assert lengths == sorted(n for n in counted if n)
    data = plots.features_data(COUNTED, "nl").set_index("Kenmerk")
    assert data.loc["Klimaatverandering", ["Eigen plan", "Niet vastgesteld"]].tolist() == ["ja", 12]
    assert "Climate change" in " ".join(said(ax))


def test_without_peers_that_have_a_plan_the_figure_of_the_features_says_so() -> None:
    none = COUNTED.assign(**dict.fromkeys(["yes", "partial", "no", "not_applicable", "unknown"], 0))
    assert any(text.startswith("No peer has a plan") for text in said(plots.features(none)))
    assert plots.features_alt(none).startswith("No peer has a plan")


def test_only_features_with_a_share_are_drawn() -> None:
    ax = FIGURES["shares"]()
    assert len(ax.lines) == 3
    told = said(ax)
    assert {"40 to 65%", "100%", "0 to 20%"} <= set(told)
    assert "Climate change" not in told


def test_without_a_share_the_figure_says_why_and_draws_none() -> None:
    ax = FIGURES["no_shares"]()
    assert len(ax.lines) == 0
    assert any(text.startswith("No feature has a share here") for text in said(ax))
    assert plots.shares_alt(NO_SHARES).startswith("No feature has a share here")
    assert plots.shares_data(NO_SHARES).empty


def test_bars_of_the_differences_add_up_to_all_peers() -> None:
    ax = FIGURES["differences"]()
    widths: dict[float, float] = {}
    for bar in ax.patches:
        widths[bar.get_y()] = widths.get(bar.get_y(), 0) + bar.get_width()
    assert list(widths.values()) == [29] * 4
    told = said(ax)
    assert "19 of 29 yes · own plan: unknown" in told
    assert "A feature of old" in told


# The map.


def test_no_two_countries_share_a_square() -> None:
    places = list(plots.tile_places().values())
    assert len(set(places)) == len(places)


def test_every_country_has_a_square(ds: nap.Dataset) -> None:
    entities = ds.entities
    there = set(plots.tile_places())
    members = set(entities.loc[entities["un_status"] == "member", "entity"])
    assert len(members) == 193
    assert there == members | {"PSE", "VAT", "XKX", "TWN", "COK", "NIU"}
    assert set(entities.loc[entities["kind"] == "country", "entity"]) <= there


@pytest.mark.parametrize(
    "west_to_east",
    [
        "USA BRB CPV SEN NER SDN SAU OMN", "PRT ESP ITA GRC TUR IRN AFG NPL", "IRL GBR NLD DEU POL BLR",
        "PER BRA GNB NGA KEN MDV MYS PNG FJI COK", "IND MMR VNM PHL PLW", "KAZ MNG KOR JPN",
    ],
)  # fmt: skip
def test_countries_lie_from_west_to_east(west_to_east: str) -> None:
    columns = [plots.tile_places()[code][0] for code in west_to_east.split()]
    assert columns == sorted(set(columns))


@pytest.mark.parametrize(
    "north_to_south",
    [
        "CAN USA MEX GTM SLV NIC CRI PAN COL ECU PER CHL ARG", "FIN EST LVA LTU UKR ROU SRB XKX GRC",
        "NOR DNK DEU AUT ITA VAT TUN NER NGA CMR GAB AGO NAM BWA ZAF", "PRK KOR TWN VNM BRN IDN TLS AUS NZL",
        "RUS KAZ UZB TJK PAK IND LKA MDV",
    ],
)  # fmt: skip
def test_countries_lie_from_north_to_south(north_to_south: str) -> None:
    rows = [plots.tile_places()[code][1] for code in north_to_south.split()]
    assert rows == sorted(set(rows))


def test_a_country_has_the_strongest_status_of_its_plans() -> None:
    entities = pd.DataFrame(
        {
            "entity": ["NLD", "BEL", "FJI", "ATG", "FRA", "EU"],
            "name_nl": ["Nederland", "België", "Fiji", "Antigua", "Frankrijk", "EU"],
            "plan_status": ["has_plan", "has_plan", "in_preparation", "none_stated", "has_plan", "has_plan"],
            "checked_on": "2026-11",
        }
    )  # fmt: skip
    plans = pd.DataFrame(
        {
            "plan_id": ["NLD-1", "NLD-2", "BEL-1", "BEL-2", "FRA-1"],
            "counts_as_plan": ["yes", "yes", "yes", "no", "yes"],
        }
    )
    states = pd.DataFrame(
        {
            "plan_id": ["NLD-1", "NLD-2", "BEL-1", "BEL-2"],
            "entity": ["NLD", "NLD", "BEL", "BEL"],
            "state": ["superseded", "in force", "lapsed, no successor seen", "in force"],
        }
    )
    found = plots.tile_status(entities, plans, states, "nl")
    assert found["status"].tolist() == [
        "in_force", "lapsed", "in_preparation", "none_found", "none_found",
    ]  # fmt: skip
    assert found["name"].tolist()[0] == "Nederland"


def test_a_country_without_a_row_is_not_researched_and_a_made_up_status_is_refused() -> None:
    few = STATUS[STATUS["entity"] == "NLD"]
    data = plots.tile_map_data(few).set_index("Code")["Status of the plan"]
    assert (data.drop("NLD") == "Not researched").all()
    with pytest.raises(QuestionError, match=r"status is one of in_force, .*, not great"):
        plots.tile_map(few.assign(status="great"), DAY)


def test_the_map_says_until_when_was_searched() -> None:
    label = "No plan found (searched until November 2026)"
    assert any(text.startswith(label) for text in said(FIGURES["tile_map"]()))


# Words.


def test_words_have_the_same_blanks_in_all_languages() -> None:
    for code in load_schema().vocabularies["figure_text"].codes.values():
        blanks = [
            sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)
            for text in code.label.values()
        ]
        assert blanks[0] == blanks[1] == blanks[2], code.code


@pytest.mark.parametrize("name", ALTS)
def test_words_of_a_figure_are_in_its_language(name: str) -> None:
    told = [ALTS[name](language) for language in LANGUAGES]
    assert len(set(told)) == 3
    headings = [list(TABLES[name](language).columns) for language in LANGUAGES]
    assert headings[0] != headings[1]
    assert headings[1] != headings[2]
    assert not any("{" in text for text in told)


@pytest.mark.parametrize("name", FIGURES)
def test_another_language_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(QuestionError, match="'de'; there are en, nl, fr"):
        FIGURES[name](language="de")


@pytest.mark.parametrize(
    ("language", "day", "told"),
    [
        ("en", "2026-11-25", "25 November 2026"),
        ("nl", "2026-03-01", "1 maart 2026"),
        ("fr", "2026-08-01", "1er août 2026"),
        ("fr", "2026-08", "août 2026"),
        ("nl", "2026", "2026"),
    ],
)
def test_days_are_written_as_the_language_does(language: str, day: str, told: str) -> None:
    assert style.Words(language).partial(day) == told


def test_the_table_of_the_timeline_tells_lapses_in_words() -> None:
    data = TABLES["timeline"]("nl")
    noted = data[data["Opmerking"] != ""]
    assert noted[["Land", "Editie"]].to_numpy().tolist() == [
        ["Democratic Republic of the Congo", "2"]
    ]


# As asked of a comparison.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name", ["adoption", "differences", "features", "map", "matrix", "shares", "timeline"]
)
def test_a_comparison_draws_each_figure_in_each_language(
    ds: nap.Dataset, name: str, language: str
) -> None:
    ax = getattr(ds.compare("NLD", "benelux").plot, name)(language=language)
    told = said(ax)
    assert ax.get_title(loc="left") in told
    assert any(f"napcompare {ds.version}" in text for text in told)
    assert mistakes(ax) == []


def test_the_names_of_a_comparison_are_in_the_language_of_its_figure(ds: nap.Dataset) -> None:
    names = [
        t.get_text()
        for t in ds.compare("NLD", "benelux").plot.timeline(language="nl").get_yticklabels()
    ]
    assert names == ["Nederland", "België", "Luxemburg"]


def test_a_language_without_words_is_refused_by_name(ds: nap.Dataset) -> None:
    with pytest.raises(QuestionError, match=r"'de'; there are en, nl, fr"):
        ds.compare("NLD", "benelux").plot.map(language="de")
