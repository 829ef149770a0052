"""What publishers send: small files of our own in their form, their real ones, and garbage."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napcompare.errors import FetchError
from napcompare.fetch import insecurity_insight, ucdp, undp_hdr, world_bank
from napcompare.fetch.payload import COLUMNS, csv_of, json_of, numbers, unzipped, whole_years

from .conftest import ROOT

SOURCES = ROOT.parent / "shared" / "sources"
HDR = (
    "iso3,country,pr_f_2021,pr_f_2022,pr_f_rank_2022\nCIV,Côte d\u2019Ivoire,13.4,,5\n"
    "NAM,Namibia,35.6,36,1\n"
)
UCDP = "country_id_cy,country_cy,year_cy,sb_best\n700,Afghanistan,2020.0,19000\n2,United States,2020,0\n"
BANK = [
    {"page": 1, "pages": 2, "per_page": 1, "total": 2},
    [
        {"indicator": {"id": "SG.GEN.PARL.ZS"}, "country": {"id": "NA", "value": "Namibia"},
         "countryiso3code": "NAM", "date": "2020", "value": 44.2},
        {"indicator": {"id": "SG.GEN.PARL.ZS"}, "country": {"id": "1W", "value": "World"},
         "countryiso3code": "", "date": "2020", "value": None},
    ],
]  # fmt: skip
REFUSED = [{"message": [{"id": "120", "key": "Invalid", "value": "Invalid value"}]}]
INSIGHT = [{"Country": "Sudan", "Country ISO": "SDN", "Year": "2023", "CRSV events": "12"}]


def zipped(**files: bytes) -> bytes:
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return place.getvalue()


def damaged() -> bytes:
    """An archive whose deflated data were changed."""
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "country,value\n" * 50)
    return place.getvalue().replace(place.getvalue()[35:45], b"\xff" * 10)


def marked(offset: int, value: int) -> bytes:
    """An archive with another value in a field of its entry, in the local and in the central directory."""
    content = bytearray(zipped(a__csv=b"a"))
    content[offset] = value
    content[content.index(b"PK\x01\x02") + offset + 2] = value
    return bytes(content)


def packed(told: object) -> bytes:
    return json.dumps(told).encode()


def rows(table: pd.DataFrame) -> list[tuple[object, ...]]:
    assert tuple(table.columns) == COLUMNS
    return list(table.itertuples(index=False, name=None))


def test_each_adapter_reads_its_form() -> None:
    assert rows(undp_hdr.parse(HDR.replace("\u2019", "'").encode("latin-1"), "hdr", ["pr_f"])) == [
        ("pr_f", "CIV", "Côte d'Ivoire", 2021, 13.4),
        ("pr_f", "NAM", "Namibia", 2021, 35.6),
        ("pr_f", "NAM", "Namibia", 2022, 36.0),
    ]
    expected = [
        ("sb_best", "700", "Afghanistan", 2020, 19000.0),
        ("sb_best", "2", "United States", 2020, 0.0),
    ]
    for content in (UCDP.encode(), zipped(readme__txt=b"x", data__csv=UCDP.encode())):
        assert rows(ucdp.parse(content, "ucdp", ["sb_best"])) == expected
    assert rows(world_bank.parse(packed(BANK), "wb")) == [
        ("SG.GEN.PARL.ZS", "NAM", "Namibia", 2020, 44.2)
    ]
    assert world_bank.pages_of(packed(BANK), "wb", 1) == 2
    assert rows(insecurity_insight.parse(packed(INSIGHT), "ii", ["CRSV events"])) == [
        ("CRSV events", "SDN", "Sudan", 2023, 12.0)
    ]


WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "renamed column": (
        lambda: ucdp.parse(UCDP.replace("year_cy", "year").encode(), "s", ["sb_best"]),
        "no column year_cy; there are",
    ),
    "renamed series": (
        lambda: undp_hdr.parse(HDR.encode("cp1252"), "s", ["gii"]),
        "no column gii_<year>",
    ),
    "text for a number": (
        lambda: ucdp.parse(UCDP.replace("19000", "many").encode(), "s", ["sb_best"]),
        "row 1, sb_best: 'many' is no number",
    ),
    "infinite": (
        lambda: numbers(pd.Series(["1", "inf"], name="v"), "s"),
        "row 2, v: 'inf' is no number",
    ),
    "no year": (
        lambda: ucdp.parse(UCDP.replace("2020.0", "2019-20").encode(), "s", ["sb_best"]),
        "row 1, year_cy: '2019-20' is no number",
    ),
    "half a year": (
        lambda: ucdp.parse(UCDP.replace("2020.0", "2020.5").encode(), "s", ["sb_best"]),
        "is no year",
    ),
    "heading alone": (
        lambda: ucdp.parse(UCDP.split("\n")[0].encode(), "s", ["sb_best"]),
        "a heading and no rows",
    ),
    "nothing": (lambda: csv_of(b"", "s", []), "the file is empty"),
    "long row": (
        lambda: csv_of(b"a,b\n1,2\n1,2,3\n", "s", ["a", "b"]),
        "row 3 has 3 cells, and the heading 2",
    ),
    "short row": (
        lambda: csv_of(b'a,b,c\n1,2,3\n1,"2,3"\n', "s", ["a"]),
        "row 3 has 2 cells, and the heading 3",
    ),
    "short row after a cell of two lines": (
        lambda: csv_of(b'a,b\n"1\n1",2\n1\n', "s", ["a"]),
        "row 3 has 1 cells, and the heading 2",
    ),
    "encoding": (lambda: csv_of("a\né".encode("latin-1"), "s", []), "byte 3 is not in utf-8"),
    "cut JSON": (lambda: world_bank.parse(packed(BANK)[:-20], "s"), "is no whole JSON"),
    "deep JSON": (lambda: json_of(b"[" * 200_000, "s"), "nested|no whole JSON"),
    "error of the service": (
        lambda: world_bank.parse(packed(REFUSED), "s"),
        "the service says: Invalid value",
    ),
    "another form": (
        lambda: world_bank.parse(packed({"data": []}), "s"),
        "no list of a header and records",
    ),
    "another page": (
        lambda: world_bank.pages_of(packed(BANK), "s", 2),
        "page 2 was asked for and page 1 sent",
    ),
    "endless pages": (
        lambda: world_bank.pages_of(packed([{"page": 1, "pages": 9999}, []]), "s", 1),
        "9999 pages",
    ),
    "no records": (lambda: insecurity_insight.parse(b"[]", "s", []), "no list of records"),
    "renamed key": (
        lambda: insecurity_insight.parse(packed(INSIGHT), "s", ["Events"]),
        "no column Events",
    ),
    "no archive": (lambda: unzipped(b"PK no", "s", ".csv"), "no whole zip archive"),
    "cut archive": (
        lambda: unzipped(zipped(a__csv=b"x" * 999)[:500], "s", ".csv"),
        "no whole zip archive",
    ),
    "damaged data": (lambda: unzipped(damaged(), "s", ".csv"), "no whole zip archive"),
    "locked archive": (lambda: unzipped(marked(6, 1), "s", ".csv"), "locked with a password"),
    "rare packing": (lambda: unzipped(marked(8, 97), "s", ".csv"), "packed in a way"),
    "two files": (
        lambda: unzipped(zipped(a__csv=b"", b__csv=b""), "s", ".csv"),
        "has 2 .csv files",
    ),
    "outside": (lambda: unzipped(zipped(**{"../a__csv": b""}), "s", ".csv"), "outside itself"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_as_documented_is_said_with_its_source(name: str) -> None:
    call, words = WRONG[name]
    with pytest.raises(FetchError, match=f"^s: .*({words}).*The publisher has changed it"):
        call()


def test_a_column_more_does_no_harm() -> None:
    wider = "\n".join(f"{line},x" for line in UCDP.strip().split("\n"))
    assert len(ucdp.parse(wider.encode(), "s", ["sb_best"])) == 2


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_garbage_ends_in_a_message(content: bytes) -> None:
    for parse in (
        lambda: ucdp.parse(content, "s", ["a"]),
        lambda: undp_hdr.parse(content, "s", ["a"]),
        lambda: insecurity_insight.parse(content, "s", ["a"]),
        lambda: world_bank.parse(content, "s"),
    ):
        with pytest.raises(FetchError):
            parse()


@given(st.lists(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.none())))
def test_numbers_are_kept_and_gaps_stay_gaps(values: list[float | None]) -> None:
    cells = pd.Series([None if v is None else repr(v) for v in values], dtype=object, name="v")
    found = numbers(cells, "s")
    assert found.isna().tolist() == [v is None for v in values]
    assert found.dropna().tolist() == [v for v in values if v is not None]


def test_years_are_whole() -> None:
    assert whole_years(pd.Series(["1990.0", 2021, "2025"], name="y"), "s").tolist() == [
        1990,
        2021,
        2025,
    ]


def real(*parts: str) -> bytes:
    path = SOURCES.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the publisher's file {path.name} is not here")
    return path.read_bytes()


def test_the_real_files_are_read() -> None:
    groups = world_bank.aggregates_of(real("wb-api-v2", "countries.json"), "wb")
    assert "AFR" in groups
    assert "AFG" not in groups
    hdr = undp_hdr.parse(
        real("undp-hdr-2023-24", "HDR23-24_Composite_indices_complete_time_series.csv"),
        "undp-hdr",
        ["pr_f", "mmr", "gii"],
    )
    assert hdr.query("series == 'pr_f'")["place"].nunique() >= 190
    assert hdr["year"].between(1990, 2022).all()
    deaths = ucdp.parse(
        real("ucdp-orgviolence-cy-25.1", "organizedviolencecy_v25_1.csv"),
        "ucdp",
        ["sb_total_deaths_best_cy"],
    )
    assert deaths["place"].nunique() == 199
    events = insecurity_insight.parse(
        real("insecurity-insight-crsv", "svOverview.json"), "ii", ["CRSV events"]
    )
    assert events["place"].nunique() == 80
    for name in ("indicator_AFG_multi.json", "indicator_AFG_pop.json", "indicator_all_mrnev1.json"):
        assert len(world_bank.parse(real("wb-api-v2", name), "wb"))
