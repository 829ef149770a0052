"""What changed between two releases: rows, cells and the sources behind them.

Coverage is told apart from value: a cell that was empty or unknown and now says something is *filled*,
not changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from napcompare._frames import row_keys
from napcompare.release.read import Release

__all__ = ["KINDS", "diff", "diff_markdown"]

# Kinds of change, the gravest first, with what each means.
KINDS: Mapping[str, str] = {
    "table_removed": "a table that is gone",
    "column_removed": "a column that is gone",
    "removed": "a row that is gone",
    "emptied": "a value that became empty or unknown",
    "changed": "another value",
    "recoded": "another code of a feature",
    "resourced": "the same value from other sources",
    "filled": "a value where there was none",
    "added": "a new row",
    "column_added": "a new column",
    "table_added": "a new table",
}
_COLUMNS = ["kind", "table", "entity", "key", "column", "old", "new"]
# What tells a row from another where the key is only a number in a file, which moves when a row is added.
_TELLING: Mapping[str, tuple[str, ...]] = {"notes": ("entity", "plan_id", "field", "kind", "text")}
# Not told cell by cell: provenance shows as `resourced`, and these have no values of their own to compare.
_QUIET = frozenset({"provenance"})

Row = tuple[str, str, str, str, str, str, str]


def diff(old: Release, new: Release) -> pd.DataFrame:
    """What changed from one release to another.

    Parameters
    ----------
    old, new : Release

    Returns
    -------
    pandas.DataFrame
        One row a change, the gravest first; columns kind (see `KINDS`), table, entity, key (primary key
        joined by "/"), column, old and new. Empty where nothing changed.
    """
    rows = [*_tables(old, new)]
    for name in sorted(set(old.tables) & set(new.tables) - _QUIET):
        rows += _table(name, old, new)
    rows += _sources(old, new, {(r[1], r[3], r[4]) for r in rows})
    found = pd.DataFrame(rows, columns=_COLUMNS, dtype="str")
    order = {kind: n for n, kind in enumerate(KINDS)}
    return found.sort_values(
        ["kind", "table", "key", "column"],
        key=lambda s: s.map(order) if s.name == "kind" else s,
        ignore_index=True,
    )


def _tables(old: Release, new: Release) -> Iterator[Row]:
    for name in sorted(set(old.tables) - set(new.tables)):
        yield "table_removed", name, "", "", "", str(len(old.tables[name])), ""
    for name in sorted(set(new.tables) - set(old.tables)):
        yield "table_added", name, "", "", "", "", str(len(new.tables[name]))


def _keyed(name: str, release: Release) -> pd.DataFrame:
    """A table as text, indexed by its primary key as one text."""
    resource = next(r for r in release.package["resources"] if r["name"] == name)
    data = release.tables[name]
    text = data.astype("str").where(data.notna(), "")
    columns = _TELLING.get(name, resource["schema"]["primaryKey"])
    found = text.set_index(row_keys(text, columns).rename("key"))
    return found.drop(columns=["seq"]) if name in _TELLING else found


def _table(name: str, old: Release, new: Release) -> Iterator[Row]:
    before, after = _keyed(name, old), _keyed(name, new)
    for column in before.columns.difference(after.columns):
        yield "column_removed", name, "", "", column, "", ""
    for column in after.columns.difference(before.columns):
        yield "column_added", name, "", "", column, "", ""
    for key in before.index.difference(after.index):
        yield "removed", name, _entity(before.loc[key]), key, "", "", ""
    for key in after.index.difference(before.index):
        yield "added", name, _entity(after.loc[key]), key, "", "", ""
    both = before.index.intersection(after.index)
    for column in before.columns.intersection(after.columns):
        was, now = before.loc[both, column], after.loc[both, column]
        for key in both[(was != now).to_numpy()]:
            kind = _kind(name, column, was[key], now[key])
            yield kind, name, _entity(after.loc[key]), key, column, was[key], now[key]


def _kind(table: str, column: str, was: str, now: str) -> str:
    nothing = ("", "unknown")
    if was in nothing and now not in nothing:
        return "filled"
    if now in nothing and was not in nothing:
        return "emptied"
    return "recoded" if (table, column) == ("features", "value") else "changed"


def _entity(row: pd.Series[Any]) -> str:
    if "entity" in row.index:
        return str(row["entity"])
    return str(row["plan_id"]).partition("-")[0] if "plan_id" in row.index else ""


def _sources(old: Release, new: Release, told: set[tuple[str, str, str]]) -> Iterator[Row]:
    """Cells whose sources changed and whose value did not."""
    before, after = (_behind(r.tables["provenance"]) for r in (old, new))
    for place in sorted(set(before.index) & set(after.index)):
        table, key, column = place
        if before[place] != after[place] and place not in told and key != "*":
            entity = key.partition("/")[0].partition("-")[0]
            yield "resourced", table, entity, key, column, before[place], after[place]


def _behind(provenance: pd.DataFrame) -> pd.Series[str]:
    return provenance.groupby(["table", "key", "column"])["source_id"].agg(
        lambda s: ";".join(sorted(s))
    )


def diff_markdown(changes: pd.DataFrame, old: str, new: str, most: int = 40) -> str:
    """Changes as Markdown: counts by table and kind, then the changes themselves, the gravest first.

    Parameters
    ----------
    changes : pandas.DataFrame
        As from `diff`.
    old, new : str
        Versions, for the heading.
    most : int
        How many changes of a kind and table to list.
    """
    parts = [f"# Changes from {old} to {new}"]
    if changes.empty:
        return f"{parts[0]}\n\nNothing changed.\n"
    counts = changes.value_counts(["kind", "table"], sort=False).reset_index()
    rows = [(KINDS[kind], table, count) for kind, table, count in counts.to_numpy().tolist()]
    parts.append(_markdown(("what", "table", "changes"), rows))
    for (kind, table), part in changes.groupby(["kind", "table"], sort=False):
        parts.append(f"## {table!s}: {KINDS[str(kind)]}")
        lines = [_line(row) for row in part.head(most).itertuples(index=False)]
        if len(part) > most:
            lines.append(f"- … and {len(part) - most} more")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _line(row: Any) -> str:
    place = " ".join(p for p in (_short(row.key), row.column) if p) or row.table
    if row.old or row.new:
        return f"- {place}: {_short(row.old) or 'nothing'} → {_short(row.new) or 'nothing'}"
    return f"- {place}"


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:99]}…"


def _markdown(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
