"""Excel workbooks, of any tables and of a comparison: a sheet a table, no cell that can run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from itertools import chain, count
from numbers import Integral, Real
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from napcompare._frames import row_keys
from napcompare.compare.reporting import PROMISES
from napcompare.errors import NapcompareError, QuestionError, UnknownNameError

__all__ = ["Sheet", "comparison_sheets", "comparison_workbook", "write_workbook"]

Tables = Mapping[str, pd.DataFrame]
Package = Mapping[str, Any]

# Limits of Excel; whole numbers beyond 15 digits it would round.
_MOST_TEXT, _MOST_NAME, _MOST_ROWS, _MOST_WHOLE, _MOST_LINK = 32_767, 31, 1_048_576, 10**15, 2_000
_CUT = " … [cut: Excel holds no longer text]"
_HEADER = 4  # the row; title, note and an empty row stand above it
_NARROW, _LIST, _WIDE, _TALL = 9, 36, 60, 25  # columns in characters, rows in lines
_FORMULA = tuple("=+-@＝＋－＠")  # the wide forms act the same for East Asian input
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read _x0007_ as a control character
_NOT_NAME = re.compile(r"[\[\]:*?/\\\t\n\r]")
# Addresses that no program takes for a broken file; any other stays text.
_LINK = re.compile(r"(?ai)https?://[\w.-]+(:\d+)?(/([\w./~!$&'()*+,;=:@?-]|%[0-9a-f]{2})*)?")
_FONTS: Mapping[str, dict[str, Any]] = {
    "title": {"name": "Calibri", "size": 14, "bold": True, "color": "1B4965"},
    "note": {"name": "Calibri", "size": 11, "italic": True, "color": "555555"},
    "header": {"name": "Calibri", "size": 11, "bold": True, "color": "FFFFFF"},
    "link": {"name": "Calibri", "size": 11, "underline": "single", "color": "1B4965"},
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a workbook.

    Attributes
    ----------
    name, title, note : str
        The name is made to fit what Excel allows; title and note stand above the table.
    data : pandas.DataFrame
        A named index becomes the first column; a column share_… is shown as percentages.
    columns : mapping of str to str
        What columns mean; told on the last sheet of the workbook.
    """

    name: str
    title: str
    data: pd.DataFrame
    note: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


def write_workbook(path: str | Path, sheets: Sequence[Sheet], about: Mapping[str, str]) -> None:
    """Write tables into an Excel file, as a whole or not at all; a file that is there is replaced.

    Every table has a frozen header with filters and a last column release. Numbers are numbers; dates,
    identifiers and all else are text, and no text can run as a formula. Same input, same bytes.

    Parameters
    ----------
    path : str or Path
        Ends in .xlsx.
    sheets : sequence of Sheet
    about : mapping of str to str
        Lines of the first sheet; ``release`` must be among them.

    Raises
    ------
    NapcompareError
        When openpyxl is not installed.
    QuestionError
        For another ending, a folder that is not there, a file that cannot be written, no release, or a
        table with more rows than Excel has.
    """
    place = Path(path)
    if place.suffix != ".xlsx":
        raise QuestionError(f"{place}: a workbook is a file ending in .xlsx.")
    if not place.parent.is_dir():
        raise QuestionError(f"{place}: there is no folder {place.parent}; make it first.")
    if not about.get("release"):
        raise QuestionError("about has no release; say which release the tables are of.")
    book = _workbook(sheets, about)
    beside = place.with_name(f".{place.name}.part")
    try:
        _save(book, beside)
        beside.replace(place)
    except OSError as error:
        raise QuestionError(f"{place} cannot be written: {error.strerror}.") from None
    finally:
        beside.unlink(missing_ok=True)


def _workbook(sheets: Sequence[Sheet], about: Mapping[str, str]) -> Any:
    try:
        from openpyxl import Workbook
    except ImportError:
        raise NapcompareError('Needs openpyxl: pip install "napcompare[excel]".') from None
    book = Workbook()
    book.remove(book.worksheets[0])
    named = dict(zip(_names(sheet.name for sheet in sheets), sheets, strict=True))
    meant = [(n, c, text) for n, sheet in named.items() for c, text in sheet.columns.items()]
    if meant:
        meanings = pd.DataFrame(meant, columns=["sheet", "column", "meaning"])
        named["columns"] = Sheet("columns", "What the columns mean", meanings)
    told = [*about.items(), *((f"sheet {n}", sheet.title) for n, sheet in named.items())]
    first = Sheet("about", "About this workbook", pd.DataFrame(told, columns=["item", "text"]))
    for name, sheet in ({"about": first} | named).items():
        _fill(book.create_sheet(name), sheet, about["release"])
    book.properties.creator, book.properties.title = "napcompare", f"napcompare {about['release']}"
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)  # never the clock's
    return book


def _save(book: Any, path: Path) -> None:
    """Write the book with the times in it fixed."""
    from openpyxl.writer.excel import ExcelWriter

    made = BytesIO()
    ExcelWriter(book, ZipFile(made, "w")).save()  # the book's own save would stamp the time
    with ZipFile(made) as parts, ZipFile(path, "w") as out:
        for name in parts.namelist():
            entry = ZipInfo(name)
            entry.create_system = 0  # the same on every machine
            out.writestr(entry, parts.read(name), ZIP_DEFLATED)


def _names(wanted: Iterable[str]) -> Iterator[str]:
    """Names that Excel takes: short, told apart without case, none that it or we keep."""
    taken = {"about", "columns", "history"}
    for name in wanted:
        clean = _NOT_XML.sub("", _NOT_NAME.sub("-", name)).strip("' ") or "sheet"
        ends = chain([""], (f" {number}" for number in count(2)))
        tried = (_first(clean, _MOST_NAME - len(end)).rstrip("' ") + end for end in ends)
        found = next(name for name in tried if name.casefold() not in taken)
        taken.add(found.casefold())
        yield found


def _fill(page: Any, sheet: Sheet, release: str) -> None:
    from openpyxl.utils import get_column_letter

    data = sheet.data if sheet.data.index.names == [None] else sheet.data.reset_index()
    if len(data) > _MOST_ROWS - _HEADER:
        raise QuestionError(f"{sheet.name} has {len(data):,} rows; Excel holds {_MOST_ROWS:,}.")
    heads = [str(column) for column in data.columns]
    columns = [[_plain(v) for v in data.iloc[:, n].astype(object)] for n in range(len(heads))]
    if "release" not in heads:
        heads, columns = [*heads, "release"], [*columns, [release] * len(data)]
    widths = [_width(head, values) for head, values in zip(heads, columns, strict=True)]
    _head(page, sheet, heads)
    for n, (head, values) in enumerate(zip(heads, columns, strict=True), 1):
        page.column_dimensions[get_column_letter(n)].width = widths[n - 1]
        for row, value in enumerate(values, _HEADER + 1):
            _put(page.cell(row, n), value, percent=head.startswith("share_"))
    for row, cells in enumerate(zip(*columns, strict=True), _HEADER + 1):
        page.row_dimensions[row].height = _height(cells, widths)
    page.auto_filter.ref = f"A{_HEADER}:{get_column_letter(len(heads))}{_HEADER + len(data)}"
    page.freeze_panes, page.print_title_rows = f"A{_HEADER + 1}", f"{_HEADER}:{_HEADER}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
    page.oddFooter.left.text = f"napcompare {release}. Unknown is not no.".replace("&", "&&")
    page.oddFooter.right.text = "&P / &N"


def _head(page: Any, sheet: Sheet, heads: Sequence[str]) -> None:
    from openpyxl.styles import PatternFill

    _put(page.cell(1, 1), sheet.title, "title")
    note = f"{sheet.note}{'' if len(sheet.data) else ' No rows.'}".strip()
    _put(page.cell(2, 1), note or None, "note")
    for n, head in enumerate(heads, 1):
        _put(page.cell(_HEADER, n), head, "header")
        page.cell(_HEADER, n).fill = PatternFill("solid", fgColor="1B4965")


def _width(head: str, values: Iterable[Any]) -> int:
    """Of a column: its longest line, the button of the filter beside the heading counted in."""
    texts = (v if isinstance(v, str) else str(round(v, 2)) for v in values if v is not None)
    lines = [line for text in texts for line in text.split("\n")]
    longest = max((min(len(t), _WIDE if " " in t else _LIST) for t in lines), default=0)
    return min(max(_NARROW, len(head) + 4, longest + 3), _WIDE)


def _height(cells: Iterable[Any], widths: Iterable[int]) -> int:
    """Of a row in points; not every program fits rows to their text."""
    pairs = [(str(v).split("\n"), w) for v, w in zip(cells, widths, strict=True) if " " in str(v)]
    lines = (sum(len(line) // (0.95 * width) + 1 for line in text) for text, width in pairs)
    return 15 * int(min(max(lines, default=1), _TALL))


def _put(cell: Any, value: Any, font: str = "", percent: bool = False) -> None:
    """A plain value into a cell; text like a formula is marked, so that it stays text when edited."""
    from openpyxl.styles import Alignment, Font

    if isinstance(value, str):
        text = _first(_NOT_XML.sub("", re.sub("\r\n?", "\n", value)), _MOST_TEXT, _CUT)
        cell.value = _ESCAPE.sub("_x005F_", text)
        cell.data_type = "s"  # openpyxl takes "=1" for a formula and "#N/A" for an error
        cell.quotePrefix = text.lstrip().startswith(_FORMULA) or text[:1] in ("\t", "\n")
        cell.alignment = Alignment(vertical="top", wrap_text=not font and " " in text)
        if len(text) <= _MOST_LINK and _LINK.fullmatch(text):
            cell.hyperlink, font = text, "link"
    elif value is not None:
        cell.alignment = Alignment(vertical="top", horizontal="right", indent=1)
        cell.value, cell.number_format = value, "0%" if percent else "General"
    if font:
        cell.font = Font(**_FONTS[font])


def _plain(value: Any) -> str | float | bool | None:
    """A value as Excel can hold it without loss: numbers as such, nothing as nothing, else text."""
    if isinstance(value, bool | str):
        return {True: "yes", False: "no", "": None}.get(value, value)
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    number: Any = value if isinstance(value, Real) else None
    if number is not None and abs(number) <= _MOST_WHOLE:
        return int(number) if isinstance(number, Integral) else float(number)
    return value.isoformat().removesuffix("T00:00:00") if isinstance(value, date) else str(value)


def _first(text: str, most: int, mark: str = "") -> str:
    """The start of a text, in units as Excel counts them: some characters are two."""
    units = text.encode("utf-16-le", "ignore")
    start = units[: 2 * (most - len(mark))].decode("utf-16-le", "ignore")
    return text if len(units) <= 2 * most else start + mark


def comparison_workbook(
    comparison: Any, path: str | Path, *, tables: Tables, package: Package
) -> None:
    """Write a comparison; parameters as in `comparison_sheets`, errors as in `write_workbook`."""
    sheets = comparison_sheets(comparison, tables=tables, package=package)
    licence, release = package["licenses"][0], package["version"]
    who = f"{package['contributors'][0]['title']} ({package['created'][:4]})"
    codes = _fields(package, "features")["value"].get("categories", ())
    about = {
        "release": release,
        "day": comparison.day.isoformat(),
        "how to cite": f"{who}. {package['title']}. Release {release}.",
        "licence": f"{licence['title']} ({licence['name']}), {licence['path']}",
        **{f"the code {code['value']}": code["description"] for code in codes},
        "how to read": "Counts, not scores: a longer list is no better plan.",
        "designations": "Designations imply no view on the status of any territory.",
    }
    write_workbook(path, sheets, about)


def comparison_sheets(comparison: Any, *, tables: Tables, package: Package) -> list[Sheet]:
    """The tables of a comparison, the codebook, and the sources that their rows cite.

    Parameters
    ----------
    comparison : napcompare.dataset.Comparison
    tables : mapping of str to pandas.DataFrame
    package : mapping
        The data package of the release: version, fields, codebook pages.

    Returns
    -------
    list of Sheet
        summary, features, differences, editions, timeline, institutions, reporting, focus countries,
        codebook and sources, less what the release has no tables for; source_ids are joined by ";".
    """
    own = comparison.editions().iloc[0]
    told = f"{own['name']} ({own['plan_id']}) beside {comparison.peers}, {comparison.day}"
    fields = _fields(package, "sources") | _fields(package, "plans")
    meanings = {**{name: f["description"] for name, f in fields.items()}, **_MEANINGS}
    shown, sheets = _Shown(comparison, tables, package), []
    parts = {n: p for n, p in _SHEETS.items() if n != "differences" or hasattr(comparison, n)}
    for name, (title, make, note) in parts.items():
        try:
            data = make(shown)
        except UnknownNameError:  # a release from before there was such a table
            continue
        heads = [data.index.name, *data.columns] if name != "codebook" else []
        said = {head: meanings[head] for head in heads if head in meanings}
        sheets.append(Sheet(name, f"{title}: {told}", data, note, said))
        shown.cited |= {i for ids in data.get("source_ids", ()) for i in ids.split(";")}
    return sheets


def _fields(package: Package, table: str) -> dict[str, Any]:
    found = [r["schema"]["fields"] for r in package["resources"] if r["name"] == table]
    return {field["name"]: field for fields in found for field in fields}


class _Shown:
    """A comparison, and the sources behind its rows."""

    def __init__(self, comparison: Any, tables: Tables, package: Package) -> None:
        self.of, self.tables, self.package = comparison, tables, package
        self.cited: set[str] = set()
        cells = tables["provenance"].groupby(["table", "key"])["source_id"]
        self._behind: dict[Any, str] = cells.agg(lambda ids: ";".join(dict.fromkeys(ids))).to_dict()

    def ids(self, table: str, keys: Iterable[str]) -> str:
        """The sources behind rows of a table."""
        found = ";".join(self._behind.get((table, key), "") for key in keys)
        return ";".join(dict.fromkeys(i for i in found.split(";") if i))


def _features(s: _Shown) -> pd.DataFrame:
    found: pd.DataFrame = s.of.features()
    plan = s.of.editions()["plan_id"].iloc[0]
    return found.assign(source_ids=[s.ids("features", [f"{plan}/{f}"]) for f in found.index])


def _plans(s: _Shown, found: pd.DataFrame) -> pd.DataFrame:
    return found.assign(source_ids=[s.ids("plans", [p]) for p in found["plan_id"].fillna("")])


def _institutions(s: _Shown) -> pd.DataFrame:
    found: pd.DataFrame = s.of.institutions(tidy=True)
    publisher = s.of.sources().set_index("source_id")["publisher"]
    told = [dict.fromkeys(publisher[i] for i in t.split(";") if i) for t in found["source_ids"]]
    return found.assign(publishers=["; ".join(names) for names in told])


def _reporting(s: _Shown) -> pd.DataFrame:
    found: pd.DataFrame = s.of.reporting()
    said = [s.ids("features", (f"{p}/{f}" for f in PROMISES.values())) for p in found["plan_id"]]
    seen = [s.ids("reports", text.split(";")) for text in found["reports"]]
    return found.assign(source_ids=[f"{a};{b}".strip(";") for a, b in zip(said, seen, strict=True)])


def _countries(s: _Shown) -> pd.DataFrame:
    found: pd.DataFrame = s.of.focus_countries()
    named = s.tables["plan_countries"].merge(s.of.editions()[["plan_id"]], on="plan_id")
    keys = row_keys(named, ["plan_id", "country", "role"]).groupby(named["country"]).agg(list)
    return found.assign(source_ids=[s.ids("plan_countries", keys[c]) for c in found.index])


def _codebook(s: _Shown) -> pd.DataFrame:
    found = pd.DataFrame(s.package["features"]).rename(columns={"name": "feature"})
    return found.assign(label=found["label"].str.get("en")).reindex(columns=_PAGE)


def _sources(s: _Shown) -> pd.DataFrame:
    columns = ["source_id", "publisher", "authority", "url", "official_reference", "accessed"]
    found: pd.DataFrame = s.of.sources()
    return found.loc[found["source_id"].isin(s.cited), columns]


_CODES = ("yes", "partial", "no", "not_mentioned", "not_applicable", "unknown")
_PAGE = [
    "feature",
    "label",
    "question",
    *_CODES[:3],
    "example_yes",
    "example_no",
    "notes",
    "group",
    "use",
]
# Name of the sheet: title, how it is made, and what must be known to read it.
_SHEETS: Mapping[str, tuple[str, Callable[[_Shown], pd.DataFrame], str]] = {
    "summary": ("What is compared", lambda s: s.of.summary(), ""),
    "features": ("Features", _features,
                 "Unknown is not no. No share: no_share says why. Sources: of the plan's own value."),
    "differences": ("Differences", lambda s: s.of.differences(), "Of what was seen. Unknown is not no."),
    "editions": ("Editions compared", lambda s: _plans(s, s.of.editions()),
                 "Lapsed: no successor was seen, which is not the same as no plan."),
    "timeline": ("Every edition", lambda s: _plans(s, s.of.timeline()), ""),
    "institutions": ("The plan as an institution", _institutions, "Unknown: nothing seen tells it."),
    "reporting": ("Reports promised and seen", _reporting, "A report that was not seen may have been made."),
    "focus countries": ("Countries that the plans name", _countries, "Those of some plans were not seen."),
    "codebook": ("What was asked of each plan, and what counts as yes, partial and no", _codebook, ""),
    "sources": ("Sources that the rows of this workbook cite", _sources, ""),
}  # fmt: skip
# What columns mean that are not columns of the release.
_MEANINGS: Mapping[str, str] = {
    "role": "The country itself or a peer.", "compared": "Whether this is the edition compared.",
    "member": "Certainly or possibly a member on the day.", "certainty": "Of the adoption by the day.",
    "covered": "Years that progress reports seen cover.", "value": "Code of the country's own plan.",
    "own": "Of the country's own plan: its code; for a country abroad, what it is to the plan.",
    **dict.fromkeys(_CODES, "Number of peers with a plan that have this code."),
    "peers": "Number of peers with a plan; for a country abroad, of those whose plans name it.",
    "share_lower": "Share of the peers that have it (yes); up to share_upper, if all unknown have it.",
    **dict.fromkeys(PROMISES, "Code of what the plan promises."),
    "progress_reports": "Number seen; to_parliament: of them addressed to one. So for all kinds of reports.",
    "not_seen": "Years of the plan, before the day, that no progress report seen covers.",
    "named_by": "Plans of peers that name the country.", "shared": "Whether a peer's plan names it too.",
    "source_ids": "Sources behind the row, as on the sheet sources.",
}  # fmt: skip
