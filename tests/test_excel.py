"""Excel workbooks: what is written comes back as it was, and nothing in them can run."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest

import napcompare as nap
from napcompare.errors import NapcompareError, QuestionError
from napcompare.show.excel import Sheet, comparison_sheets, comparison_workbook, write_workbook

from .conftest import FEATURES, needs

ABOUT = {"release": "2026.11.9", "day": "2026-11-24"}
HEADER = 4
FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\x00=1+1",
    "  =1+1",
    "＝1+1",
    '=HYPERLINK("http://evil.example","x")',
]
TEXTS = ["<script>alert(1)</script>", "'quoted\"", "تقرير وطني", "#N/A", "a_x0041_b", "é\U0001f54a"]


@pytest.fixture(autouse=True)
def _openpyxl(request: pytest.FixtureRequest) -> None:
    if "without_openpyxl" not in request.node.name:
        needs("openpyxl", find_spec("openpyxl") is not None)


def write(path: Path, *sheets: Sheet) -> Any:
    from openpyxl import load_workbook

    write_workbook(path, sheets, ABOUT)
    return load_workbook(path)


def table(**columns: list[Any]) -> Sheet:
    return Sheet("plans", "Plans", pd.DataFrame(columns), "Unknown is not no.")


def rows(page: Any) -> list[tuple[Any, ...]]:
    return list(page.iter_rows(min_row=HEADER + 1, values_only=True))


@pytest.fixture(scope="module")
def nato(ds: nap.Dataset) -> nap.Comparison:
    return ds.compare("Nederland", "nato", "2026-11-24")


@pytest.fixture(scope="module")
def sheets(ds: nap.Dataset, nato: nap.Comparison) -> dict[str, Sheet]:
    tables = {name: ds.table(name) for name in ds.tables}
    return {s.name: s for s in comparison_sheets(nato, tables=tables, package=ds.package)}


def test_a_sheet_has_title_note_frozen_header_filter_and_release(tmp_path: Path) -> None:
    page = write(tmp_path / "a.xlsx", table(entity=["NLD", "NAM"], plans=[4, 2]))["plans"]
    assert (page["A1"].value, page["A2"].value) == ("Plans", "Unknown is not no.")
    assert [cell.value for cell in page[HEADER]] == ["entity", "plans", "release"]
    assert page.freeze_panes == "A5"
    assert page.auto_filter.ref == "A4:C6"
    assert rows(page) == [("NLD", 4, "2026.11.9"), ("NAM", 2, "2026.11.9")]


def test_values_keep_what_they_are(tmp_path: Path) -> None:
    sheet = table(
        iso2=["NA", "NL"],
        m49=["010", "528"],
        start=["2020", "2020-12"],
        day=[date(2020, 12, 11), pd.Timestamp("2020-12-16")],
        count=pd.Series([3, None], dtype="Int64"),
        share_lower=[0.25, float("nan")],
        compared=[True, False],
        large=[12345678901234567, 10**400],
        endless=[float("inf"), 1.5],
        empty=["", None],
    )
    page = write(tmp_path / "a.xlsx", sheet)["plans"]
    first, second = rows(page)
    big = "1" + "0" * 400
    assert first[:-1] == (
        "NA", "010", "2020", "2020-12-11", 3, 0.25, "yes", "12345678901234567", "inf", None,
    )  # fmt: skip
    assert second[:-1] == (
        "NL", "528", "2020-12", "2020-12-16", None, None, "no", big, 1.5, None,
    )  # fmt: skip
    assert page["F5"].number_format == "0%"
    back = pd.read_excel(tmp_path / "a.xlsx", "plans", skiprows=3, keep_default_na=False, dtype=str)
    assert back["iso2"].tolist() == ["NA", "NL"]


def test_a_named_index_is_a_column(tmp_path: Path) -> None:
    index = pd.MultiIndex.from_tuples([("both", "youth")], names=["orientation", "feature"])
    sheet = Sheet("features", "Features", pd.DataFrame({"yes": [1]}, index=index))
    page = write(tmp_path / "a.xlsx", sheet)["features"]
    assert rows(page) == [("both", "youth", 1, "2026.11.9")]


def test_text_like_a_formula_is_a_marked_text(tmp_path: Path) -> None:
    page = write(tmp_path / "a.xlsx", table(title=FORMULAS))["plans"]
    cells = [page.cell(HEADER + 1 + n, 1) for n in range(len(FORMULAS))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert [cell.value for cell in cells[:2]] == FORMULAS[:2]


def test_no_part_of_the_file_has_a_formula_wherever_the_text_stands(tmp_path: Path) -> None:
    bad = FORMULAS[0]
    sheet = Sheet(bad, bad, pd.DataFrame({bad: [bad]}), bad, {bad: bad})
    path = tmp_path / "a.xlsx"
    write_workbook(path, [sheet], ABOUT | {bad: bad, "release": bad})
    with ZipFile(path) as parts:
        pages = [n for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
        assert len(pages) == 3
        for name in pages:
            text = parts.read(name).decode()
            assert "<f>" not in text
            assert "<f " not in text


@pytest.mark.parametrize("number", [1, 2])
def test_libreoffice_computes_nothing(tmp_path: Path, number: int) -> None:
    needs("soffice", shutil.which("soffice") is not None)
    write_workbook(tmp_path / "a.xlsx", [table(title=[*FORMULAS, *TEXTS])], ABOUT)
    to = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0"  # the last number is that of the sheet
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless",
         "--convert-to", f"{to},false,true,false,false,false,{number}",
         "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")],
        capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = next(tmp_path.glob("*.csv"))
    with made.open(encoding="utf-8", newline="") as file:
        first = [row[0] for row in list(csv.reader(file))[HEADER:]]
    told = ["release", "day", "sheet plans"]
    plain = [text.replace("\x00", "").replace("\r", "\n") for text in [*FORMULAS, *TEXTS]]
    assert first == (told if number == 1 else plain)


def test_other_texts_survive_and_refused_characters_do_not(tmp_path: Path) -> None:
    texts = pd.Series([*TEXTS, "a\x07b\ufffec\ud800d", "a\r\nb\rc"], dtype=object)
    page = write(tmp_path / "a.xlsx", Sheet("plans", "Plans", texts.to_frame("title")))
    found = [row[0] for row in rows(page["plans"])]
    assert found[:4] == TEXTS[:4]
    assert found[4] == "a_x005F_x0041_b"  # Excel shows it as it was; bare, it would show aAb
    assert found[5:] == [TEXTS[5], "abcd", "a\nb\nc"]


@pytest.mark.parametrize("character", ["x", "é", "\U0001f54a"])
def test_a_text_beyond_the_limit_is_cut_with_a_mark(tmp_path: Path, character: str) -> None:
    page = write(tmp_path / "a.xlsx", table(title=[character * 40_000]))["plans"]
    found = rows(page)[0][0]
    assert len(found.encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert found.endswith("[cut: Excel holds no longer text]")
    assert found.startswith(character * 16_000)


def test_a_text_at_the_limit_is_whole(tmp_path: Path) -> None:
    page = write(tmp_path / "a.xlsx", table(title=["x" * 32_767]))["plans"]
    assert rows(page)[0][0] == "x" * 32_767


def test_names_of_sheets_are_made_to_fit(tmp_path: Path) -> None:
    wanted = ["a/b[c]:*?\\", "x" * 40, "X" * 40, "About", "History", "'quoted'", "", "", "\x00"]
    empty = pd.DataFrame({"a": [1]})
    book = write(tmp_path / "a.xlsx", *(Sheet(name, "t", empty) for name in wanted))
    assert book.sheetnames == [
        "about", "a-b-c-----", "x" * 31, "X" * 29 + " 2", "About 2", "History 2", "quoted", "sheet",
        "sheet 2", "sheet 3",
    ]  # fmt: skip


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    page = write(tmp_path / "a.xlsx", table(entity=[]))["plans"]
    assert page["A2"].value == "Unknown is not no. No rows."
    assert [cell.value for cell in page[HEADER]] == ["entity", "release"]
    assert rows(page) == []


def test_a_release_column_of_the_table_is_kept(tmp_path: Path) -> None:
    page = write(tmp_path / "a.xlsx", table(old=["a"], release=["2026.11.0"]))["plans"]
    assert rows(page) == [("a", "2026.11.0")]


def test_what_columns_mean_is_told_once_at_the_end(tmp_path: Path) -> None:
    sheet = Sheet("plans", "Plans", pd.DataFrame({"end": ["2027"]}), columns={"end": "The end."})
    book = write(tmp_path / "a.xlsx", sheet)
    assert book.sheetnames == ["about", "plans", "columns"]
    assert rows(book["columns"]) == [("plans", "end", "The end.", "2026.11.9")]
    told = {row[0]: row[1] for row in rows(book["about"])}
    assert told["release"] == "2026.11.9"
    assert told["sheet plans"] == "Plans"


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("https://wo-men.nl/nap?a=1&b=2", True),
        ("http://localhost:80/x%20y", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://a.example/x y", False),
        ("https://[::bad", False),
        ("https://a.example/%zz", False),
        ("https://a.example/" + "x" * 2_000, False),
    ],
)
def test_only_plain_web_addresses_are_links(tmp_path: Path, text: str, linked: bool) -> None:
    page = write(tmp_path / "a.xlsx", table(url=[text]))["plans"]
    link = page["A5"].hyperlink
    assert page["A5"].value == text
    assert (link is not None and link.target == text) == linked


def test_columns_are_as_wide_as_their_text_within_limits(tmp_path: Path) -> None:
    sheet = table(a=["x"], b=["word " * 5], c=["word " * 100], d=["x" * 100])
    page = write(tmp_path / "a.xlsx", sheet)["plans"]
    assert [page.column_dimensions[c].width for c in "ABCD"] == [9, 28, 60, 39]
    assert page["C5"].alignment.wrap_text
    assert page.row_dimensions[5].height == 15 * 9


def test_the_same_input_gives_the_same_bytes(
    tmp_path: Path, ds: nap.Dataset, nato: nap.Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for zone in ("UTC", "Asia/Tokyo"):
        monkeypatch.setenv("TZ", zone)
        comparison_workbook(nato, tmp_path / "a.xlsx", tables=tables_of(ds), package=ds.package)
        found.append((tmp_path / "a.xlsx").read_bytes())
    assert found[0] == found[1]
    with ZipFile(tmp_path / "a.xlsx") as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}
        assert parts.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2


def tables_of(ds: nap.Dataset) -> dict[str, pd.DataFrame]:
    return {name: ds.table(name) for name in ds.tables}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a.xls", "ending in .xlsx"),
        ("none/a.xlsx", "make it first"),
        ("d.xlsx", "cannot be written"),
    ],
)
def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "d.xlsx").mkdir()
    with pytest.raises(QuestionError, match=says):
        write_workbook(tmp_path / name, [table(a=[1])], ABOUT)
    assert [p.name for p in tmp_path.iterdir()] == ["d.xlsx"]


def test_a_workbook_without_a_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="say which release"):
        write_workbook(tmp_path / "a.xlsx", [table(a=[1])], {"day": "2026-11-24"})


def test_more_rows_than_excel_has_are_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("old")
    many = Sheet("many", "Many", pd.DataFrame({"a": range(1_048_573)}))
    with pytest.raises(QuestionError, match="many has 1,048,573 rows; Excel holds 1,048,576"):
        write_workbook(path, [many], ABOUT)
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("old")
    assert write(tmp_path / "a.xlsx", table(a=[1])).sheetnames == ["about", "plans"]
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_without_openpyxl_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(NapcompareError, match=r'pip install "napcompare\[excel\]"'):
        write_workbook(tmp_path / "a.xlsx", [table(a=[1])], ABOUT)
    assert list(tmp_path.iterdir()) == []


def test_a_comparison_has_its_sheets(sheets: dict[str, Sheet], nato: nap.Comparison) -> None:
    told = ["summary", "features", "editions", "timeline", "institutions", "reporting"]
    told += ["focus countries", "codebook", "sources"]
    assert [name for name in sheets if name != "differences"] == told
    assert ("differences" in sheets) == hasattr(nato, "differences")
    assert len(sheets["codebook"].data) == FEATURES
    assert "Netherlands (NLD-4) beside nato, 2026-11-24" in sheets["features"].title
    assert sheets["features"].data["unknown"].sum() > 0


def test_peers_without_a_plan_have_empty_cells(tmp_path: Path, sheets: dict[str, Sheet]) -> None:
    page = write(tmp_path / "a.xlsx", sheets["editions"])["editions"]
    heads = [cell.value for cell in page[HEADER]]
    found = {row[0]: dict(zip(heads, row, strict=True)) for row in rows(page)}
    assert found["HUN"]["plan_id"] is None
    assert found["HUN"]["source_ids"] is None
    assert found["NLD"]["end"] == "2027"


def test_sources_are_those_that_the_rows_cite(sheets: dict[str, Sheet], ds: nap.Dataset) -> None:
    cited = {
        source
        for sheet in sheets.values()
        for ids in sheet.data.get("source_ids", ())
        for source in ids.split(";")
        if source
    }
    assert set(sheets["sources"].data["source_id"]) == cited
    assert 0 < len(cited) < len(ds.table("sources"))
    behind = ds.provenance("NLD-4", "budget_allocated")["source_id"]
    features = sheets["features"].data
    assert set(features.loc["budget_allocated", "source_ids"].split(";")) == set(behind)


def test_who_publishes_stands_beside_what_institutions_do(sheets: dict[str, Sheet]) -> None:
    found = sheets["institutions"].data
    sourced = found["source_ids"] != ""
    assert (found["publishers"] != "").eq(sourced).all()
    assert (found.loc[found["text"] == "unknown", "publishers"] == "").all()


def test_a_country_named_by_a_plan_has_the_source_of_that(sheets: dict[str, Sheet]) -> None:
    found = sheets["focus countries"].data
    assert (found["source_ids"] != "").any()
    assert not found["source_ids"].str.contains("^;|;;|;$").any()


def test_the_whole_workbook_reads_back(
    tmp_path: Path, ds: nap.Dataset, nato: nap.Comparison, sheets: dict[str, Sheet]
) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "nld.xlsx"
    comparison_workbook(nato, path, tables=tables_of(ds), package=ds.package)
    book = load_workbook(path)
    assert book.sheetnames == ["about", *sheets, "columns"]
    for page in book:
        heads = [cell.value for cell in page[HEADER]]
        assert "release" in heads
        assert all(row[heads.index("release")] == ds.version for row in rows(page))
        assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    about = {row[0]: row[1] for row in rows(book["about"])}
    assert about["release"] == ds.version
    assert "Unknown is not no" in about["the code unknown"]
    assert "CC-BY-4.0" in about["licence"]
    assert ds.version in about["how to cite"]


def test_a_release_without_the_later_tables_has_the_sheets_it_can(tmp_path: Path) -> None:
    old = nap.load("2026.11.0")
    compared = old.compare("NLD", ["DEU", "SWE"])
    found = comparison_sheets(compared, tables=tables_of(old), package=old.package)
    names = {sheet.name for sheet in found}
    assert {"summary", "features", "editions", "timeline", "codebook", "sources"} <= names
    assert not {"institutions", "reporting", "focus countries"} & names


def test_differences_are_a_sheet_where_a_comparison_tells_them(
    ds: nap.Dataset, nato: nap.Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = pd.DataFrame({"feature": ["youth"]})
    monkeypatch.setattr(nato, "differences", lambda: told, raising=False)
    found = comparison_sheets(nato, tables=tables_of(ds), package=ds.package)
    assert [s.data["feature"].tolist() for s in found if s.name == "differences"] == [["youth"]]
