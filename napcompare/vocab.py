"""Codes with labels in English, Dutch and French, and the codebook page of each feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from napcompare._yaml import Map, YamlError, read_yaml
from napcompare.errors import SchemaError

__all__ = ["LANGUAGES", "Code", "FeaturePage", "Vocabulary"]

LANGUAGES = ("en", "nl", "fr")
_PAGE_TEXTS = ("question", "yes", "partial", "no", "example_yes", "example_no", "notes")


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a vocabulary; a retired code names its successor."""

    code: str
    label: Mapping[str, str]
    definition: str = ""
    retired: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of codes in a fixed order.

    Attributes
    ----------
    name, title, description : str
    codes : mapping of str to Code
        Retired codes included.
    """

    name: str
    title: str
    codes: Mapping[str, Code]
    description: str = ""

    @property
    def current(self) -> list[str]:
        """The codes that may be used, in their order."""
        return [c.code for c in self.codes.values() if not c.retired]

    def find(self, text: str) -> Code | None:
        """The code that is meant, whatever the case of its letters; None where there is none."""
        for form in (text, text.lower(), text.upper()):
            if form in self.codes:
                return self.codes[form]
        return None

    def label(self, code: str, language: str = "en") -> str:
        """Label of a code in one language."""
        return self.codes[code].label[language]


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """Codebook page of one feature.

    Attributes
    ----------
    feature, was : str
        The name, and the name before a rename.
    label : mapping
        Language to label.
    group, use : str
        Codes of the vocabularies feature_group and feature_use.
    texts : mapping
        The question, what counts as yes, partial and no, the examples and notes.
    """

    feature: str
    label: Mapping[str, str]
    group: str
    use: str
    texts: Mapping[str, str] = field(default_factory=dict)
    was: str = ""


def read_schema_file(path: Path) -> Map:
    """A schema file as a mapping; a mistake in it is a SchemaError with file and line."""
    try:
        return read_yaml(path)
    except YamlError as problem:
        raise SchemaError(f"{path.name}:{problem.line}: {problem.message}") from None


def take(entry: Mapping[str, Any], key: str, where: str) -> Any:
    """A value that a schema file must have."""
    value = entry.get(key)
    if value is None:
        raise SchemaError(f"{where}: `{key}` is missing.")
    return value


def _labels(entry: Mapping[str, Any], where: str) -> dict[str, str]:
    labels = take(entry, "label", where)
    return {language: str(take(labels, language, f"{where}: label")) for language in LANGUAGES}


def read_vocabulary(path: Path) -> Vocabulary:
    """Read one file of ``schemas/vocab``."""
    content = read_schema_file(path)
    codes: dict[str, Code] = {}
    for entry in take(content, "codes", path.name):
        code = str(take(entry, "code", path.name))
        where = f"{path.name}: {code}"
        if code in codes:
            raise SchemaError(f"{where}: is there twice.")
        rest = {k: str(entry.get(k) or "") for k in ("definition", "retired", "successor")}
        codes[code] = Code(code, _labels(entry, where), **rest)
    for item in codes.values():
        if item.retired and item.successor not in codes:
            raise SchemaError(f"{path.name}: {item.code}: is retired and needs a `successor`.")
    title = str(take(content, "title", path.name))
    return Vocabulary(path.stem, title, codes, str(content.get("description") or ""))


def read_feature_page(path: Path) -> FeaturePage:
    """Read one file of ``schemas/codebook``."""
    content = read_schema_file(path)
    if take(content, "feature", path.name) != path.stem:
        raise SchemaError(f"{path.name}: `feature` must be {path.stem}, the name of the file.")
    for key in _PAGE_TEXTS[:-1]:
        take(content, key, path.name)
    return FeaturePage(
        feature=path.stem,
        label=_labels(content, path.name),
        group=str(take(content, "group", path.name)),
        use=str(take(content, "use", path.name)),
        texts={k: " ".join(str(content[k]).split()) for k in _PAGE_TEXTS if content.get(k)},
        was=str(content.get("was") or ""),
    )
