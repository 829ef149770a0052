"""Groups of countries with dates: ``datasets/groups.yaml`` into rows of memberships and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from napcompare._yaml import Map, YamlError, read_yaml
from napcompare.dates import PartialDate
from napcompare.errors import Problem

__all__ = ["Groups", "read_groups"]

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(slots=True)
class Groups:
    """What the file says: rows of memberships and of sources, groups that cannot be given, mistakes."""

    memberships: list[dict[str, str]] = field(default_factory=list)
    sources: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_groups(path: Path, known: Mapping[str, str]) -> Groups:
    """Read the groups.

    Parameters
    ----------
    path : Path
        ``datasets/groups.yaml``.
    known : mapping
        Entity code to name; a member must be among them.

    Returns
    -------
    Groups
        With every mistake, each with its line.
    """
    groups = Groups()
    try:
        content = read_yaml(path)
    except YamlError as error:
        groups.problems.append(
            Problem("yaml", error.message, file=path.as_posix(), line=error.line)
        )
        return groups
    checked_on = str(content.get("checked_on") or "")
    for name, group in (content.get("groups") or {}).items():
        line = content["groups"].lines[name]
        for message, at in _group(name, group, line, known, checked_on, groups):
            problem = Problem("group", f"{name}: {message}", file=path.as_posix(), line=at)
            groups.problems.append(problem)
    return groups


def _group(
    name: str, group: Any, line: int, known: Mapping[str, str], checked_on: str, groups: Groups
) -> Iterator[tuple[str, int]]:
    if not _NAME.fullmatch(name):
        yield "a group's name is lower case letters, digits and _", line
    if not isinstance(group, Map) or not group.get("source") or not group.get("members"):
        yield "needs a `source` (the treaty or body) and `members`", line
        return
    source = f"membership-{name.replace('_', '-')}"
    row = {"source_id": source, "publisher": str(group["source"]), "authority": "intergovernmental"}
    row |= {"accessed": checked_on, "reachable": "unknown", "url": str(group.get("url") or "")}
    groups.sources.append(row)
    members = group["members"]
    for entity, spells in members.items():
        if entity not in known:
            yield f"{entity} is not an entity", members.lines[entity]
            continue
        told = spells if isinstance(spells, list) else [spells]
        for number, spell in enumerate(told, 1):
            try:
                since, until = _spell(str(spell or ""))
            except ValueError as error:
                yield f"{entity}: {error}", members.lines[entity]
                continue
            place = {"group": name, "entity": entity, "spell": str(number), "source_id": source}
            groups.memberships.append(place | {"since": since, "until": until})


def _spell(text: str) -> tuple[str, str]:
    since, dots, until = text.partition("..")
    for part in (since, until):
        if part:
            PartialDate(part)
    if since and until and PartialDate(until).certainly_before(PartialDate(since)):
        raise ValueError(f"{until} is before {since}")
    return since, until if dots else ""
