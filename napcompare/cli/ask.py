"""Verbs that answer questions on a release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from napcompare._frames import records

if TYPE_CHECKING:
    import pandas as pd

    from napcompare.dataset._compare import Comparison

__all__ = [
    "compare",
    "due",
    "focus",
    "history",
    "info",
    "preparing",
    "provenance",
    "reconcile",
    "search",
    "show",
]

Json = Annotated[bool, Parameter(name="--json", negative="")]
Pin = Annotated[str | None, Parameter(name="--release")]


def info(name: str | None = None, /, *, release: Pin = None, as_json: Json = False) -> None:
    """Tell what the release is, or explain a table, a column or a feature.

    Parameters
    ----------
    name
        A table (plans), a column (plans.instrument) or a feature (budget_allocated).
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load

    ds = load(release)
    described = ds.describe(name)
    if as_json:
        about = {"release": ds.version, "described": records(described.reset_index())}
        _print_json(about)
        return
    if name is None:
        print(f"napcompare {ds.version}, released {ds.package['created'][:10]}")
        print(
            f"{ds.package['description']}\nLicence of the data: {ds.package['licenses'][0]['title']}"
        )
        print(f'Cite as: napcompare contributors, "{ds.package["title"]}", release {ds.version}.\n')
        described = described[["rows", "description"]]
    _print_rows(described)


def show(entity: str, /, *, release: Pin = None, as_json: Json = False) -> None:
    """Show everything on a country or organisation: editions, events, features, sources, notes.

    Parameters
    ----------
    entity
        Its code, as in NLD or EU, or a name in any language.
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load

    ds = load(release)
    content = ds.card(entity)
    if as_json:
        _print_json({"release": ds.version} | content)
    else:
        print(ds.card_text(entity))
        print(
            f"\nnapcompare {ds.version}. Designations imply no view on status. Unknown is not no."
        )


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
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load
    from napcompare.show.figures import save_figure

    ds = load(release)
    named = [p.strip() for p in peers.split(",") if p.strip()] if "," in peers else peers
    found = ds.compare(country, named, as_of, edition=edition)
    if figure is not None:
        save_figure(found.plot_features, figure)
    rows, text = _compared(found, about, partial, every_edition)
    if as_json:
        told = {"summary": records(found.summary()), about: records(rows)}
        _print_json({"release": ds.version} | told | {"editions": records(found.editions())})
        return
    print(text)
    if figure is not None:
        print(f"\nFigure: {figure}")
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


def focus(country: str, /, *, release: Pin = None, as_json: Json = False) -> None:
    """Tell which plans name a country as their focus, priority or programme country.

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
        _print_json({"release": ds.version, "focus": records(found)})
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
        _print_json({"release": ds.version, "due": records(found)})
    elif found.empty:
        print(f"No plan in force on the day of release {ds.version} ends by {until}.")
    else:
        shown = ["plan_id", "end", "end_original", "state", "certainty", "next_edition"]
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
        _print_json({"release": ds.version, "preparing": records(found)})
        return
    for row in records(found):
        after = f"after {row['after']}" if row["after"] else "first plan"
        event = " ".join(p for p in (row["event"], row["date"]) if p) or "told in the note"
        print(f"{row['entity']:<12} {row['name_en']} ({after}): {event}")
        if note := row["note"] or row["status_note"]:
            print(f"    {_short(note, 160)}")


def history(
    entity: str, field: str | None = None, /, *, release: Pin = None, as_json: Json = False
) -> None:
    """Show how a column or feature, or every coded feature, went from edition to edition.

    Parameters
    ----------
    entity
        Its code, as in NLD or EU, or a name in any language.
    field
        A column of plans (end) or a feature (budget_allocated); every feature when not given.
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load

    ds = load(release)
    found = ds.history(entity, field) if field else ds.features_by_edition(entity).reset_index()
    if as_json:
        _print_json({"release": ds.version, "history": records(found)})
    elif found.shape[0 if field else 1] <= (0 if field else 1):
        print(f"{entity} has no edition in release {ds.version}.")
    else:
        print(found.to_string(index=False, na_rep="-"))


def search(*words: str, release: Pin = None, as_json: Json = False) -> int:
    """Find tables, columns, codes, features, entities and plans by words.

    Parameters
    ----------
    words
        All must occur.
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load

    found = load(release).search(" ".join(words))
    if as_json:
        _print_json(records(found))
    else:
        for kind, name, text in found.to_numpy().tolist():
            print(f"{kind:<8} {name:<30} {_short(text, 100)}")
        if found.empty:
            print("Nothing found.")
    return 0 if len(found) else 1


def provenance(
    key: str, column: str | None = None, /, *, release: Pin = None, as_json: Json = False
) -> None:
    """Tell where a cell, a row or a plan comes from.

    Parameters
    ----------
    key
        A plan (NLD-4), an entity (NLD) or another row (NLD-4/extended/1).
    column
        A column or feature; all of them when not given.
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load

    ds = load(release)
    found = ds.provenance(key, column)
    if as_json:
        _print_json({"release": ds.version, "provenance": records(found)})
        return
    if found.empty:
        print(f"{key} {column or ''}: unknown; nothing that was seen speaks to it.")
    for (place, name), rows in found.groupby(["key", "column"], sort=False):
        shown = place if name == "value" else f"{place} {name}"
        print(f"{shown}: {_short(rows['value'].iloc[0], 80)}")
        for row in records(rows):
            if row["method"] is None:
                print("  no source is recorded (see quality.md)")
                continue
            follows = f" from {row['derived_from']}" if row["derived_from"] else ""
            reference = f", {row['official_reference']}" if row["official_reference"] else ""
            print(f"  {row['method']}{follows}: {row['publisher']} ({row['authority']}{reference})")
            if row["url"]:
                print(f"    {row['url']}")


def reconcile(claim: str | None = None, /, *, release: Pin = None, as_json: Json = False) -> None:
    """Set published counts beside our own, or name who could explain a difference.

    Parameters
    ----------
    claim
        A claim; all of them when not given.
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load
    from napcompare.show.beside import claim_text

    ds = load(release)
    found = ds.reconcile(claim)
    if as_json:
        _print_json({"release": ds.version, "claims": records(found)})
    elif found.empty:
        print("Nothing in the data could explain a difference.")
    elif claim is not None:
        print(found.to_string(index=False, na_rep="-"))
    else:
        for row in records(found):
            print(f"{row['claim_id']}: {claim_text(row)}")


def _print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=1))


def _print_rows(data: pd.DataFrame) -> None:
    """An index and its columns, the last column on a line of its own."""
    for name, row in data.iterrows():
        *rest, text = row.items()
        told = ", ".join(f"{k} {v}" for k, v in rest if v != "")
        print(f"{name}" + (f": {told}" if told else ""))
        print(f"    {text[1]}")


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
