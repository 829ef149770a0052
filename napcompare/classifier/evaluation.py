"""How right the classifier is, on texts coded twice that it was not built on.

The gold set is split by the hash of the text: the development half may be looked at while building, the
reported half only to report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from napcompare._frames import records
from napcompare.classifier.model import NONE

__all__ = ["development", "evaluate", "read_gold", "reported", "right"]

Row = Mapping[str, Any]
_RUNS, _SEED, _BINS, _LEAST_TEXTS = 1_000, 1, 10, 5
_INTERVAL = (2.5, 97.5)


def read_gold(path: Path) -> pd.DataFrame:
    """The gold set.

    Parameters
    ----------
    path : Path
        CSV with the columns text, language, concept and second; what is no indicator has the concept
        ``none``.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    DataError
        When the file is missing or is not such a CSV.
    """
    from napcompare.errors import DataError, Problem
    from napcompare.registry.reference import read_text_table

    gold = read_text_table(path)
    for column in ("text", "language", "concept", "second"):
        if column not in gold:
            message = f"has no column {column}; it has {', '.join(gold.columns)}"
            raise DataError([Problem("column", message, file=path.as_posix())])
    return gold.fillna({"second": ""})


def _is_reported(text: str) -> bool:
    return int(sha256(text.encode()).hexdigest()[:8], 16) % 2 == 1


def development(gold: pd.DataFrame) -> pd.DataFrame:
    """The half that may be looked at while building."""
    return gold[~gold["text"].map(_is_reported)].reset_index(drop=True)


def reported(gold: pd.DataFrame) -> pd.DataFrame:
    """The half that is only reported on."""
    return gold[gold["text"].map(_is_reported)].reset_index(drop=True)


def right(concept: object, row: Row) -> bool:
    """Whether a concept is the one that was coded, or the second of a double indicator."""
    return concept == row["concept"] or (bool(row["second"]) and concept == row["second"])


def evaluate(gold: pd.DataFrame, model: str | None = None) -> dict[str, pd.DataFrame]:
    """Accuracy on a set of texts.

    Parameters
    ----------
    gold : pandas.DataFrame
        As from `read_gold`, mostly its `reported` half.
    model : str, optional
        As in `napcompare.classifier.classify`.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``measures`` (measure, value, lower, upper, n: 95 % intervals by bootstrap over texts),
        ``languages`` (language, n, top_1, top_3) and ``confusions`` (coded, found, n).
    """
    from napcompare.classifier import classify

    found = classify(gold["text"], top=3, model=model)
    told = _rows(gold, found)
    draws = np.random.default_rng(_SEED).integers(0, len(told), (_RUNS, len(told)))
    measures = [
        {
            "measure": name,
            "value": measure(told),
            **_interval(told, measure, draws),
            "n": len(used(told)),
        }
        for name, (measure, used) in _MEASURES.items()
    ]
    indicators = _indicators(told)
    by_language = indicators.groupby("language")[["top_1", "top_3"]].mean()
    by_language.insert(0, "n", indicators.groupby("language").size())
    wrong = told[~told["top_1"]]
    confusions = wrong.groupby(["concept", "first"]).size().sort_values(ascending=False)
    return {
        "measures": pd.DataFrame(measures),
        "languages": by_language.reset_index(),
        "confusions": confusions.rename("n").rename_axis(["coded", "found"]).reset_index(),
    }


def _rows(gold: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """One row a text: what was coded, what was found, and whether it is right."""
    ranked = dict(iter(found.groupby("row", sort=False)))
    told = []
    for number, row in enumerate(records(gold)):
        part = ranked[gold.index[number]]
        concepts = [c if isinstance(c, str) else NONE for c in part["concept"]]
        first = part.iloc[0]
        told.append(
            {
                "language": row["language"],
                "concept": row["concept"],
                "first": concepts[0],
                "top_1": right(concepts[0], row),
                "top_3": any(right(c, row) for c in concepts),
                "area": _area(concepts[0]) in {_area(row["concept"]), _area(row["second"])},
                "score": float(first["score"]),
                "review": first["review"],
            }
        )
    return pd.DataFrame(told)


def _area(concept: str) -> str:
    return concept.split("-")[0]


def _interval(
    told: pd.DataFrame, measure: Callable[[pd.DataFrame], float], draws: Any
) -> dict[str, float]:
    values = [measure(told.take(draw)) for draw in draws[:_RUNS]]
    lower, upper = np.nanpercentile(values, _INTERVAL)
    return {"lower": float(lower), "upper": float(upper)}


def _indicators(told: pd.DataFrame) -> pd.DataFrame:
    return told[told["concept"] != NONE]


def _others(told: pd.DataFrame) -> pd.DataFrame:
    return told[told["concept"] == NONE]


def _sure(told: pd.DataFrame) -> pd.DataFrame:
    return told[told["review"] == "sure"]


def _macro_f1(told: pd.DataFrame) -> float:
    """Mean of F1 over concepts with enough texts."""
    mine = _indicators(told)
    counts = mine["concept"].value_counts()
    hits = mine[mine["top_1"]]["concept"].value_counts()
    # A second concept that was found counts for the first one that was coded.
    named = mine["first"].where(~mine["top_1"], mine["concept"])
    offered = named.value_counts()
    values = [
        2 * hits.get(c, 0) / (counts[c] + offered.get(c, 0))
        for c in counts.index[counts >= _LEAST_TEXTS]
    ]
    return float(np.mean(values)) if values else float("nan")


def _calibration(told: pd.DataFrame) -> float:
    """Expected calibration error of the first concept offered, in bins of equal width."""
    mine = told[told["first"] != NONE]
    bins = np.minimum((mine["score"] * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(part["score"].mean() - part["top_1"].mean()) * len(part)
        for _, part in mine.groupby(bins)
    ]
    return float(sum(gaps) / len(mine)) if len(mine) else float("nan")


def _mean(
    column: str, of: Callable[[pd.DataFrame], pd.DataFrame]
) -> Callable[[pd.DataFrame], float]:
    return lambda told: float(of(told)[column].mean()) if len(of(told)) else float("nan")


def _share(
    review: str, of: Callable[[pd.DataFrame], pd.DataFrame]
) -> Callable[[pd.DataFrame], float]:
    return lambda told: (
        float((of(told)["review"] == review).mean()) if len(of(told)) else float("nan")
    )


Measure = tuple[Callable[[pd.DataFrame], float], Callable[[pd.DataFrame], pd.DataFrame]]
_MEASURES: Mapping[str, Measure] = {
    "top-1": (_mean("top_1", _indicators), _indicators),
    "top-3": (_mean("top_3", _indicators), _indicators),
    "macro-F1": (_macro_f1, _indicators),
    "area": (_mean("area", _indicators), _indicators),
    "calibration error": (_calibration, lambda told: told[told["first"] != NONE]),
    "sure and right": (_mean("top_1", _sure), _sure),
    "indicators marked sure": (_share("sure", _indicators), _indicators),
    "indicators marked none": (_share("none", _indicators), _indicators),
    "non-indicators marked sure": (_share("sure", _others), _others),
    "non-indicators marked none": (_share("none", _others), _others),
}
