"""Registry files into entries: structure and types, all mistakes at once.

A file is a tree of sections: the entity, its plans, and below them events, features, actors, funding,
reports, countries, counts, objectives, indicators, notes and sources; indicators whose edition is not told,
pledges and reported values stand beside the plans. What a section may hold are the entered columns
of its table in ``schemas/``; here is only how the sections nest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from napcompare._yaml import Map, Seq, Text, YamlError, read_yaml
from napcompare.dates import PartialDate
from napcompare.errors import Problem
from napcompare.schema import Column, Field, Schema, value_pattern

__all__ = ["ITEMS", "NEXT", "Entry", "mistake", "read_files", "registry_files"]

# Sections below a plan, or beside the plans, whose items are rows of a table of their own, and their key in
# the file. Their source is the `url` of the item, the column that it is derived from, or a source that
# supports the key.
ITEMS: Mapping[str, str] = {
    "event": "events",
    "actor": "actors",
    "funding": "funding",
    "report": "reports",
    "country": "countries",
    "count": "counts",
    "objective": "objectives",
    "indicator": "indicators",
    "pledge": "pledges",
    "reported": "reported_values",
}
# Sections that stand beside the plans; indicators are at home in both places.
_BESIDE = ("indicator", "pledge", "reported")
_NOT_BELOW = ("pledge", "reported")
# Stands for the edition in what is told of one that is not adopted yet.
NEXT = "NEXT"
_BELOW_BOTH = {"notes": "note", "sources": "source"}
# Section -> key in the file -> section of the items below it.
NESTING: Mapping[str, Mapping[str, str]] = {
    "entity": {"plans": "plan", "next_edition": "event"}
    | {ITEMS[section]: section for section in _BESIDE}
    | _BELOW_BOTH,
    "plan": {key: section for section, key in ITEMS.items() if section not in _NOT_BELOW}
    | _BELOW_BOTH,
    "indicator": {"concepts": "mapping"},
}
# Keys of a section that are not columns of its table.
EXTRA: Mapping[str, tuple[str, ...]] = {
    "entity": ("entity", "name"),
    "plan": ("features",),
    "source": ("supports", "locator"),
    "report": ("derived_from",),
} | {section: ("url", "derived_from") for section in ITEMS if section != "report"}


@dataclass(slots=True)
class Entry:
    """One item of a registry file.

    Attributes
    ----------
    section : str
        ``entity``, ``plan``, ``feature``, ``mapping``, ``note``, ``source`` or one of `ITEMS`.
    file, line : str, int
        Where it stands.
    entity, edition : str
        Whose it is; edition is empty above the plans, and `NEXT` for one that is not adopted yet.
    values : dict
        Column (or extra key) to text; lists joined by ``;``.
    lines : dict
        Column to line, also where the value was refused.
    supports : list of str
        For a source, what it supports.
    """

    section: str
    file: str
    line: int
    entity: str
    edition: str = ""
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    supports: list[str] = field(default_factory=list)

    @property
    def plan_id(self) -> str:
        """Identifier of the plan, empty above the plans."""
        return f"{self.entity}-{self.edition}" if self.edition else ""

    def problem(self, rule: str, message: str, column: str = "", **more: Any) -> Problem:
        """A problem at this item, at the line of one of its columns where that is known."""
        line = self.lines.get(column, self.line)
        value = more.pop("value", self.values.get(column, ""))
        key = self.plan_id or self.entity
        return Problem(
            rule, message, file=self.file, line=line, key=key, column=column, value=value, **more
        )


def registry_files(path: Path) -> list[Path]:
    """The registry files below a folder, or the one file itself."""
    return [path] if path.is_file() else sorted(path.glob("*.yaml"))


def read_files(paths: list[Path], schema: Schema) -> tuple[list[Entry], list[Problem]]:
    """Read registry files.

    Parameters
    ----------
    paths : list of Path
    schema : Schema

    Returns
    -------
    list of Entry
        In the order of files and lines; from a file that is not YAML there are none.
    list of Problem
        Every mistake of structure or type.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for path in paths:
        reader = _Reader(path, schema)
        reader.read()
        entries += reader.entries
        problems += reader.problems
    return entries, problems


class _Reader:
    """Walks one file, collecting entries and problems."""

    def __init__(self, path: Path, schema: Schema) -> None:
        self.path, self.schema = path, schema
        self.file = path.as_posix()
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []

    def read(self) -> None:
        try:
            content = read_yaml(self.path)
        except YamlError as problem:
            self.say("yaml", problem.message, problem.line)
            return
        entity = str(content.get("entity") or "")
        if entity != self.path.stem:
            message = f"`entity` must be {self.path.stem}, the name of the file"
            self.say("entity", message, content.lines.get("entity", 1), entity)
        self.item("entity", content, Entry("entity", self.file, 1, self.path.stem))

    def say(self, rule: str, message: str, line: int, value: str = "") -> None:
        self.problems.append(Problem(rule, message, file=self.file, line=line, value=value))

    def item(self, section: str, content: Map, entry: Entry) -> None:
        """Read the keys of one item, then the items below it."""
        columns = self.schema.section(section).entered
        below = NESTING.get(section, {})
        known = [*columns, *EXTRA.get(section, ()), *below]
        self.entries.append(entry)
        for key, value in content.items():
            line = content.lines[key]
            if key not in known:
                self.unknown_key(key, known, line)
            elif key in columns:
                self.column(columns[key], value, line, entry)
            elif key in EXTRA.get(section, ()):
                self.extra(key, value, line, entry)
        for column in columns.values():
            if column.entered == "must" and content.get(column.name) is None:
                self.say("missing", f"`{column.name}` is missing here", entry.line)
        entry.edition = entry.edition or entry.values.get("edition", "")
        self.below(below, content, entry)
        if section == "plan":
            self.features(content, entry)

    def below(self, below: Mapping[str, str], content: Map, entry: Entry) -> None:
        for key, child in below.items():
            edition = NEXT if key == "next_edition" else entry.edition
            for item in self.items(key, content.get(key), content.lines.get(key, 0)):
                place = Entry(child, self.file, item.line, entry.entity, edition)
                if child == "mapping":
                    place.values["indicator_id"] = entry.values.get("indicator_id", "")
                self.item(child, item, place)

    def items(self, key: str, value: Any, line: int) -> Iterator[Map]:
        """The mappings of a list; anything else in it is a problem."""
        if value is None:
            return
        if not isinstance(value, Seq):
            self.say("shape", f"`{key}` must be a list, each item starting with `- `", line)
            return
        for item in value:
            if isinstance(item, Map):
                yield item
            else:
                found = item.line if isinstance(item, Text) else line
                self.say("shape", f"an item of `{key}` must be `name: value` lines", found)

    def unknown_key(self, key: str, known: list[str], line: int) -> None:
        near = get_close_matches(key, known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"here are: {', '.join(known)}"
        self.say("unknown_key", f"`{key}` is not known here; {hint}", line)

    def column(self, column: Column, value: Any, line: int, entry: Entry, name: str = "") -> None:
        """Check and keep one value of a column; `name` is what the file calls it."""
        if value is None:
            return
        entry.lines[column.name] = line
        texts = list(value) if column.field.type == "codes" and isinstance(value, Seq) else [value]
        for text in texts:
            if not isinstance(text, Text):
                self.say("shape", f"`{name or column.name}` must be a single value", line)
                return
            if message := mistake(text, column.field, self.schema):
                self.say("value", f"`{name or column.name}`: {message}", line, text)
                return
        kept = [" ".join(t.split()) for t in texts]
        if column.field.type in ("code", "codes"):
            words = self.schema.vocabularies[column.field.vocabulary]
            kept = [code.code for text in kept if (code := words.find(text))]
        entry.values[column.name] = ";".join(kept)

    def extra(self, key: str, value: Any, line: int, entry: Entry) -> None:
        entry.lines[key] = line
        if key == "supports":
            entry.supports = self.names(key, value, line)
        elif isinstance(value, Text):
            wrong = mistake(value, self.schema.fields["url"], self.schema) if key == "url" else ""
            if wrong:
                self.say("value", f"`url`: {wrong}", line, value)
                return
            entry.values[key] = str(value)
        elif value is not None and key != "features":
            self.say("shape", f"`{key}` must be a single value", line)

    def names(self, key: str, value: Any, line: int) -> list[str]:
        """A list of names."""
        if value is None:
            return []
        if not isinstance(value, Seq) or not all(isinstance(v, Text) for v in value):
            self.say("shape", f"`{key}` must be a list of names, as in [title, start]", line)
            return []
        return [str(v) for v in value]

    def features(self, content: Map, plan: Entry) -> None:
        """One entry for each coded feature of a plan."""
        value = content.get("features")
        if value is None:
            return
        if not isinstance(value, Map):
            line = content.lines["features"]
            self.say("shape", "`features` must be `feature: value` lines", line)
            return
        column = self.schema.section("feature").column("value")
        known = list(self.schema.features)
        for name, code in value.items():
            line = value.lines[name]
            if name not in known:
                self.unknown_key(name, known, line)
                continue
            entry = Entry("feature", self.file, line, plan.entity, plan.edition, {"feature": name})
            self.column(column, code, line, entry, name)
            if code is not None:
                self.entries.append(entry)


def mistake(text: str, field: Field, schema: Schema) -> str:
    """What is wrong with a value, as a phrase; empty when nothing is."""
    if field.type in ("code", "codes"):
        return _code_mistake(text, field, schema)
    if field.type == "partial_date":
        try:
            PartialDate(text)
        except ValueError as error:
            return str(error)
    elif field.type == "integer" and not re.fullmatch(r"[0-9]{1,9}", text):
        return "must be a whole number in digits, without separators"
    elif field.type == "number" and not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,2})?", text):
        return (
            "must be a number in digits, without commas, spaces, a currency sign or points between "
            "thousands, as in 150000 or 150000.50"
        )
    elif (pattern := value_pattern(field)) and not re.fullmatch(pattern, text):
        form = field.form or _FORMS.get(field.type, "")
        return f"must be {form}" if form else f"must look like {pattern}"
    return ""


_FORMS = {"url": "a web address that begins with http:// or https://"}


def _code_mistake(text: str, field: Field, schema: Schema) -> str:
    words = schema.vocabularies[field.vocabulary]
    code = words.find(text)  # NO and Yes are read as meant
    if code and code.retired:
        return f"is retired; use {code.successor}"
    if code:
        return ""
    near = [
        n for t in (text.lower(), text.upper()) for n in get_close_matches(t, words.current, n=1)
    ]
    few = len(words.current) <= _MOST_TOLD
    allowed = (
        f"allowed: {', '.join(words.current)}" if few else f"see schemas/vocab/{words.name}.yaml"
    )
    return f"did you mean {near[0]}? {allowed}" if near else f"is not a code; {allowed}"


_MOST_TOLD = 20  # codes that a message lists
