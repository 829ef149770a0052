"""What publishers send, read strictly: what is not as documented is an error with a place, never a guess.

An adapter has a function ``parse(content, source, series)``: from the bytes of a file, the name of the source
for messages and the publisher's names of series to a frame with the columns `COLUMNS`, one row a value. It
raises `FetchError` where the file is not as documented.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from napcompare.errors import FetchError

__all__ = [
    "COLUMNS", "csv_of", "json_of", "long", "needs", "numbers", "unzipped", "whole_years", "wrong",
]  # fmt: skip

# What every adapter gives: the publisher's series, its code and name of the place, year and value.
COLUMNS = ("series", "place", "name", "year", "value")
_MISSING = ("", "..", "NA", "NaN", "null", "None", "n/a", "-")
_MOST = 500_000_000  # bytes unpacked
_ENCRYPTED = 0x1  # bit of a zip entry
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHANGED = "The publisher has changed it: the adapter needs to follow."


def wrong(source: str, what: str) -> FetchError:
    """An error that names the source."""
    return FetchError(f"{source}: {what} {_CHANGED}")


def needs(source: str, there: Collection[str], needed: Iterable[str]) -> None:
    """Check that columns or keys are there; more than were asked for do no harm.

    Raises
    ------
    FetchError
        Naming those that are missing and those that are there.
    """
    missing = [name for name in needed if name not in there]
    if missing:
        shown = ", ".join(list(there)[:12])
        raise wrong(source, f"there is no column {', '.join(missing)}; there are {shown}.")


def csv_of(
    content: bytes,
    source: str,
    needed: Collection[str],
    *,
    also: Callable[[str], bool] = lambda column: False,
    encoding: str = "utf-8",
) -> pd.DataFrame:
    """Some columns of a CSV file with every cell as text, so that the country code NA stays one.

    Parameters
    ----------
    content : bytes
    source : str
    needed : collection of str
        Columns that must be there.
    also : callable
        Says of another column whether it is read too.
    encoding : str

    Raises
    ------
    FetchError
        When it is not in the encoding, has rows of another length, is empty, or lacks a column.
    """
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
        there = next(csv.reader(io.StringIO(text)), [])
        if not there:
            raise wrong(source, "the file is empty.")
        needs(source, there, needed)
        _must_be_even(text, source, len(there))
        found = pd.read_csv(
            io.StringIO(text),
            dtype=str,
            keep_default_na=False,
            usecols=lambda column: column in needed or also(column),
        )
    except UnicodeDecodeError as error:
        raise wrong(source, f"byte {error.start + 1} is not in {encoding}.") from error
    except (csv.Error, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise wrong(source, f"is no CSV file: {str(error).strip()}.") from error
    if found.empty:
        raise wrong(source, "the file has a heading and no rows.")
    return found


def _must_be_even(text: str, source: str, width: int) -> None:
    """Rows have as many cells as the heading; pandas does not look where only some columns are read."""
    lines = text.replace("\r\n", "\n").split("\n")
    doubtful = [
        (number, line)
        for number, line in enumerate(lines, 1)
        if line.count(",") != width - 1 or '"' in line
    ]
    if any(line.count('"') % 2 for _, line in doubtful):  # a cell that goes over lines
        rows: Iterable[tuple[int, list[str]]] = enumerate(csv.reader(io.StringIO(text)), 1)
    else:
        rows = zip((n for n, _ in doubtful), csv.reader(line for _, line in doubtful), strict=False)
    for number, row in rows:
        if row and len(row) != width:
            raise wrong(source, f"row {number} has {len(row)} cells, and the heading {width}.")


def json_of(content: bytes, source: str) -> Any:
    """JSON, whole.

    Raises
    ------
    FetchError
        When it is cut short or is no JSON, with line and column.
    """
    try:
        return json.loads(content)
    except UnicodeDecodeError as error:
        raise wrong(source, f"byte {error.start + 1} is not in UTF-8.") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise wrong(source, f"is no whole JSON: {error.msg} at {place}.") from error
    except RecursionError as error:
        raise wrong(source, "is nested too deeply.") from error


def unzipped(content: bytes, source: str, suffix: str) -> bytes:
    """The one file of a kind in a zip archive; it is read and never unpacked to a folder.

    Raises
    ------
    FetchError
        When the archive is damaged, locked or packed in a rare way, holds none or several such files, names a
        file outside itself, or is larger than 500 MB unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(_the_one(archive.infolist(), source, suffix))
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:  # damaged in directory, data or end
        raise wrong(source, f"is no whole zip archive ({error}).") from error


def _the_one(files: Sequence[zipfile.ZipInfo], source: str, suffix: str) -> zipfile.ZipInfo:
    for file in files:
        if ".." in file.filename.split("/") or file.filename.startswith("/"):
            raise wrong(source, f"the archive names a file outside itself, {file.filename}.")
    found = [file for file in files if file.filename.lower().endswith(suffix)]
    if len(found) != 1:
        names = ", ".join(file.filename for file in files[:8])
        raise wrong(source, f"the archive has {len(found)} {suffix} files: {names}.")
    (file,) = found
    if file.file_size > _MOST:
        raise wrong(source, f"{file.filename} is larger than {_MOST:,} bytes.")
    if file.flag_bits & _ENCRYPTED:
        raise wrong(source, f"{file.filename} is locked with a password.")
    if file.compress_type not in _PACKINGS:
        raise wrong(source, f"{file.filename} is packed in a way that cannot be read.")
    return file


def numbers(cells: pd.Series[Any], source: str) -> pd.Series[float]:
    """Text to numbers; a missing marker is missing, and what is neither is an error with its row.

    Parameters
    ----------
    cells : pandas.Series
        Of text, numbers or None; its name is the column.
    source : str

    Raises
    ------
    FetchError

    Examples
    --------
    >>> import pandas as pd
    >>> numbers(pd.Series(["39.1", "..", "0"], name="value"), "a").tolist()
    [39.1, nan, 0.0]
    """
    found = pd.to_numeric(cells, errors="coerce").astype("float64")
    unread = np.flatnonzero(~np.isfinite(found.to_numpy()))
    text = cells.iloc[unread]
    text = text.where(text.notna(), "").astype(str).str.strip()
    bad = np.flatnonzero(~text.isin(_MISSING).to_numpy())
    if len(bad):
        said = text.iloc[bad[0]]
        raise wrong(source, f"row {unread[bad[0]] + 1}, {cells.name}: {said!r} is no number.")
    return found


def whole_years(cells: pd.Series[Any], source: str) -> pd.Series[int]:
    """Years as whole numbers; ``2019.0`` is one, ``2019-20`` is not.

    Raises
    ------
    FetchError
    """
    found = numbers(cells, source)
    bad = found.isna() | (found % 1 != 0) | ~found.between(1900, 2100)
    if bad.any():
        at = bad.to_numpy().argmax()
        raise wrong(source, f"row {at + 1}, {cells.name}: {cells.iloc[at]!r} is no year.")
    return found.astype("int64")


def long(
    table: pd.DataFrame, source: str, series: Sequence[str], place: str, name: str, year: str
) -> pd.DataFrame:
    """One row a place, year and series from a table that has a column for each series.

    Parameters
    ----------
    table : pandas.DataFrame
    source : str
    series : sequence of str
        Columns with values.
    place, name, year : str
        Columns with the publisher's code and name of the place, and the year.

    Returns
    -------
    pandas.DataFrame
        Columns as in `COLUMNS`; without the rows whose value is missing.

    Raises
    ------
    FetchError
    """
    needs(source, list(table.columns), (place, name, year, *series))
    years = whole_years(table[year], source)
    parts = [
        pd.DataFrame(
            {
                "series": column,
                "place": table[place],
                "name": table[name],
                "year": years,
                "value": numbers(table[column], source),
            }
        )
        for column in series
    ]
    return pd.concat(parts).dropna(subset="value").reset_index(drop=True)[list(COLUMNS)]
