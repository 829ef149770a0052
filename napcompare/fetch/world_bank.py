"""World Bank Indicators API, version 2: paged JSON.

An answer is a list of two: a header with page and pages, and the records; an error is a list of one with a
message, sent with status 200. A value of null is missing, never zero. Aggregates stand among the countries;
their codes are not those of ISO. Built to the publisher's documentation and to recorded answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd

from napcompare.fetch.payload import COLUMNS, json_of, needs, numbers, whole_years, wrong

__all__ = ["address", "aggregates_of", "countries_address", "pages_of", "parse"]

MOST_PAGES = 200


def address(host: str, series: str, page: int = 1) -> str:
    """The address of a page of all values of a series.

    Examples
    --------
    >>> address("https://api.worldbank.org", "SG.GEN.PARL.ZS")
    'https://api.worldbank.org/v2/country/all/indicator/SG.GEN.PARL.ZS?format=json&per_page=10000&page=1'
    """
    return f"{host}/v2/country/all/indicator/{series}?format=json&per_page=10000&page={page}"


def countries_address(host: str) -> str:
    """The address of the list of countries and aggregates."""
    return f"{host}/v2/country?format=json&per_page=1000"


def aggregates_of(content: bytes, source: str) -> frozenset[str]:
    """Codes of groups of countries, of two and of three letters, from the list of countries.

    Raises
    ------
    FetchError
        When the answer is not as documented, or marks no group.
    """
    _, records = _answer(content, source)
    for row in records:
        needs(source, list(row), ("id", "iso2Code", "region"))
    groups = [row for row in records if row["region"]["value"] == "Aggregates"]
    if not groups:
        raise wrong(source, "the list of countries marks no aggregate.")
    return frozenset(row[key] for row in groups for key in ("id", "iso2Code"))


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


def parse(content: bytes, source: str, aggregates: Collection[str] = ()) -> pd.DataFrame:
    """The values of a page.

    Parameters
    ----------
    content : bytes
    source : str
    aggregates : collection of str
        As from `aggregates_of`; such a place is marked, as in ``aggregate:WLD``.

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
    table["place"] = table["place"].map(lambda p: f"aggregate:{p}" if p in aggregates else p)
    table["year"] = whole_years(table["year"], source)
    table["value"] = numbers(table["value"], source)
    return table.dropna(subset="value").reset_index(drop=True)


def _answer(content: bytes, source: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    told = json_of(content, source)
    match told:
        case [{"message": [{"value": said}, *_]}, *_]:
            raise wrong(source, f"the service says: {said}")
        case [dict() | None as header, list() as records]:
            return header or {}, records
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
