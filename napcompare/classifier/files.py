"""Files with texts of indicators: CSV, Excel, or a text a line."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pandas as pd

from napcompare.errors import NapcompareError, QuestionError

__all__ = ["read_file"]

_TEXT_COLUMNS = (
    "text",
    "indicator",
    "indicators",
    "indicateur",
    "indicador",
    "indicatore",
    "indikator",
)
_SEPARATORS = ",;\t|"


def read_file(path: Path, column: str | None = None, sheet: str | None = None) -> pd.Series[str]:
    """The texts of a file, with the numbers of their rows as index.

    Parameters
    ----------
    path : Path
        Ends in .csv, .tsv, .xlsx or .txt.
    column : str, optional
        The column that holds the texts; when not given one that is called text or indicator, or the only
        one there is.
    sheet : str, optional
        Sheet of an Excel file; the first when not given.

    Returns
    -------
    pandas.Series
        The index is the row of the file as a spreadsheet or editor numbers it.

    Raises
    ------
    QuestionError
        For a file that is missing, of another kind, not in UTF-8, not a table, or without such a column;
        the message says where.
    NapcompareError
        Where Excel is given and openpyxl is not installed.
    """
    if not path.is_file():
        raise QuestionError(f"{path}: there is no such file.")
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".csv": _csv,
        ".tsv": _csv,
        ".txt": _lines,
        ".xlsx": lambda p: _excel(p, sheet),
    }
    if path.suffix.lower() not in readers:
        raise QuestionError(f"{path}: a file of texts ends in {', '.join(readers)}.")
    table = readers[path.suffix.lower()](path)
    return table[_column(path, table, column)]


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise QuestionError(
            f"{path}, line {line}: is not in UTF-8; save the file as CSV UTF-8 and try again."
        ) from None


def _lines(path: Path) -> pd.DataFrame:
    lines = _decoded(path).splitlines()
    found = pd.DataFrame({"text": lines}, index=range(1, len(lines) + 1), dtype="str")
    return found[found["text"].str.strip() != ""]


def _csv(path: Path) -> pd.DataFrame:
    text = _decoded(path)
    if "\x00" in text:
        raise QuestionError(f"{path}: is not a text file; save it as CSV UTF-8.")
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(StringIO(text), delimiter=separator)
    rows, numbers = [], []
    try:
        header = next(reader, [])
        for row in reader:
            if row:
                rows.append(row)
                numbers.append(reader.line_num)
    except csv.Error as error:
        raise QuestionError(f"{path}, line {reader.line_num}: {error}.") from None
    if not header:
        raise QuestionError(f"{path}: the file is empty.")
    for number, row in zip(numbers, rows, strict=True):
        if len(row) != len(header):
            raise QuestionError(
                f"{path}, line {number}: has {len(row)} cells, and the heading {len(header)}. Cells are "
                f"parted by {separator!r} here; a text that holds it must stand in quotation marks."
            )
    return pd.DataFrame(rows, columns=header, index=numbers, dtype="str")


def _excel(path: Path, sheet: str | None) -> pd.DataFrame:
    try:
        import openpyxl
    except ModuleNotFoundError:
        message = 'Reading Excel files needs the extra: pip install "napcompare[excel]".'
        raise NapcompareError(message) from None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise QuestionError(f"{path}: is not an Excel file that can be read ({error}).") from None
    if sheet is not None and sheet not in book.sheetnames:
        raise QuestionError(
            f"{path}: there is no sheet {sheet!r}; there are {', '.join(book.sheetnames)}."
        )
    rows = [list(row) for row in book[sheet or book.sheetnames[0]].iter_rows(values_only=True)]
    book.close()
    if not rows:
        raise QuestionError(f"{path}: the sheet is empty.")
    header, *below = rows
    told = [["" if cell is None else str(cell) for cell in row] for row in below]
    names = ["" if cell is None else str(cell) for cell in header]
    found = pd.DataFrame(told, columns=names, index=range(2, len(rows) + 1), dtype="str")
    return found[found.apply(lambda row: any(row != ""), axis=1)] if len(found) else found


def _column(path: Path, table: pd.DataFrame, asked: str | None) -> str:
    names = [str(name) for name in table.columns]
    if asked is not None:
        if names.count(asked) != 1:
            raise QuestionError(
                f"{path}: there is no column {asked!r}; there are {', '.join(names)}."
            )
        return asked
    named = [name for name in names if name.strip().casefold() in _TEXT_COLUMNS]
    if len(names) == 1 or len(named) == 1:
        return (named or names)[0]
    raise QuestionError(f"{path}: which column holds the texts? Name one of {', '.join(names)}.")
