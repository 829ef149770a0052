"""Names and codes of countries and organisations, in any language, to entity codes.

A wrong match is worse than a miss: a name matches only when it is the name, after folding case,
accents, punctuation and a few abbreviations. Similar spellings are offered, never taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from napcompare.errors import NameAmbiguousError, NameUnknownError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ANY_LANGUAGE", "CODE", "Names", "fold", "fold_variants", "is_short", "names_of"]

ANY_LANGUAGE = "mul"
CODE = "code"
_LONGEST = 200
_PLAIN_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)
_APOSTROPHES = re.compile("['’‘ʼʻ`´′]")
_WORDS: Mapping[str, str] = {
    "and": "&", "et": "&", "en": "&", "und": "&", "y": "&", "e": "&", "og": "&", "och": "&",
    "dem": "democratic", "rep": "republic", "st": "saint", "ste": "sainte", "is": "islands",
    "isl": "islands", "fed": "federated", "sts": "states",
}  # fmt: skip
# Words that carry nothing in an English name.
_EMPTY = frozenset({"the", "of"})
_ARTICLES = frozenset(
    {
        "la",
        "le",
        "les",
        "el",
        "los",
        "las",
        "il",
        "lo",
        "gli",
        "os",
        "as",
        "die",
        "der",
        "das",
        "de",
        "het",
    }
)
_ASCII_WORD = re.compile("[a-z0-9]+")
_ELIDED = re.compile(rf"^\s*l{_APOSTROPHES.pattern}", re.IGNORECASE)
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}")


def fold(text: str) -> str:
    """A name in the form in which names are compared.

    Lower case; accents dropped in Latin, Greek and Cyrillic script only (in other scripts the marks
    are vowels); punctuation dropped; "and" and its like, and a few abbreviations, written one way.

    Examples
    --------
    >>> fold("Bosnia & Herzegovina") == fold("BOSNIA and HERZEGOVINA")
    True
    >>> fold("Côte d’Ivoire"), fold("Korea (Rep. of)")
    ('cote divoire', 'korea republic')
    """
    words = _tokens(_APOSTROPHES.sub("", text).replace("&", " and "))
    kept = [_WORDS.get(w, w) for w in words]
    return " ".join(w for w in kept if w not in _EMPTY)


def is_short(key: str) -> bool:
    """Whether a folded name is a Latin one of up to three letters, and so looks like a word or code.

    Examples
    --------
    >>> is_short("cin"), is_short("oman"), is_short("中国")
    (True, False, False)
    """
    return len(key) <= 3 and key.isascii()


def fold_variants(text: str) -> list[str]:
    """The folded name, and what it may be meant as: words swapped at a comma, an article left out.

    Examples
    --------
    >>> fold_variants("Congo, Dem. Rep.")
    ['congo democratic republic', 'democratic republic congo']
    >>> fold_variants("Les Pays-Bas")
    ['les pays bas', 'pays bas']
    """
    variants = [fold(text)]
    before, comma, after = text.partition(",")
    if comma and "," not in after:
        variants.append(fold(f"{after} {before}"))
    elided = _ELIDED.sub("", text)
    if elided != text:
        variants.append(fold(elided))
    first, _, rest = variants[0].partition(" ")
    if first in _ARTICLES and rest:
        variants.append(rest)
    return list(dict.fromkeys(v for v in variants if v))


def _tokens(text: str) -> list[str]:
    """Words of letters, marks and digits."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    kept: list[str] = []
    plain = True
    for char in unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()):
        kind = unicodedata.category(char)
        if kind[0] == "M":
            if not plain:
                kept.append(char)
        elif kind[0] in "LN":
            plain = _is_plain(char)
            kept.append(char)
        elif kind != "Cf":
            kept.append(" ")
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS).split()


@lru_cache(maxsize=4096)
def _is_plain(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_PLAIN_SCRIPTS)


@dataclass(frozen=True, slots=True)
class Names:
    """The names that are known: folded name to the entities that have it, each with its languages.

    Attributes
    ----------
    codes : mapping of str to list of str
        Code in capitals to entities; AU is Australia's code and the African Union's.
    keys : mapping of str to mapping
        Folded name to entity to languages; `ANY_LANGUAGE` where it is the same in all.
    shown : mapping of str to str
        Entity to display name.
    """

    codes: Mapping[str, list[str]]
    keys: Mapping[str, Mapping[str, frozenset[str]]]
    shown: Mapping[str, str]

    def find(self, text: str, language: str | None = None) -> list[str]:
        """The entities that a name or code may stand for: one, several where it is ambiguous, or none."""
        name = text.strip()
        if _CODE.fullmatch(name) and name in self.codes:
            return self.codes[name]
        if not name or len(name) > _LONGEST:
            return []
        key = fold(name)
        if key not in self.keys:
            key = next((k for k in fold_variants(name) if k in self.keys), "")
        return self._meant(key, language) if key else []

    def _meant(self, key: str, language: str | None) -> list[str]:
        entities = self.keys[key]
        if language is not None:
            spoken = [e for e, known in entities.items() if known & {language, ANY_LANGUAGE}]
            if spoken:
                return sorted(spoken)
        codes = self.codes.get(key.upper(), ())
        spoken_only = all(ANY_LANGUAGE not in known for known in entities.values())
        if not codes and len(entities) == 1:
            return [] if spoken_only else list(entities)
        meant = sorted({*entities, *codes})
        return [] if len(meant) == 1 and spoken_only else meant

    def one(self, text: str, language: str | None = None) -> str:
        """The entity of a name or code.

        Raises
        ------
        NameUnknownError
            With names that look alike.
        NameAmbiguousError
            With the entities that have the name.
        """
        found = self.find(text, language)
        if len(found) == 1:
            return found[0]
        # A code in small letters is not taken, since it may be a word, but it is offered first.
        typed = [text.upper()] if text.upper() in self.shown else []
        meant = found or list(dict.fromkeys([*typed, *self.alike(text)]))
        told = [f"{e} ({self.shown.get(e, e)})" for e in meant]
        if found:
            raise NameAmbiguousError(text, told)
        raise NameUnknownError(text, told)

    def alike(self, text: str, limit: int = 3) -> list[str]:
        """Entities whose names look like a text; for suggestions only."""
        from rapidfuzz import process

        key = fold(text[:_LONGEST])
        if not key:
            return []
        near = process.extract(key, list(self.keys), limit=12, score_cutoff=75)
        entities = [e for match, _, _ in near for e in self.keys[match]]
        if _CODE.fullmatch(text.strip()):
            codes = process.extract(text.strip(), list(self.codes), limit=limit, score_cutoff=60)
            entities = [e for match, _, _ in codes for e in self.codes[match]] + entities
        return list(dict.fromkeys(entities))[:limit]

    def table(
        self, names: Iterable[Any], language: str | None = None, candidates: bool = False
    ) -> pd.DataFrame:
        """Many names at once; see `napcompare.resolve`."""
        import pandas as pd

        series = names if isinstance(names, pd.Series) else pd.Series(list(names), dtype=object)
        known: dict[str, tuple[str | None, str, str]] = {}
        rows = []
        for name in series.to_list():
            if isinstance(name, str):
                if name not in known:
                    known[name] = self._row(name, language, candidates)
                rows.append(known[name])
            else:
                missing = name is None or name is pd.NA or name != name
                rows.append((None, "missing" if missing else "not text", ""))
        found = pd.DataFrame(rows, columns=["entity", "problem", "candidates"], index=series.index)
        found.insert(0, "name", series)
        found["entity"] = found["entity"].astype("str")
        return found if candidates else found.drop(columns="candidates")

    def _row(
        self, name: str, language: str | None, candidates: bool
    ) -> tuple[str | None, str, str]:
        found = self.find(name, language)
        if len(found) == 1:
            return found[0], "", ""
        told: Sequence[str] = found or (self.alike(name) if candidates else ())
        return None, "ambiguous" if found else "unknown", ";".join(told)


def names_of(entities: pd.DataFrame, aliases: pd.DataFrame) -> Names:
    """The index of names from the tables entities and aliases."""
    codes: dict[str, set[str]] = {}
    keys: dict[str, dict[str, set[str]]] = {}
    columns = [aliases[c].to_list() for c in ("alias_key", "language", "entity")]
    for key, language, entity in zip(*columns, strict=True):
        if language == CODE:
            codes.setdefault(key, set()).add(entity)
        else:
            keys.setdefault(key, {}).setdefault(entity, set()).add(language)
    for column in ("entity", "iso2"):
        given = entities.dropna(subset=[column])
        for code, entity in zip(given[column], given["entity"], strict=True):
            codes.setdefault(code, set()).add(entity)
    return Names(
        {code: sorted(meant) for code, meant in codes.items()},
        {k: {e: frozenset(known) for e, known in v.items()} for k, v in keys.items()},
        dict(zip(entities["entity"], entities["name_en"], strict=True)),
    )
