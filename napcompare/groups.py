"""Groups of countries on a day, and set expressions over them.

Where a date of a membership is not known to the day, an entity may be only a *possible* member. Every
set here is a pair: who certainly belongs, and who certainly or possibly does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from napcompare.dates import PartialDate
from napcompare.errors import GroupError, UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Groups", "Members"]

_TOKEN = re.compile(r"\s*(?:([A-Za-z][A-Za-z0-9_]*)|([&|\-()]))")
# Groups that are asked for and cannot be given.
MISSING: Mapping[str, str] = {
    "fpn": (
        "There is no full list of the members of the WPS Focal Points Network. fpn_meeting_2023 has those "
        "that a communiqué of June 2023 names: at least these 64, of 99 that were said to exist."
    )
}


@dataclass(frozen=True, slots=True)
class Members:
    """Who certainly belongs, and who may (the certain ones among them)."""

    certain: frozenset[str]
    possible: frozenset[str]

    def __and__(self, other: Members) -> Members:
        return Members(self.certain & other.certain, self.possible & other.possible)

    def __or__(self, other: Members) -> Members:
        return Members(self.certain | other.certain, self.possible | other.possible)

    def __sub__(self, other: Members) -> Members:
        return Members(self.certain - other.possible, self.possible - other.certain)


class Groups:
    """The groups of a release.

    Parameters
    ----------
    entities, memberships, sources : pandas.DataFrame
        Tables of a release. UN M49 regions and subregions are groups too.
    """

    def __init__(
        self, entities: pd.DataFrame, memberships: pd.DataFrame, sources: pd.DataFrame
    ) -> None:
        seen = sources.set_index("source_id")["accessed"]
        rows = memberships.fillna("").to_dict("records")
        self._spells: dict[str, list[tuple[str, str, str, str]]] = {}
        for row in rows:
            known = str(seen.get(row["source_id"]) or "")
            spell = (row["entity"], row["since"], row["until"], known)
            self._spells.setdefault(row["group"], []).append(spell)
        self._places: dict[str, frozenset[str]] = {}
        for column in ("region", "subregion"):
            for place, part in entities.dropna(subset=[column]).groupby(column)["entity"]:
                self._places[str(place)] = frozenset(part)
        self._entities = frozenset(entities["entity"])

    @property
    def names(self) -> list[str]:
        """Names of the groups."""
        return sorted({*self._spells, *self._places})

    def members(self, group: str, day: date) -> Members:
        """The members of a group on a day.

        Raises
        ------
        GroupError
            For a group of which there is no full list, with what there is instead.
        UnknownNameError
            For an unknown one, with names that look alike.
        """
        if group in MISSING:
            raise GroupError(MISSING[group])
        if group in self._places:
            return Members(self._places[group], self._places[group])
        if group not in self._spells:
            raise UnknownNameError("group", group, self.names)
        certain, possible = set(), set()
        for entity, since, until, known in self._spells[group]:
            sure, maybe = _belongs(since, until, known, day)
            if sure:
                certain.add(entity)
            if maybe:
                possible.add(entity)
        return Members(frozenset(certain), frozenset(possible | certain))

    def evaluate(self, expression: str, day: date) -> Members:
        """The members of a set expression: groups and entity codes with ``&``, ``|``, ``-`` and brackets.

        Raises
        ------
        GroupError
            Where the expression cannot be read, with the place.
        UnknownNameError
            For a name that is neither a group nor an entity.

        Notes
        -----
        All operators bind alike and from the left; use brackets.
        """
        parser = _Parser(expression, self, day)
        return parser.whole()

    def term(self, name: str, day: date) -> Members:
        """A group, or one entity by its code in any case."""
        if name in self.names or name in MISSING:
            return self.members(name, day)
        if name.upper() in self._entities:
            only = frozenset({name.upper()})
            return Members(only, only)
        raise UnknownNameError("group or entity", name, [*self.names, *self._entities])


def _belongs(since: str, until: str, known: str, day: date) -> tuple[bool, bool]:
    """Whether a spell certainly and possibly covers a day."""
    begun_surely = begun_maybe = True
    if since:
        begun_surely = PartialDate(since).last <= day
        begun_maybe = PartialDate(since).first <= day
    elif known:
        begun_surely = PartialDate(known).first <= day
    if not until:
        return begun_surely, begun_maybe
    end = PartialDate(until)
    return begun_surely and day <= end.first, begun_maybe and day <= end.last


class _Parser:
    """A recursive reader of set expressions that knows where it is."""

    def __init__(self, text: str, groups: Groups, day: date) -> None:
        self.text, self.groups, self.day = text, groups, day
        self.tokens = list(self._read())
        self.place = 0

    def _read(self) -> Iterator[tuple[str, int]]:
        at = 0
        while at < len(self.text.rstrip()):
            match = _TOKEN.match(self.text, at)
            if not match:
                raise self.error(at + len(self.text[at:]) - len(self.text[at:].lstrip()))
            yield match.group().strip(), match.end() - len(match.group().strip())
            at = match.end()

    def error(
        self, at: int, expected: str = "a group, an entity, &, |, - or a bracket"
    ) -> GroupError:
        pointer = f"{self.text}\n{' ' * at}^"
        return GroupError(
            f"Cannot read the set at character {at + 1}; expected {expected}:\n{pointer}"
        )

    def peek(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def at(self) -> int:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else len(self.text)

    def whole(self) -> Members:
        found = self.expression()
        if self.place < len(self.tokens):
            raise self.error(self.at(), "&, | or -")
        return found

    def expression(self) -> Members:
        left = self.operand()
        while (sign := self.peek()) in ("&", "|", "-") and sign:
            self.place += 1
            left = _APPLY[sign](left, self.operand())
        return left

    def operand(self) -> Members:
        token = self.peek()
        if token == "(":
            self.place += 1
            inner = self.expression()
            if self.peek() != ")":
                raise self.error(self.at(), "a closing bracket")
            self.place += 1
            return inner
        if not token or not token[0].isalpha():
            raise self.error(self.at(), "a group or an entity")
        self.place += 1
        return self.groups.term(token, self.day)


_APPLY: Mapping[str, Any] = {
    "&": Members.__and__,
    "|": Members.__or__,
    "-": Members.__sub__,
}
