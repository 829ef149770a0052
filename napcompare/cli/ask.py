"""Verbs that answer questions on a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napcompare._frames import records
from napcompare.cli._out import Json, Pin, print_json, short

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "history",
    "info",
    "provenance",
    "reconcile",
    "search",
    "show",
]


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
        print_json(about)
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
        print_json({"release": ds.version} | content)
    else:
        print(ds.card_text(entity))
        print(
            f"\nnapcompare {ds.version}. Designations imply no view on status. Unknown is not no."
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
        print_json({"release": ds.version, "history": records(found)})
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
        print_json(records(found))
    else:
        for kind, name, text in found.to_numpy().tolist():
            print(f"{kind:<8} {name:<30} {short(text, 100)}")
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
        print_json({"release": ds.version, "provenance": records(found)})
        return
    if found.empty:
        print(f"{key} {column or ''}: unknown; nothing that was seen speaks to it.")
    for (place, name), rows in found.groupby(["key", "column"], sort=False):
        shown = place if name == "value" else f"{place} {name}"
        print(f"{shown}: {short(rows['value'].iloc[0], 80)}")
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
        print_json({"release": ds.version, "claims": records(found)})
    elif found.empty:
        print("Nothing in the data could explain a difference.")
    elif claim is not None:
        print(found.to_string(index=False, na_rep="-"))
    else:
        for row in records(found):
            print(f"{row['claim_id']}: {claim_text(row)}")


def _print_rows(data: pd.DataFrame) -> None:
    """An index and its columns, the last column on a line of its own."""
    for name, row in data.iterrows():
        *rest, text = row.items()
        told = ", ".join(f"{k} {v}" for k, v in rest if v != "")
        print(f"{name}" + (f": {told}" if told else ""))
        print(f"    {text[1]}")
