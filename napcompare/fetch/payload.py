"""What publishers send, read strictly: what is not as documented is an error with a place, never a guess."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import pandas as pd

from napcompare.errors import FetchError

__all__ = [
    "COLUMNS", "csv_of", "json_of", "long", "needs", "numbers", "unzipped", "whole_years", "wrong",
]  # fmt: skip

# What every adapter gives: the publisher's series, its code and name of the place, year and value.
COLUMNS = ("series", "place", "name", "year", "value")
_MISSING = ("", "..", "NA", "NaN", "null", "None", "n/a", "-")
_MOST = 500_000_000  # bytes unpacked
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
    content: bytes, source: str, needed: Iterable[str], *, encoding: str = "utf-8"
) -> pd.DataFrame:
    """A CSV file with every cell as text, so that the country code NA stays one.

    Parameters
    ----------
    content : bytes
    source : str
    needed : iterable of str
        Columns that must be there.
    encoding : str

    Raises
    ------
    FetchError
        When it is not in the encoding, has rows of another length, is empty, or lacks a column.
    """
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
        found = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except UnicodeDecodeError as error:
        raise wrong(source, f"byte {error.start + 1} is not in {encoding}.") from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise wrong(source, f"is no CSV file: {str(error).strip()}.") from error
    needs(source, list(found.columns), needed)
    if found.empty:
        raise wrong(source, "the file has a heading and no rows.")
    return found


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
        When the archive is damaged, holds none or several such files, names a file outside itself, or is
        larger than 500 MB unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
            outside = [
                f.filename for f in files if ".." in f.filename.split("/") or f.filename[:1] == "/"
            ]
            if outside:
                raise wrong(source, f"the archive names a file outside itself, {outside[0]}.")
            found = [f for f in files if f.filename.lower().endswith(suffix)]
            if len(found) != 1:
                names = ", ".join(f.filename for f in files[:8])
                raise wrong(source, f"the archive has {len(found)} {suffix} files: {names}.")
            if found[0].file_size > _MOST:
                raise wrong(source, f"{found[0].filename} is larger than {_MOST:,} bytes.")
            with archive.open(found[0]) as file:
                return file.read(found[0].file_size + 1)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise wrong(source, f"is no whole zip archive ({error}).") from error


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
    text = cells.astype("object").where(cells.notna(), "").astype(str).str.strip()
    missing = text.isin(_MISSING)
    found = pd.to_numeric(text.mask(missing), errors="coerce").astype("float64")
    bad = found.isna() & ~missing
    if bad.any():
        at = bad.to_numpy().argmax()
        raise wrong(source, f"row {at + 1}, {cells.name}: {text.iloc[at]!r} is no number.")
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
