"""Published counts: ``datasets/claims.yaml`` into rows of the table claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from napcompare._yaml import Map, YamlError, read_yaml
from napcompare.dates import PartialDate
from napcompare.errors import Problem

__all__ = ["Claims", "read_claims"]

_MUST = ("measure", "who")
_MAY = ("counted", "published_on", "value", "percent", "bound", "url", "note")


@dataclass(slots=True)
class Claims:
    """Rows of claims, and mistakes."""

    rows: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_claims(path: Path) -> Claims:
    """Read the published counts.

    Parameters
    ----------
    path : Path
        ``datasets/claims.yaml``; without it there are none.

    Returns
    -------
    Claims
        With every mistake, each with its line.
    """
    claims = Claims()
    if not path.is_file():
        return claims
    try:
        content = read_yaml(path).get("claims") or Map()
    except YamlError as error:
        problem = Problem("yaml", error.message, file=path.as_posix(), line=error.line)
        claims.problems.append(problem)
        return claims
    for claim_id, told in content.items():
        line = content.lines[claim_id]
        wrong = list(_wrong(told))
        claims.problems += [
            Problem("claim", f"{claim_id}: {w}", file=path.as_posix(), line=line) for w in wrong
        ]
        if not wrong:
            claims.rows.append(_row(claim_id, told))
    return claims


def _wrong(told: Any) -> Iterator[str]:
    if not isinstance(told, Map):
        yield "needs `measure`, `who` and a figure"
        return
    for name in _MUST:
        if not told.get(name):
            yield f"needs `{name}`"
    for name in told:
        if name not in (*_MUST, *_MAY):
            yield f"`{name}` is not known; there are {', '.join((*_MUST, *_MAY))}"
    if not told.get("value") and not told.get("percent"):
        yield "needs `value`, `percent` or both"
    yield from _not_of_type(told)


def _not_of_type(told: Map) -> Iterator[str]:
    for name, read in (("counted", PartialDate), ("published_on", PartialDate), ("percent", float)):
        try:
            _ = told.get(name) and read(str(told[name]))
        except ValueError as error:
            yield f"`{name}`: {error}"
    if told.get("value") and not str(told["value"]).isdecimal():
        yield f"`value`: {told['value']!r} is not a whole number"


def _row(claim_id: str, told: Map) -> dict[str, str]:
    row = {name: str(told.get(name) or "") for name in (*_MUST, *_MAY)}
    counted = row.pop("counted")
    row["bound"] = row["bound"] or "exact"
    return row | {"claim_id": claim_id, "counted_from": counted, "counted_to": counted}
