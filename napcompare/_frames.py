"""Small helpers on pandas frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

__all__ = ["records", "row_keys"]


def records(data: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as mappings of column name to value, with None for what is missing.

    Examples
    --------
    >>> records(pd.DataFrame({"a": ["x", None]}))
    [{'a': 'x'}, {'a': None}]
    """
    names = [str(name) for name in data.columns]
    columns = [_values(data.iloc[:, place]) for place in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: pd.Series[Any]) -> list[Any]:
    # Column by column: turning a whole frame into objects costs many times as much.
    values = column.tolist()
    if column.hasnans:
        return [None if missing else v for v, missing in zip(values, column.isna(), strict=True)]
    return values


def row_keys(data: pd.DataFrame, columns: Sequence[str]) -> pd.Series[Any]:
    """The key of each row as one text, its columns joined by "/".

    Examples
    --------
    >>> row_keys(pd.DataFrame({"plan_id": ["NLD-4"], "seq": [1]}), ["plan_id", "seq"]).tolist()
    ['NLD-4/1']
    """
    first, *rest = (data[c].astype("str") for c in columns)
    for column in rest:
        first = first + "/" + column
    return first
