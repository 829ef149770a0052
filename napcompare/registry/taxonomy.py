"""Concepts and frameworks: ``datasets/taxonomy/`` into rows of their tables.

What a file may hold are the columns of its tables in ``schemas/``; here is only how they nest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from napcompare._yaml import Map, Seq, Text, YamlError, read_yaml
from napcompare.errors import Problem
from napcompare.registry.hosts import Hosts, host_of, source_id
from napcompare.registry.read import mistake
from napcompare.schema import Column, Schema

__all__ = ["Taxonomy", "read_taxonomy", "taxonomy_hosts"]

Row = dict[str, str]
_TABLES = ("concepts", "concept_rules", "frameworks", "framework_indicators", "crosswalk")
_OWN = "napcompare-coding"


@dataclass(slots=True)
class Taxonomy:
    """Rows by table with their provenance, the addresses seen by file, and mistakes."""

    rows: dict[str, list[Row]] = field(
        default_factory=lambda: {name: [] for name in (*_TABLES, "provenance")}
    )
    urls: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_taxonomy(folder: Path, schema: Schema) -> Taxonomy:
    """Read the concepts and the frameworks.

    Parameters
    ----------
    folder : Path
        ``datasets/taxonomy``; without it there are none.
    schema : Schema

    Returns
    -------
    Taxonomy
        With every mistake, each with file and line.
    """
    reader = _Reader(schema, Taxonomy())
    concepts = folder / "concepts.yaml"
    if concepts.is_file():
        reader.concepts(concepts)
    for path in sorted((folder / "frameworks").glob("*.yaml")):
        reader.framework(path)
    return reader.taxonomy


def taxonomy_hosts(taxonomy: Taxonomy, hosts: Hosts) -> Iterator[Problem]:
    """Addresses of refused hosts, and of hosts whose publisher is not told."""
    for url, file in taxonomy.urls.items():
        host = host_of(url)
        if host in hosts.refused:
            message = f"{host} is not cited: {hosts.refused[host]}; find the publisher's own page"
            yield Problem("refused_host", message, file=file, value=url)
        elif host not in hosts.cited:
            message = f"{host} is not in datasets/hosts.yaml; add it there"
            yield Problem("host", message, file=file, value=url)


class _Reader:
    """Walks the files, collecting rows and problems."""

    def __init__(self, schema: Schema, taxonomy: Taxonomy) -> None:
        self.schema, self.taxonomy = schema, taxonomy
        self.file = ""

    def open(self, path: Path) -> Map | None:
        self.file = path.as_posix()
        try:
            return read_yaml(path)
        except YamlError as error:
            self.say("yaml", error.message, error.line)
            return None

    def say(self, rule: str, message: str, line: int, value: str = "") -> None:
        self.taxonomy.problems.append(
            Problem(rule, message, file=self.file, line=line, value=value)
        )

    def concepts(self, path: Path) -> None:
        content = self.open(path)
        if content is None:
            return
        for item in self.items(content, "rules"):
            self.taxonomy.rows["concept_rules"].append(self.row("concept_rules", item))
        codes: set[str] = set()
        for item in self.items(content, "concepts"):
            row = self.row("concepts", item)
            self.once(row, "concept", codes, item.line)
            self.taxonomy.rows["concepts"].append(row)

    def framework(self, path: Path) -> None:
        content = self.open(path)
        if content is None:
            return
        if str(content.get("framework")) != path.stem:
            message = f"`framework` must be {path.stem}, the name of the file"
            self.say("framework", message, content.lines.get("framework", 1))
            return
        row = self.row("frameworks", content, extra=("sources", "indicators"))
        urls = [str(url) for url in content.get("sources") or ()]
        self.taxonomy.rows["frameworks"].append(row)
        self.source("frameworks", path.stem, row, urls)
        codes: set[str] = set()
        for item in self.items(content, "indicators"):
            self.line(path.stem, item, urls, codes)
        if row.get("complete") == "yes":
            self.complete(row, content)

    def line(self, framework: str, item: Map, urls: list[str], codes: set[str]) -> None:
        row = {"framework": framework}
        row |= self.row("framework_indicators", item, extra=("url", "concepts"), given=row)
        code = row.get("code", "")
        self.once(row, "code", codes, item.line)
        self.taxonomy.rows["framework_indicators"].append(row)
        url = str(item.get("url") or "")
        seen = [url] if url else urls
        if row.get("traced") == "yes" and not seen:
            self.say("unsourced", "a traced line needs a `url`", item.line, code)
        self.source("framework_indicators", f"{framework}/{code}", row, seen)
        known = {r["concept"] for r in self.taxonomy.rows["concepts"]}
        for mapped in self.items(item, "concepts"):
            given = {"framework": framework, "code": code}
            found = given | self.row("crosswalk", mapped, given=given)
            if found.get("concept") not in known:
                message = f"{found.get('concept')} is not in concepts.yaml"
                self.say("concept", message, mapped.line)
            self.taxonomy.rows["crosswalk"].append(found)

    def once(self, row: Row, column: str, seen: set[str], line: int) -> None:
        code = row.get(column, "")
        if code in seen:
            self.say("twice", f"`{column}` {code} is there twice; merge the two", line, code)
        seen.add(code)

    def complete(self, row: Row, content: Map) -> None:
        """A framework is complete only once each of its lines was traced."""
        lines = content.get("indicators") or []
        if any(str(item.get("traced")) != "yes" for item in lines) or not lines:
            message = "a framework is complete only when it has lines and each of them is traced"
            self.say("complete", message, content.lines["complete"])
        elif int(row.get("n_stated") or 0) > len(lines):
            message = f"`n_stated` is {row['n_stated']}, and there are {len(lines)} lines"
            self.say("complete", message, content.lines["complete"])

    def items(self, content: Map, key: str) -> Iterator[Map]:
        value = content.get(key)
        if value is None:
            return
        if not isinstance(value, Seq) or not all(isinstance(item, Map) for item in value):
            message = f"`{key}` must be a list of `name: value` lines"
            self.say("shape", message, content.lines[key])
            return
        yield from value

    def row(
        self,
        table: str,
        item: Map,
        extra: tuple[str, ...] = (),
        given: Mapping[str, str] | None = None,
    ) -> Row:
        """The columns of a table that an item holds, checked."""
        columns = {
            c.name: c for c in self.schema.table(table).columns if c.name not in (given or {})
        }
        row: Row = {}
        for key, value in item.items():
            if key in columns and value is not None:
                self.value(row, columns[key], value, item.lines[key])
            elif key not in columns and key not in extra:
                there = ", ".join((*columns, *extra))
                self.say(
                    "unknown_key", f"`{key}` is not known here; here are: {there}", item.lines[key]
                )
        for column in columns.values():
            if column.required and column.name not in item:
                self.say("missing", f"`{column.name}` is missing here", item.line)
        return row

    def value(self, row: Row, column: Column, value: Any, line: int) -> None:
        several = column.field.type == "codes" and isinstance(value, Seq)
        texts = list(value) if several else [value]
        for text in texts:
            wrong = (
                mistake(text, column.field, self.schema)
                if isinstance(text, Text)
                else "must be a single value"
            )
            if wrong:
                self.say("value", f"`{column.name}`: {wrong}", line, str(text))
                return
        row[column.name] = ";".join(" ".join(text.split()) for text in texts)

    def source(self, table: str, key: str, row: Row, urls: list[str]) -> None:
        """Provenance of a row: the pages it was seen on; our general knowledge where it was not traced."""
        ids = {"framework", "code"} if table == "framework_indicators" else {"framework"}
        traced = row.get("traced", "yes") == "yes" and urls
        self.taxonomy.urls |= dict.fromkeys(urls if traced else (), self.file)
        behind = [source_id(url) for url in urls] if traced else [_OWN]
        method = "seen" if traced else "general_knowledge"
        for column in (c for c in row if c not in ids and c not in _JUDGED):
            for source in behind:
                told = {"source_id": source, "locator": "", "method": method, "derived_from": ""}
                place = {"table": table, "key": key, "column": column}
                self.taxonomy.rows["provenance"].append(place | told)


# Our own coding, which has its source as a whole column.
_JUDGED = frozenset({"applies_to", "traced", "complete", "note"})
