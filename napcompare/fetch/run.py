"""Sources at once: each downloaded, read and harmonised; one that fails leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from napcompare.entities import Names
from napcompare.errors import NapcompareError
from napcompare.fetch import insecurity_insight, ucdp, undp_hdr, world_bank
from napcompare.fetch.download import USUAL, Limits, Request, download
from napcompare.fetch.store import Record, read
from napcompare.harmonise.observations import harmonise
from napcompare.harmonise.statistics import Statistics

__all__ = ["ADAPTERS", "Outcome", "fetch"]

Get = Callable[[str], bytes]
Collect = Callable[[Statistics, Get], pd.DataFrame]


def _files(parse: Callable[[bytes, str, Sequence[str]], pd.DataFrame]) -> Collect:
    """A source whose addresses are whole files."""

    def collect(declared: Statistics, get: Get) -> pd.DataFrame:
        series = list(declared.series)
        return pd.concat(
            [parse(get(url), declared.source, series) for url in declared.urls], ignore_index=True
        )

    return collect


def _world_bank(declared: Statistics, get: Get) -> pd.DataFrame:
    host, source = declared.urls[0], declared.source
    groups = world_bank.aggregates_of(get(world_bank.countries_address(host)), source)

    def pages(series: str) -> Iterator[pd.DataFrame]:
        page = last = 1
        while page <= last:
            content = get(world_bank.address(host, series, page))
            last = world_bank.pages_of(content, source, page)
            yield world_bank.parse(content, source, groups)
            page += 1

    return pd.concat([part for s in declared.series for part in pages(s)], ignore_index=True)


ADAPTERS: Mapping[str, Collect] = {
    "insecurity_insight": _files(insecurity_insight.parse),
    "ucdp": _files(ucdp.parse),
    "undp_hdr": _files(undp_hdr.parse),
    "world_bank": _world_bank,
}


@dataclass(slots=True)
class Outcome:
    """What came of a source.

    Attributes
    ----------
    source : str
    observations : pandas.DataFrame or None
        None where it failed.
    dropped : pandas.DataFrame or None
        Columns reason and rows.
    problem : str
        Why it failed, and what to do; empty where it did not.
    records : list of Record
        What was fetched or found unchanged.
    """

    source: str
    observations: pd.DataFrame | None = None
    dropped: pd.DataFrame | None = None
    problem: str = ""
    records: list[Record] = field(default_factory=list)


def fetch(
    sources: Sequence[Statistics],
    store: Path,
    names: Names,
    *,
    limits: Limits = USUAL,
    offline: bool = False,
    told: Callable[[str, int], None] = lambda source, size: None,
) -> list[Outcome]:
    """Fetch sources at once and harmonise them.

    Parameters
    ----------
    sources : sequence of Statistics
    store : Path
    names : Names
    limits : Limits
    offline : bool
        Use what was fetched before.
    told : callable
        Gets source and number of bytes of each part as it arrives; called from several threads.

    Returns
    -------
    list of Outcome
        In the order of the sources.
    """

    def one(declared: Statistics) -> Outcome:
        outcome = Outcome(declared.source)

        def get(url: str) -> bytes:
            record = download(
                Request(declared.source, url, declared.licence),
                store,
                limits=limits,
                offline=offline,
                told=lambda size: told(declared.source, size),
            )
            outcome.records.append(record)
            return read(store, record)

        try:
            if not declared.urls:
                raise NapcompareError(f"{declared.source}: no address of its data is known yet.")
            raw = ADAPTERS[declared.adapter](declared, get)
            vintage = max(record.retrieved for record in outcome.records)[:10]
            found, dropped = harmonise(raw, declared, names, vintage)
            outcome.observations, outcome.dropped = found, dropped
        except NapcompareError as error:
            outcome.problem = str(error)
        return outcome

    with ThreadPoolExecutor(max(1, min(16, len(sources)))) as pool:
        return list(pool.map(one, sources))
