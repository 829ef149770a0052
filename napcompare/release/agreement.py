"""Agreement of two independent codings: Krippendorff's alpha for nominal data.

Krippendorff, K. (2011), *Computing Krippendorff's Alpha-Reliability*, University of Pennsylvania.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["agreement", "nominal_alpha"]

USABLE, TENTATIVE, ENOUGH_PAIRS, ENOUGH_AGREEMENT = 0.8, 0.667, 10, 90.0


def nominal_alpha(units: Sequence[Sequence[str | None]]) -> float | None:
    """Krippendorff's alpha for nominal values and any number of coders, with missing values.

    Parameters
    ----------
    units : sequence of sequences
        For each unit the values that its coders gave; None where a coder gave none.

    Returns
    -------
    float or None
        1 is perfect agreement, 0 what chance would give. None where it cannot be computed: no unit
        with two values, or all values alike (no disagreement was possible).

    Notes
    -----
    With `o(c, k)` the coincidences within units and `n(c)` the marginal counts, alpha is
    ``1 - (n - 1) * sum o(c, k) / sum n(c) n(k)``, both sums over c different from k.

    Examples
    --------
    >>> nominal_alpha([["yes", "yes"], ["no", "no"], ["yes", "no"]])
    0.4444444444444444
    >>> nominal_alpha([["yes", "yes"], ["yes", None]]) is None
    True
    """
    coincidences: defaultdict[tuple[str, str], float] = defaultdict(float)
    for unit in units:
        values = [v for v in unit if v is not None]
        for i, first in enumerate(values):
            for j, second in enumerate(values):
                if i != j:
                    coincidences[first, second] += 1 / (len(values) - 1)
    marginals: defaultdict[str, float] = defaultdict(float)
    for (first, _), count in coincidences.items():
        marginals[first] += count
    total = sum(marginals.values())
    expected = total**2 - sum(n**2 for n in marginals.values())
    if not expected:
        return None
    observed = sum(n for (first, second), n in coincidences.items() if first != second)
    return 1 - (total - 1) * observed / expected


def agreement(codings: pd.DataFrame, raw: bool = False) -> pd.DataFrame:
    """Agreement of the two codings, feature by feature and in all.

    Parameters
    ----------
    codings : pandas.DataFrame
        The table codings.
    raw : bool
        Compare what the coders gave before their values were brought under the written definitions.

    Returns
    -------
    pandas.DataFrame
        Index field, with a last row ``all``; columns pairs (both coders gave a value other than
        unknown), percent (per cent agreement), alpha (missing where not computable) and status
        (usable, tentative, do_not_compare, by the rule in the vocabulary agreement_status).
    """
    import pandas as pd

    values = codings["recoded_from"].fillna(codings["value"]) if raw else codings["value"]
    known = codings.assign(value=values.where(values != "unknown"))
    wide = known.pivot_table(
        index=["field", "plan_id"], columns="coder", values="value", aggfunc="first", dropna=False
    )
    both = wide.dropna()
    fields = {name: both[both.index.get_level_values(0) == name] for name in _fields(codings)}
    rows = [_row(name, part) for name, part in {**fields, "all": both}.items()]
    return pd.DataFrame(rows, columns=["field", "pairs", "percent", "alpha", "status"]).set_index(
        "field"
    )


def _fields(codings: pd.DataFrame) -> list[str]:
    return sorted(codings["field"].unique())


def _row(name: str, pairs: pd.DataFrame) -> tuple[str, int, float | None, float | None, str]:
    count = len(pairs)
    alike = int((pairs["first"] == pairs["second"]).sum())
    percent = 100 * alike / count if count else None
    units = pairs[["first", "second"]].to_numpy().tolist()
    alpha = nominal_alpha(units)
    return name, count, percent, alpha, status(count, percent, alpha)


def status(pairs: int, percent: float | None, alpha: float | None) -> str:
    """Status of a feature by the agreement of its codings.

    Examples
    --------
    >>> status(20, 95.0, 0.9), status(20, 100.0, None), status(4, 100.0, 1.0)
    ('usable', 'tentative', 'do_not_compare')
    """
    if pairs < ENOUGH_PAIRS or percent is None:
        return "do_not_compare"
    if alpha is None:
        return "tentative" if percent >= ENOUGH_AGREEMENT else "do_not_compare"
    if alpha >= USABLE:
        return "usable"
    return "tentative" if alpha >= TENTATIVE else "do_not_compare"
