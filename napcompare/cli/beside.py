"""Verbs that set plans beside each other, or write of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from napcompare._frames import records
from napcompare.cli._out import Json, Pin, print_json, short

if TYPE_CHECKING:
    import pandas as pd

    from napcompare.dataset._comparison import Comparison

__all__ = ["compare", "due", "focus", "preparing", "report"]


def compare(
    country: str,
    /,
    *,
    peers: str,
    as_of: str | None = None,
    edition: str = "latest",
    partial: str = "no",
    about: Literal["features", "institutions", "reporting", "countries"] = "features",
    every_edition: bool = False,
    figure: Path | None = None,
    excel: Path | None = None,
    release: Pin = None,
    as_json: Json = False,
) -> None:
    """Set a country's plan beside those of its peers.

    Parameters
    ----------
    country
        A code or a name in any language.
    peers
        A group or set expression ("nato & nordic", "eu - nld"), or names of countries apart by commas.
    as_of
        The day (2022, 2022-11 or 2022-11-09); the date of the release when not given.
    edition
        latest (of each entity, in force or lapsed) or in_force.
    partial
        Whether partial counts as yes or as no in a share.
    about
        features; institutions (who coordinates, oversees, signs, pays and reports, in words); reporting
        (promised and seen); countries (that the plans name).
    every_edition
        For institutions, reporting and countries: all editions, not only those compared.
    figure
        Where to draw the figure: a file ending in .png, .svg or .pdf.
    excel
        Where to write all parts as sheets, with codebook and sources: a file ending in .xlsx.
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load
    from napcompare.show.figures import save_figure

    ds = load(release)
    found = ds.compare(country, _peers(peers), as_of, edition=edition)
    if figure is not None:
        save_figure(found.plot.features, figure)
    if excel is not None:
        found.to_excel(excel)
    rows, text = _compared(found, about, partial, every_edition)
    if as_json:
        told = {"summary": records(found.summary()), about: records(rows)}
        print_json({"release": ds.version} | told | {"editions": records(found.editions())})
        return
    print(text)
    if figure is not None:
        print(f"\nFigure: {figure}")
    if excel is not None:
        print(f"\nExcel: {excel}")
    print(f"\nnapcompare {ds.version}. {_REMINDERS[about]}")


_REMINDERS = {
    "features": "Unknown is not no; no share where the rule does not allow one.",
    "institutions": "Unknown: nothing that was seen speaks to it.",
    "reporting": "A report that was not seen may have been made.",
    "countries": "Plans whose countries were not seen are not among those that name one.",
}


def _compared(
    found: Comparison, about: str, partial: str, every_edition: bool
) -> tuple[pd.DataFrame, str]:
    """One part of a comparison as rows and as text."""
    from napcompare.show import beside

    heading = beside.summary_text(found.summary())
    if about == "institutions":
        told = found.institutions(every_edition=every_edition, tidy=True)
        return told, f"{heading}\n\n{beside.institutions_text(told, found.sources())}"
    if about == "reporting":
        rows = found.reporting(every_edition=every_edition)
        return rows, f"{heading}\n\n{beside.reporting_text(rows)}"
    if about == "countries":
        rows = found.focus_countries(every_edition=every_edition)
        return rows.reset_index(), f"{heading}\n\n{beside.countries_text(rows)}"
    features = found.features(partial=partial)
    return features.reset_index(), beside.comparison_text(found.summary(), features)


def report(
    entity: str,
    /,
    *,
    peers: str | None = None,
    as_of: str | None = None,
    lang: str = "en",
    edition: str = "latest",
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    release: Pin = None,
) -> None:
    """Write the report on a country or organisation: one HTML page, or Word.

    Parameters
    ----------
    entity
        A code or a name in any language, with or without a plan.
    peers
        As in compare. When not given: donors whose plans act abroad, for a plan that does; else the region.
    as_of
        As in compare.
    lang
        en or nl.
    edition
        As in compare.
    output
        A file ending in .html or .docx; the code and the language as an HTML file when not given. What is
        there is replaced.
    release
        The release to ask; the newest when not given.
    """
    from napcompare.dataset import load

    named = _peers(peers) if peers else None
    made = load(release).report(entity, named, as_of, language=lang, edition=edition)
    place = made.save(output or Path(f"{made.entity.lower()}-{lang}.html"))
    print(f"Report: {place}")


def site(
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    lang: str = "en",
    release: Pin = None,
) -> None:
    """Write a static site: an index with map and search, a page for every entity, the data to download.

    Parameters
    ----------
    output
        A folder that is not there yet, is empty, or holds an older site, which is then replaced.
    lang
        en or nl.
    release
        The release to ask; the newest when not given.
    """
    from napcompare.dataset import load

    sizes = load(release).site(output, language=lang, told=_progress)
    pages = sum(name.endswith(".html") for name in sizes)
    print(f"Site: {output / 'index.html'} ({pages} pages, {sum(sizes.values()) / 1e6:.0f} MB)")


def _progress(done: int, every: int) -> None:
    """How far a long task is, on a terminal only."""
    if sys.stderr.isatty():
        end = "\n" if done == every else ""
        print(f"\r{done} of {every} pages", end=end, file=sys.stderr, flush=True)


def _peers(text: str) -> str | list[str]:
    """A group or set expression, or the names that commas part."""
    return [p.strip() for p in text.split(",") if p.strip()] if "," in text else text


def focus(country: str, /, *, release: Pin = None, as_json: Json = False) -> None:
    """Tell which plans name a country as focus or priority, or have a programme there.

    Parameters
    ----------
    country
        A code or a name in any language.
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load

    ds = load(release)
    found = ds.focus(country)
    if as_json:
        print_json({"release": ds.version, "focus": records(found)})
    elif found.empty:
        print(f"No plan in release {ds.version} is seen to name {country}.")
    else:
        print(found.drop(columns=["source_ids", "entity"]).fillna("-").to_string(index=False))
        print(f"\nnapcompare {ds.version}. {_REMINDERS['countries']}")


def due(
    until: str,
    /,
    *,
    lapsed: Annotated[bool, Parameter(negative="")] = False,
    release: Pin = None,
    as_json: Json = False,
) -> None:
    """Tell which plans in force end by a date, and what is told of the edition to come.

    Parameters
    ----------
    until
        2027, 2027-06 or 2027-06-30.
    lapsed
        Also the plans whose time has run out without a successor that was seen.
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load

    ds = load(release)
    found = ds.expiring(until, lapsed=lapsed)
    if as_json:
        print_json({"release": ds.version, "due": records(found)})
    elif found.empty:
        print(f"No plan in force on the day of release {ds.version} ends by {until}.")
    else:
        found.insert(1, "name", found["entity"].map(ds.entities.set_index("entity")["name_en"]))
        shown = ["plan_id", "name", "end", "end_original", "state", "certainty", "next_edition"]
        print(found[shown].fillna("-").to_string(index=False))
        print(f"\nnapcompare {ds.version}. Ends are as seen; a successor may be there unseen.")


def preparing(*, release: Pin = None, as_json: Json = False) -> None:
    """Tell which first plans and successors a source says are drafted or announced.

    Parameters
    ----------
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load

    ds = load(release)
    found = ds.in_preparation()
    if as_json:
        print_json({"release": ds.version, "preparing": records(found)})
        return
    for row in records(found):
        after = f"after {row['after']}" if row["after"] else "first plan"
        event = " ".join(p for p in (row["event"], row["date"]) if p) or "told in the note"
        print(f"{row['entity']:<12} {row['name_en']} ({after}): {event}")
        if note := row["note"] or row["status_note"]:
            print(f"    {short(note, 160)}")
