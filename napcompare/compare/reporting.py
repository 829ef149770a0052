"""What plans promise to report, and which reports were seen, with the time they cover.

A report that was not seen may have been made; nothing here says that it was not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from napcompare._frames import records
from napcompare.compare.peers import Tables, chosen_plans
from napcompare.dates import PartialDate

__all__ = ["PROMISES", "reporting", "reports_seen", "years_text"]

# Column of the result: the feature that says what is promised.
PROMISES: Mapping[str, str] = {
    "promised_regular": "reporting_regular",
    "promised_to_parliament": "parliament_reporting",
    "promised_evaluation": "evaluation_planned",
}
# Column of the result: the kind of report that is counted in it.
_SEEN: Mapping[str, str] = {
    "progress_reports": "progress",
    "reviews": "mid_term_review",
    "evaluations": "final_evaluation",
    "shadow_reports": "shadow_report",
}


def reporting(
    tables: Tables, editions: pd.DataFrame, day: date, every_edition: bool = False
) -> pd.DataFrame:
    """Promised against seen, one row a plan.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    editions : pandas.DataFrame
        As from `napcompare.compare.peers.editions`.
    day : datetime.date
        Reports that certainly came out later are left out.
    every_edition : bool
        All editions of the country and its peers, not only those compared.

    Returns
    -------
    pandas.DataFrame
        Columns entity, name, role, plan_id, start, end; promised_regular, promised_to_parliament and
        promised_evaluation (codes of the features); progress_reports, to_parliament (of them addressed to a
        parliament), reviews, evaluations and shadow_reports (numbers seen); covered (years that a progress
        report covers), years_not_told (progress reports of which that is not told), not_seen (years of the
        plan before the day that none seen covers; empty where a report may be on any year), last_progress
        (when the last progress report with a date came out) and reports (identifiers joined by ";").
    """
    shown = chosen_plans(tables, editions, every_edition)
    seen = reports_seen(tables["reports"], day)
    by_plan = dict(iter(seen.groupby("plan_id")))
    features = tables["features"]
    mine = features[features["plan_id"].isin(shown["plan_id"])]
    keys = zip(mine["plan_id"], mine["feature"], strict=True)
    coded = dict(zip(keys, mine["value"], strict=True))
    rows = []
    for row in records(shown):
        found = records(by_plan.get(row["plan_id"], seen.iloc[:0]))
        promised = {c: coded.get((row["plan_id"], f), "unknown") for c, f in PROMISES.items()}
        rows.append(row | promised | _counts(found) | _times(found, row, day))
    told = pd.DataFrame(rows)
    return told.astype(dict.fromkeys((*_SEEN, "to_parliament", "years_not_told"), "int64"))


def reports_seen(reports: pd.DataFrame, day: date) -> pd.DataFrame:
    """The reports that may have been out by a day; one without a date not before what it covers."""
    out = [_earliest(row) <= day for row in records(reports)]
    return reports[pd.Series(out, index=reports.index, dtype=bool)]


def _earliest(report: Mapping[str, Any]) -> date:
    """The first day on which a report may have been out."""
    told = report["published"] or report["covers_to"] or report["covers_from"]
    return PartialDate(told).first if told else date.min


Rows = Sequence[Mapping[str, Any]]


def _counts(mine: Rows) -> dict[str, int]:
    kinds = Counter(row["kind"] for row in mine)
    progress = [row for row in mine if row["kind"] == "progress"]
    addressed = [(row["addressee"] or "").split(";") for row in progress]
    told = {"progress_reports": len(progress)}
    told["to_parliament"] = sum("parliament" in a for a in addressed)
    return told | {column: kinds[kind] for column, kind in _SEEN.items()}


def _times(mine: Rows, plan: Mapping[str, Any], day: date) -> dict[str, Any]:
    progress = [row for row in mine if row["kind"] == "progress"]
    years = [set(_covers(row)) for row in progress]
    covered = set().union(*years)
    untold = sum(not told for told in years)
    published = [PartialDate(row["published"]) for row in progress if row["published"]]
    last = max(published, key=lambda d: d.last, default=None)
    return {
        "covered": years_text(covered),
        "years_not_told": untold,
        # A report whose years are not told may be on any of them.
        "not_seen": "" if untold else years_text(_open_years(plan, day) - covered),
        "last_progress": last.text if last else "",
        "reports": ";".join(row["report_id"] for row in mine),
    }


def _covers(report: Mapping[str, Any]) -> Iterable[int]:
    """The years that a report is told to cover; the one year where only one end is told."""
    ends = [PartialDate(report[c]) for c in ("covers_from", "covers_to") if report[c]]
    return range(ends[0].first.year, ends[-1].last.year + 1) if ends else ()


def _open_years(plan: Mapping[str, Any], day: date) -> set[int]:
    """The years of a plan that were over by a day; none where its start is not known."""
    if not plan["start"]:
        return set()
    last = day.year - 1
    if plan["end"]:
        last = min(last, PartialDate(plan["end"]).last.year)
    return set(range(PartialDate(plan["start"]).first.year, last + 1))


def years_text(years: Iterable[int]) -> str:
    """Years as text, those that follow each other drawn together.

    Examples
    --------
    >>> years_text([2021, 2023, 2022, 2025])
    '2021-2023, 2025'
    """
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(_run(run) for run in runs)


def _run(years: Sequence[int]) -> str:
    return f"{years[0]}-{years[-1]}" if len(years) > 1 else f"{years[0]}"
