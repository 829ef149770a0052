"""Small helpers on pandas frames."""

from __future__ import annotations

from typing import Any

import pandas as pd

__all__ = ["records"]


def records(data: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as mappings of column name to value, with None for what is missing.

    Examples
    --------
    >>> records(pd.DataFrame({"a": ["x", None]}))
    [{'a': 'x'}, {'a': None}]
    """
    rows = data.astype(object).where(data.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]
