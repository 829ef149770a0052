"""The one YAML reader: every scalar stays text, every value knows its line.

YAML's own typing turns ``NO`` into False, ``2026.10`` into 2026.1 and ``010`` into 8. Here ``schemas/``
gives the types, so nothing is typed on reading. Anchors, aliases, tags and duplicate keys are refused:
they make a file mean something a reader of the line cannot see, and an alias can blow up in size.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

__all__ = ["Map", "Seq", "Text", "YamlError", "read_yaml"]

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MAX_BYTES = 2_000_000
_MAX_DEPTH = 12


class YamlError(Exception):
    """A file that cannot be read, with the line and what to do."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class Text(str):
    """A scalar with its line."""

    __slots__ = ("line",)
    line: int


class Seq(list[Any]):
    """A list with its line."""

    line: int = 0


class Map(dict[str, Any]):
    """A mapping with its line and the line of each key."""

    line: int = 0

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


Node = Text | Seq | Map | None


def read_yaml(path: Path) -> Map:
    """Read a YAML file whose top level is a mapping.

    Parameters
    ----------
    path : Path
        The file; UTF-8.

    Returns
    -------
    Map
        Nested `Map`, `Seq` and `Text`; an empty value is None.

    Raises
    ------
    YamlError
        With the line, when the file is not UTF-8, too large, not YAML, nested too deep, has tabs as
        indentation, a duplicate key, an anchor, an alias or a tag, or is not a mapping.
    """
    text = _text(path)
    try:
        events = yaml.parse(text, Loader=_LOADER)
        top = _document(events)
    except yaml.YAMLError as error:
        raise _translated(error, text) from None
    if not isinstance(top, Map):
        raise YamlError("the file must hold `name: value` lines at the top level", 1)
    return top


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise YamlError(f"cannot be read: {error.strerror}") from None
    if len(raw) > _MAX_BYTES:
        raise YamlError(f"is {len(raw):,} bytes long; the limit is {_MAX_BYTES:,}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise YamlError("is not UTF-8 here; save the file as UTF-8", line) from None


def _translated(error: yaml.YAMLError, text: str) -> YamlError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 0
    source = text.splitlines()[line - 1 : line]
    if any("\t" in s[: len(s) - len(s.lstrip())] for s in source):
        return YamlError("starts with a tab; indent with spaces", line)
    if getattr(error, "character", None) is not None:
        return YamlError("has a character that YAML does not allow; remove control characters")
    problem = getattr(error, "problem", None) or "cannot be read as YAML"
    return YamlError(f"is not valid YAML: {problem}; a text with `: ` or ` #` needs quotes", line)


def _document(events: Iterator[Any]) -> Node:
    node: Node = None
    count = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            count += 1
            if count > 1:
                raise YamlError(
                    "has a second document (`---`); use one file for each", _line(event)
                )
            node = _node(next(events), events, 0)
    return node


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _node(event: Any, events: Iterator[Any], depth: int) -> Node:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent):
        raise YamlError(f"uses the alias *{event.anchor}; write the value out", line)
    if event.anchor:
        raise YamlError(f"has the anchor &{event.anchor}; write values out where they stand", line)
    if event.tag and event.tag != "!":
        raise YamlError(f"has the tag {event.tag}; remove it, types come from the schemas", line)
    if depth > _MAX_DEPTH:
        raise YamlError(f"is nested deeper than {_MAX_DEPTH} levels", line)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, line)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(events, depth, line)
    return _mapping(events, depth, line)


def _scalar(event: Any, line: int) -> Text | None:
    plain = event.style in (None, "")  # the C reader says "" where the Python one says None
    if plain and event.value in ("", "~", "null"):
        return None
    text = Text(event.value)
    text.line = line
    return text


def _sequence(events: Iterator[Any], depth: int, line: int) -> Seq:
    items = Seq()
    items.line = line
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        items.append(_node(event, events, depth + 1))
    return items


def _mapping(events: Iterator[Any], depth: int, line: int) -> Map:
    items = Map()
    items.line = line
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _node(event, events, depth + 1)
        if not isinstance(key, Text):
            raise YamlError("has a key that is not plain text", _line(event))
        if key in items:
            first = items.lines[key]
            raise YamlError(f"repeats the key `{key}` of line {first}; merge the two", key.line)
        items[str(key)] = _node(next(events), events, depth + 1)
        items.lines[str(key)] = key.line
    return items
