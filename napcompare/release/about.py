"""The texts of a release: quality report, changes, citation and schema.org metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from napcompare._frames import records
from napcompare.errors import Problem
from napcompare.release.agreement import agreement
from napcompare.release.check import unsourced
from napcompare.release.diff import diff, diff_markdown
from napcompare.release.read import Release
from napcompare.release.write import DATA_LICENCE, ReleaseInfo
from napcompare.schema import Schema
from napcompare.vocab import Vocabulary

__all__ = ["changes", "citation", "quality", "schema_org"]

Tables = Mapping[str, pd.DataFrame]


def quality(tables: Tables, schema: Schema, info: ReleaseInfo, warnings: Sequence[Problem]) -> str:
    """The quality report of a release as Markdown.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    schema : Schema
    info : ReleaseInfo
    warnings : sequence of Problem
        What was found implausible.

    Returns
    -------
    str
    """
    parts = [
        f"# Quality of napcompare {info.version}",
        "What was seen and what was not, measured on the tables of this release. Unknown is not no.",
        *_coverage(tables, schema),
        *_unknowns(tables, schema),
        *_agreement(tables["codings"], schema),
        *_sources(tables),
        *_unsourced(tables, schema),
        *_notes(tables["notes"], schema),
        *_warnings(warnings),
    ]
    return "\n\n".join(parts) + "\n"


def markdown_table(rows: Sequence[Sequence[object]], heading: Sequence[str]) -> str:
    """Rows as a Markdown table."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _coverage(tables: Tables, schema: Schema) -> Iterator[str]:
    entities, plans = tables["entities"], tables["plans"]
    kind = plans["entity"].map(entities.set_index("entity")["kind"])
    regional = kind == "regional_organisation"
    labels = schema.vocabularies["plan_status"]
    yield "## Coverage"
    yield (
        f"{len(plans)} plans: {int((~regional).sum())} of {plans.loc[~regional, 'entity'].nunique()} "
        f"countries and {int(regional.sum())} of {plans.loc[regional, 'entity'].nunique()} regional "
        f"organisations. {int((plans['counts_as_plan'] == 'yes').sum())} count as an action plan."
    )
    status = entities["plan_status"].value_counts()
    rows = [(labels.label(c), status.get(c, 0)) for c in labels.current]
    yield markdown_table(rows, ("plan status", "entities"))
    yield markdown_table([(n, len(t)) for n, t in sorted(tables.items())], ("table", "rows"))
    filled = [(c, int(plans[c].notna().sum())) for c in plans.columns if plans[c].isna().any()]
    yield markdown_table(filled, ("column of plans", f"filled, of {len(plans)}"))


def _unknowns(tables: Tables, schema: Schema) -> Iterator[str]:
    words = schema.vocabularies["feature_value"].current
    rows = []
    for name, values in tables["features"].groupby("feature")["value"]:
        use = schema.vocabularies["feature_use"].label(schema.features[str(name)].use)
        unknown = 100 * float((values == "unknown").mean())
        rows.append((name, *(int((values == w).sum()) for w in words), f"{unknown:.0f} %", use))
    yield "## Values and unknowns by feature"
    yield markdown_table(rows, ("feature", *words, "unknown, share", "use"))


def _agreement(codings: pd.DataFrame, schema: Schema) -> Iterator[str]:
    labels = schema.vocabularies["agreement_status"]
    noted = {f for f, page in schema.features.items() if page.group == "institution"}
    apart = codings["field"].isin(noted)
    read, told = codings[~apart], codings[apart]
    recoded = read[read["recoded_from"].notna()]
    raw = records(agreement(read, raw=True))[-1]
    yield "## Agreement of two independent codings"
    yield (
        f"{read['plan_id'].nunique()} plans were coded twice, independently, each coder reading the pages. "
        "A pair is a plan and feature for which both coders gave a value. Alpha is Krippendorff's for "
        "nominal data; it is not computable where the values do not vary. "
        f"{len(recoded)} values were brought under the written definitions afterwards; before that, all "
        f"features together had {raw['pairs']} pairs, {_figure(raw['percent'], 0)} % agreement and an alpha "
        f"of {_figure(raw['alpha'], 2)}."
    )
    yield "\n".join(f"- **{c.label['en']}**: {c.definition}" for c in labels.codes.values())
    yield _agreement_table(read, labels)
    if told.empty:
        return
    yield (
        f"**The plan as an institution.** {told['plan_id'].nunique()} plans were coded a second time on the "
        f"{told['field'].nunique()} features on it, by a coder who had the evidence as it is noted in the "
        "registry, in own words, and neither the values nor the pages. So this says how far the written "
        "definitions settle a value, not whether two readers of the pages would find the same evidence."
    )
    yield _agreement_table(told, labels)


def _agreement_table(codings: pd.DataFrame, labels: Vocabulary) -> str:
    rows = [
        (
            row["field"],
            row["pairs"],
            _figure(row["percent"], 0),
            _figure(row["alpha"], 2),
            labels.label(row["status"]),
        )
        for row in records(agreement(codings).reset_index())
    ]
    return markdown_table(rows, ("feature", "pairs", "agreement, %", "alpha", "status"))


def _figure(value: float | None, digits: int) -> str:
    return "not computable" if value is None or pd.isna(value) else f"{value:.{digits}f}"


def _sources(tables: Tables) -> Iterator[str]:
    sources = tables["sources"]
    cells = tables["provenance"].merge(sources[["source_id", "authority"]], on="source_id")
    by_authority = sources["authority"].value_counts()
    rows = [(a, n, int((cells["authority"] == a).sum())) for a, n in by_authority.items()]
    yield "## Sources"
    yield markdown_table(rows, ("authority", "sources", "rows of provenance"))
    accessed = sources["accessed"].fillna("not recorded").value_counts().sort_index()
    yield markdown_table(list(accessed.items()), ("accessed", "sources"))
    plans = tables["plans"]
    mine = cells[cells["authority"].isin(["official", "intergovernmental"])]["key"]
    owned = plans["plan_id"].isin(mine.str.split("/").str[0])
    told = "rest at least in part on an official or intergovernmental page."
    yield f"{int(owned.sum())} of {len(plans)} plans {told}"


def _unsourced(tables: Tables, schema: Schema) -> Iterator[str]:
    cells = unsourced(tables, schema)
    yield "## Cells without a source of their own"
    yield (
        f"{len(cells)} filled cells have no source that names them and follow from none that does. They are "
        "kept, and are to be traced or taken out."
    )
    rows = [
        (table, column, len(part), ", ".join(part["key"]))
        for (table, column), part in cells.groupby(["table", "column"])
    ]
    yield markdown_table(rows, ("table", "column", "cells", "keys"))


def _notes(notes: pd.DataFrame, schema: Schema) -> Iterator[str]:
    labels = schema.vocabularies["note_kind"]
    counts = notes["kind"].value_counts()
    rows = [(labels.label(c), counts.get(c, 0), labels.codes[c].definition) for c in labels.current]
    yield "## Notes"
    yield markdown_table(rows, ("kind", "notes", "meaning"))
    recoded = notes[notes["kind"] == "recoded"]["field"].value_counts().sort_index()
    yield "Values brought under the written definition:"
    yield markdown_table(list(recoded.items()), ("feature", "recoded to unknown"))


def _warnings(warnings: Sequence[Problem]) -> Iterator[str]:
    yield "## Implausible, not blocking"
    yield "\n".join(f"- {w}" for w in warnings) if warnings else "Nothing."


def changes(new: Release, old: Release | None) -> str:
    """What changed since the release before; the first release lists its renames only.

    Parameters
    ----------
    new : Release
        The release that is being built.
    old : Release, optional
        The release before it.
    """
    lifecycle = new.tables["lifecycle"]
    here = lifecycle[lifecycle["release"] == new.version]
    rows = here[["kind", "old", "new", "change", "reason"]].fillna("").to_numpy().tolist()
    heading = ("kind", "old", "new", "change", "reason")
    names = f"## Names that changed\n\n{markdown_table(rows, heading)}\n" if rows else ""
    if old is None:
        return f"# Changes in napcompare {new.version}\n\nThe first release.\n\n{names}"
    told = diff_markdown(diff(old, new), old.version, new.version)
    return f"{told}\n{names}" if names else told


def citation(info: ReleaseInfo) -> str:
    """``CITATION.cff`` of the data set."""
    return (
        "cff-version: 1.2.0\n"
        "message: Please cite the release of the data that you used.\n"
        "type: dataset\n"
        f'title: "{info.title}"\n'
        f'version: "{info.version}"\n'
        f"date-released: {info.date}\n"
        "license: CC-BY-4.0\n"
        "authors:\n"
        "  - name: napcompare contributors\n"
    )


def schema_org(info: ReleaseInfo, tables: Tables) -> dict[str, Any]:
    """schema.org metadata, for search engines of data sets."""
    years = tables["plans"]["start"].dropna().str[:4]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": info.title,
        "description": info.description,
        "version": info.version,
        "datePublished": info.date,
        "license": DATA_LICENCE["path"],
        "creator": {"@type": "Organization", "name": "napcompare contributors"},
        "keywords": ["UNSCR 1325", "women, peace and security", "national action plan"],
        "temporalCoverage": f"{years.min()}/{info.date[:4]}",
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": f"{name}.csv"}
            for name in sorted(tables)
        ],
    }
