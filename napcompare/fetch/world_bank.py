"""World Bank Indicators API, version 2: paged JSON.

An answer is a list of two: a header with page and pages, and the records; an error is a list of one with a
message, sent with status 200. A value of null is missing, never zero. Aggregates stand among the countries;
their codes are not those of ISO. Built to the publisher's documentation and to recorded answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from napcompare.fetch.payload import COLUMNS, json_of, needs, numbers, whole_years, wrong

__all__ = ["address", "pages_of", "parse"]

HOST = "https://api.worldbank.org"
MOST_PAGES = 200


def address(series: str, page: int = 1, host: str = HOST) -> str:
    """The address of a page of all values of a series.

    Examples
    --------
    >>> address("SG.GEN.PARL.ZS")
    'https://api.worldbank.org/v2/country/all/indicator/SG.GEN.PARL.ZS?format=json&per_page=10000&page=1'
    """
    return f"{host}/v2/country/all/indicator/{series}?format=json&per_page=10000&page={page}"


def pages_of(content: bytes, source: str, page: int) -> int:
    """How many pages there are, from a page that must be the one that was asked for.

    Raises
    ------
    FetchError
        For an error of the service, another page than was asked for, and more pages than 200, which no
        series has.
    """
    header, _ = _answer(content, source)
    needs(source, list(header), ("page", "pages"))
    if int(header["page"]) != page:
        raise wrong(source, f"page {page} was asked for and page {header['page']} sent.")
    if int(header["pages"]) > MOST_PAGES:
        raise wrong(source, f"there are {header['pages']} pages, and no series has {MOST_PAGES}.")
    return int(header["pages"])


def parse(content: bytes, source: str) -> pd.DataFrame:
    """The values of a page.

    Parameters
    ----------
    content : bytes
    source : str

    Returns
    -------
    pandas.DataFrame
        Columns series, place (ISO 3166-1 alpha-3, or the code of an aggregate), name, year and value.

    Raises
    ------
    FetchError
        When the answer is not as documented, or is an error of the service.
    """
    _, records = _answer(content, source)
    table = pd.DataFrame(list(_flat(records, source)), columns=list(COLUMNS))
    table["year"] = whole_years(table["year"], source)
    table["value"] = numbers(table["value"], source)
    return table.dropna(subset="value").reset_index(drop=True)


def _answer(content: bytes, source: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    told = json_of(content, source)
    match told:
        case [{"message": [{"value": said}, *_]}, *_]:
            raise wrong(source, f"the service says: {said}")
        case [dict() as header, list() as records]:
            return header, records
        case [dict() as header, None]:
            return header, []
    raise wrong(source, "is no list of a header and records.")


def _flat(records: list[dict[str, Any]], source: str) -> Iterator[dict[str, Any]]:
    for row in records:
        needs(source, list(row), ("indicator", "country", "countryiso3code", "date", "value"))
        yield {
            "series": row["indicator"]["id"],
            "place": row["countryiso3code"] or row["country"]["id"],
            "name": row["country"]["value"],
            "year": row["date"],
            "value": row["value"],
        }
