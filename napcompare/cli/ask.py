"""Verbs that answer questions on a release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from napcompare._frames import records

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare", "history", "info", "provenance", "reconcile", "search", "show"]

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
    figure
        Where to draw the figure: a file ending in .png, .svg or .pdf.
    release
        The release to ask; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare.dataset import load
    from napcompare.show.beside import comparison_text
    from napcompare.show.figures import save_figure

    ds = load(release)
    named = [p.strip() for p in peers.split(",") if p.strip()] if "," in peers else peers
    found = ds.compare(country, named, as_of, edition=edition)
    summary, features = found.summary(), found.features(partial=partial)
    if figure is not None:
        save_figure(found.plot_features, figure)
    if as_json:
        told = {"summary": records(summary), "features": records(features.reset_index())}
        _print_json({"release": ds.version} | told | {"editions": records(found.editions())})
        return
    print(comparison_text(summary, features))
    if figure is not None:
        print(f"\nFigure: {figure}")
    print(
        f"\nnapcompare {ds.version}. Unknown is not no; no share where the rule does not allow one."
    )


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
