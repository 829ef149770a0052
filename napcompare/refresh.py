"""Names from CLDR and ISO, and our own, into ``datasets/names/aliases.csv``, to be reviewed as a diff.

Needs Babel and pycountry, which neither a build nor a user needs.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from napcompare._yaml import YamlError, read_yaml
from napcompare.entities import ANY_LANGUAGE, CODE, fold, is_short
from napcompare.errors import DataError, Problem

__all__ = ["refresh_names"]

_COLUMNS = ("alias_key", "language", "entity", "alias", "origin")
_SHOWN_FIRST = ("en", "nl", "fr", "es", "pt", "de")


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an entity in a language, and where it comes from: cldr, iso or curated."""

    entity: str
    language: str
    alias: str
    origin: str


def refresh_names(datasets: Path) -> int:
    """Write ``names/aliases.csv`` anew.

    Parameters
    ----------
    datasets : Path

    Returns
    -------
    int
        Number of rows.

    Raises
    ------
    DataError
        When ``curated.yaml`` cannot be read, names an unknown entity, corrects what CLDR no longer
        has, or when entities share a name that is not among the reviewed ones.
    """
    path = datasets / "names" / "curated.yaml"
    try:
        curated = read_yaml(path)
    except YamlError as error:
        raise DataError([Problem("yaml", error.message, file=str(path), line=error.line)]) from None
    rows = _entities(datasets)
    entities = {row["entity"] for row in rows}
    known = {row["iso2"]: row["entity"] for row in rows if row["iso2"]} | {"EU": "EU"}
    problems = [*_strangers(curated, entities, path)]
    names = [*_corrected(list(_cldr(known)), curated, path, problems), *_iso(known)]
    names += [*_curated(curated), *_shown(rows)]
    codes = {**{e: e for e in entities}, **known, **(curated.get("codes") or {})}
    aliases = list(_rows(names, codes, curated, path, problems))
    if problems:
        raise DataError(problems)
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([_COLUMNS, *sorted(aliases)])
    target = datasets / "names" / "aliases.csv"
    partial = target.with_suffix(".partial")
    partial.write_text(text.getvalue(), "utf-8")
    partial.replace(target)
    return len(aliases)


def _entities(datasets: Path) -> list[dict[str, str]]:
    with (datasets / "names" / "entities.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _shown(rows: list[dict[str, str]]) -> Iterator[Name]:
    """The names that are shown are understood too."""
    for row in rows:
        for language in ("en", "nl", "fr"):
            yield Name(row["entity"], language, row[f"name_{language}"], "curated")


def _strangers(curated: Mapping[str, Any], known: set[str], path: Path) -> Iterator[Problem]:
    named = {**(curated.get("aliases") or {})}
    several = [e for entities in (curated.get("ambiguous") or {}).values() for e in entities]
    for entity in [*named, *several, *(curated.get("codes") or {}).values()]:
        if entity not in known:
            yield Problem("entity", f"{entity} is not in entities.csv", file=str(path))


def _cldr(known: Mapping[str, str]) -> Iterator[Name]:
    from babel import Locale, localedata

    for locale in sorted(localedata.locale_identifiers()):
        parts = locale.split("_")
        if len(parts) > 2 or (len(parts) == 2 and len(parts[1]) != 4):
            continue  # a country's variant of a language has the names of the language
        for code, alias in sorted(Locale.parse(locale).territories.items()):
            if code in known:
                yield Name(known[code], locale, alias, "cldr")


def _iso(known: Mapping[str, str]) -> Iterator[Name]:
    import pycountry

    for country in pycountry.countries:
        for part in ("name", "official_name", "common_name"):
            if alias := getattr(country, part, None):
                yield Name(known[country.alpha_2], "en", alias, "iso")


def _corrected(
    names: list[Name], curated: Mapping[str, Any], path: Path, problems: list[Problem]
) -> list[Name]:
    """CLDR's names without those that are declared wrong."""
    for item in curated.get("corrections") or ():
        wrong = Name(str(item["entity"]), str(item["language"]), str(item["alias"]), "cldr")
        if wrong not in names:
            message = f"CLDR no longer calls {wrong.entity} {wrong.alias!r} in {wrong.language}"
            problems.append(Problem("correction", message, file=str(path), line=item.line))
            continue
        names.remove(wrong)
        if item.get("instead"):
            names.append(Name(wrong.entity, wrong.language, str(item["instead"]), "curated"))
    return names


def _curated(curated: Mapping[str, Any]) -> Iterator[Name]:
    for entity, aliases in (curated.get("aliases") or {}).items():
        for alias in aliases:
            yield Name(entity, ANY_LANGUAGE, str(alias), "curated")
    for alias, entities in (curated.get("ambiguous") or {}).items():
        for entity in entities:
            yield Name(str(entity), ANY_LANGUAGE, alias, "curated")


def _rows(
    names: list[Name],
    codes: Mapping[str, str],
    curated: Mapping[str, Any],
    path: Path,
    problems: list[Problem],
) -> Iterator[tuple[str, ...]]:
    """One row a folded name; one a language and entity where several entities have it."""
    by_key: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        for key in {fold(name.alias), fold(name.alias.replace("’", " ").replace("'", " "))} - {""}:
            by_key[key].append(name)
    meant = {fold(a) for a in curated.get("ambiguous") or ()}
    reviewed = {k: sorted(v) for k, v in (curated.get("reviewed") or {}).items()}
    for refused in curated.get("refused") or ():
        by_key.pop(fold(refused), None)
    spoken = {fold(name) for name in curated.get("spoken") or ()}
    for key, found in by_key.items():
        entities = sorted({n.entity for n in found})
        code = codes.get(key.upper())
        if (
            len(entities) == 1
            and code in (None, entities[0])
            and not (key in spoken or _too_short(key, found))
        ):
            best = min(found, key=_preference)
            yield key, ANY_LANGUAGE, best.entity, best.alias, best.origin
            continue
        if len(entities) > 1 and key not in meant and reviewed.get(key) != entities:
            told = "; ".join(sorted({f"{n.entity} {n.alias} ({n.language})" for n in found}))
            message = f"{key!r} is the name of {', '.join(entities)}: {told}; correct or review it"
            problems.append(Problem("collision", message, file=str(path)))
        chosen = {(n.language, n.entity): n for n in sorted(found, key=_preference, reverse=True)}
        for (language, entity), name in chosen.items():
            yield key, language, entity, name.alias, name.origin
    for code, entity in (curated.get("codes") or {}).items():
        yield code, CODE, str(entity), code, "curated"


def _too_short(key: str, found: list[Name]) -> bool:
    """Whether a name is so short, and in CLDR only, that it counts only in its own language."""
    return is_short(key) and all(n.origin == "cldr" for n in found)


def _preference(name: Name) -> tuple[int, str, str]:
    order = {language: n for n, language in enumerate((ANY_LANGUAGE, *_SHOWN_FIRST))}
    return order.get(name.language, len(order)), name.language, name.alias
