"""The verb that uses the network."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from napcompare.cli._out import checkout_root
from napcompare.errors import StoreError, UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

    from napcompare.fetch.run import Outcome
    from napcompare.harmonise.statistics import Statistics

    Tables = Mapping[str, pd.DataFrame]

__all__ = ["fetch"]


def fetch(
    *sources: str,
    offline: Annotated[bool, Parameter(negative="")] = False,
    to: Path | None = None,
) -> int:
    """Fetch official statistics and harmonise them to datasets/observations, a file a source.

    A source that fails leaves its file, and the others, as they were. `fetch plans` looks instead at the
    pages where plans stand, and lists periods and editions that the registry does not have; it changes
    nothing.

    Parameters
    ----------
    sources
        Names of files in datasets/statistics; all when none is given. Or plans, and the codes of countries
        and organisations to look at.
    offline
        Use what was fetched before, and no network.
    to
        Folder to write to. Only sources that may be redistributed are written to datasets/observations;
        for the others name a folder of your own.
    """
    from napcompare._data import release_folder
    from napcompare.entities import names_of
    from napcompare.fetch.run import fetch as run
    from napcompare.release.read import read_release

    root = checkout_root()
    tables = read_release(release_folder()).tables
    if sources[:1] == ("plans",):
        return _watch(tables, root / "build" / "raw", sources[1:], offline)
    chosen = _chosen(root, sources, set(tables["concepts"]["concept"]))
    folder = to or root / "datasets" / "observations"
    names = names_of(tables["entities"], tables["aliases"])
    with _progress([s.source for s in chosen]) as told:
        outcomes = run(chosen, root / "build" / "raw", names, offline=offline, told=told)
    for declared, outcome in zip(chosen, outcomes, strict=True):
        if not outcome.problem and not declared.redistributable and to is None:
            outcome.problem = (
                f"{declared.source}: may not be redistributed ({declared.licence}). Name a folder of your "
                "own with --to."
            )
        _tell(outcome, folder)
    return 1 if any(outcome.problem for outcome in outcomes) else 0


def _watch(tables: Tables, store: Path, entities: Sequence[str], offline: bool) -> int:
    from napcompare.fetch.watch import pages, watch

    chosen = pages(tables)
    for name in entities:
        if name not in set(chosen["entity"]):
            raise UnknownNameError("entity with a page to look at", name, set(chosen["entity"]))
    if entities:
        chosen = chosen[chosen["entity"].isin(entities)]
    found = watch(tables, chosen, store, offline=offline)
    for row in found.itertuples(index=False):
        print(f"{row.plan_id}: {row.finding}: {row.told}\n  {row.url}")
    read = len(chosen) - int(found["finding"].eq("not_read").sum())
    print(f"\n{read} of {len(chosen)} pages read. Candidates to look at; nothing was changed.")
    return 0 if read else 1


def _chosen(root: Path, sources: Sequence[str], concepts: set[str]) -> list[Statistics]:
    from napcompare.harmonise.statistics import read_statistics
    from napcompare.schema import load_schema

    files = {path.stem: path for path in sorted((root / "datasets" / "statistics").glob("*.yaml"))}
    for name in sources:
        if name not in files:
            raise UnknownNameError("source of statistics", name, files)
    units = set(load_schema().vocabularies["concept_unit"].current)
    declared = [read_statistics(files[name], concepts, units) for name in sources or files]
    if sources:
        return declared
    for source in declared:
        if not source.urls:
            print(f"{source.source}: skipped, no address of its data is known yet", file=sys.stderr)
    return [source for source in declared if source.urls]


def _tell(outcome: Outcome, folder: Path) -> None:
    if outcome.problem or outcome.observations is None or outcome.dropped is None:
        print(f"{outcome.problem}\n", file=sys.stderr)
        return
    found, path = outcome.observations, folder / f"{outcome.source}.csv"
    _write(outcome, path)
    print(
        f"{outcome.source}: {len(found):,} observations of {found['entity'].nunique()} entities, "
        f"{found['year'].min()} to {found['year'].max()}, in {path}"
    )
    for reason, rows in outcome.dropped.itertuples(index=False):
        print(f"  left out: {rows:,} {reason}")


def _write(outcome: Outcome, path: Path) -> None:
    """The observations, and beside them what they were made from; each whole or not at all."""
    import pandas as pd

    assert outcome.observations is not None
    records = pd.DataFrame(outcome.records)[["url", "retrieved", "sha256", "size", "licence"]]
    tables = {path: outcome.observations, path.with_suffix(".raw.csv"): records}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for place, table in tables.items():
            beside = place.with_name(f".{place.name}.partial")
            table.to_csv(beside, index=False, lineterminator="\n")
            beside.replace(place)
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be written ({error.strerror}). Free some room or choose another folder."
        ) from error


@contextmanager
def _progress(sources: Sequence[str]) -> Iterator[Callable[[str, int], None]]:
    """Bars on a terminal, one a source; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), DownloadColumn(), TransferSpeedColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        tasks = {name: bars.add_task(name, total=None) for name in sources}
        yield lambda source, size: bars.advance(tasks[source], size)
