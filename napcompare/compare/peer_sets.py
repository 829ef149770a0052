"""Sets of peers in words that fit a footnote, and the set that is taken where none is named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from napcompare._data import schemas_folder
from napcompare.compare.features import LEAST_PEERS
from napcompare.compare.peers import Tables, peer_editions
from napcompare.compare.phrases import lower_first
from napcompare.errors import QuestionError, UnknownNameError
from napcompare.groups import Groups, Members

__all__ = ["LANGUAGES", "PeerSet", "default_peers", "describe_peers"]

LANGUAGES = ("en", "nl")
Texts = Mapping[str, str]
# An expression as a tree: a name, or a sign with its operands.
Tree = str | tuple[str, tuple["Tree", ...]]
_TOKEN = re.compile(r"\w+|[&|()-]")
_MONTHS: Mapping[str, str] = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
_WORDS: Mapping[str, Texts] = {
    "en": {
        "the": "the", "and": "and", "place": "countries in {}", "on": "on {}",
        "&": " that are also among ", "also": " and among ", "-": " except ", "chosen": "Own choice: {}",
        "self": "without the country itself", "itself": "without the organisation itself",
        "possible": "only possibly on that day: {}",
    },
    "nl": {
        "the": "de", "and": "en", "place": "landen in {}", "on": "op {}",
        "&": " die ook horen bij ", "also": " en bij ", "-": " behalve ", "chosen": "Eigen keuze: {}",
        "self": "zonder het land zelf", "itself": "zonder de organisatie zelf",
        "possible": "op die dag alleen mogelijk: {}",
    },
}  # fmt: skip
# Places whose name has an article, and labels whose first word keeps its capital within a sentence.
_ARTICLES: Mapping[str, Texts] = {
    "en": {"americas": "the", "caribbean": "the"},
    "nl": {"caribbean": "het"},
}
_PROPER = ("Nordic", "Noordse")
# What a default set is of, and why it was taken; {} is the members or the place.
_DEFAULT: Mapping[str, Texts] = {
    "abroad": {
        "en": "{The} {members} with a plan that is seen to act abroad (latest edition adopted by {day})",
        "nl": "{The} {members} met een plan dat voor zover gezien op het buitenland is gericht"
        " (laatste editie, vastgesteld tot en met {day})",
    },
    "region": {
        "en": "{The} {members} with a plan adopted by {day}",
        "nl": "{The} {members} met een plan dat is vastgesteld tot en met {day}",
    },
    "organisations": {
        "en": "The regional organisations with a plan adopted by {day}",
        "nl": "De regionale organisaties met een plan dat is vastgesteld tot en met {day}",
    },
}
_REASONS: Mapping[str, Texts] = {
    "outward": {"en": "the plan acts abroad", "nl": "het plan is op het buitenland gericht"},
    "both": {
        "en": "the plan acts at home and abroad",
        "nl": "het plan is op binnen- en buitenland gericht",
    },
    "inward": {"en": "the plan acts at home", "nl": "het plan is op het binnenland gericht"},
    "unknown": {
        "en": "it is not known whether the plan acts at home, abroad or both",
        "nl": "niet is vastgesteld of het plan op het binnenland of het buitenland is gericht",
    },
    "no_plan": {
        "en": "no plan of the country itself was found",
        "nl": "van het land zelf is geen plan gevonden",
    },
    "organisation": {
        "en": "an organisation is compared with organisations",
        "nl": "een organisatie wordt met organisaties vergeleken",
    },
}
_ABROAD = ("outward", "both")


@dataclass(frozen=True, slots=True)
class PeerSet:
    """Peers that were chosen for a plan.

    Attributes
    ----------
    name : str
        The group that they were taken from: ``dac``, a region or subregion, or ``organisations``.
    codes : list of str
        Entities, by code; never the country or organisation itself.
    description, reason : mapping of str to str
        What was taken and why, in ``en`` and ``nl``: a sentence and a clause.
    """

    name: str
    codes: list[str]
    description: Texts
    reason: Texts


def describe_peers(
    expression_or_names: str | Iterable[str],
    day: date,
    groups: Groups,
    *,
    entities: pd.DataFrame | None = None,
    own: str | None = None,
) -> dict[str, str]:
    """A set of peers as a sentence for a footnote.

    Parameters
    ----------
    expression_or_names : str or iterable of str
        A group or set expression, or entity codes.
    day : datetime.date
        Groups have their members of that day; who is only possibly one of them is named.
    groups : Groups
    entities : pandas.DataFrame, optional
        The table entities, for names instead of codes.
    own : str, optional
        The country that is compared. It is said to be left out unless it is known not to be in the set.

    Returns
    -------
    dict of str to str
        Language (en, nl) to sentence, without a full stop.

    Raises
    ------
    GroupError, UnknownNameError
        For an expression that cannot be read, and for a name that is neither a group nor an entity.
    QuestionError
        For an empty list.

    Examples
    --------
    >>> import napcompare as nap
    >>> groups = nap.load("2026.11.1").groups
    >>> describe_peers("nato", date(2026, 11, 25), groups)["nl"]
    'De lidstaten van de NAVO op 25 november 2026, zonder het land zelf'
    """
    named = {language: _names(entities, language) for language in LANGUAGES}
    if not isinstance(expression_or_names, str):
        listed = list(dict.fromkeys(expression_or_names))
        return {
            language: _listed(listed, groups, day, named[language], language)
            for language in LANGUAGES
        }
    members = groups.evaluate(expression_or_names, day)
    tree = _tree(expression_or_names)
    within = own is None or own in members.possible
    return {
        language: _sentence(tree, members, day, named[language], language, within)
        for language in LANGUAGES
    }


def _names(entities: pd.DataFrame | None, language: str) -> Texts:
    return {} if entities is None else dict(entities.set_index("entity")[f"name_{language}"])


def _listed(listed: list[str], groups: Groups, day: date, names: Texts, language: str) -> str:
    if not listed:
        raise QuestionError("There are no peers; name a group or countries.")
    for code in listed:
        groups.term(code, day)
    told = _joined([_phrase(code, names, language) for code in listed], language)
    return _WORDS[language]["chosen"].format(told)


def _sentence(
    tree: Tree, members: Members, day: date, names: Texts, language: str, within: bool
) -> str:
    words = _WORDS[language]
    told = _told(tree, names, language)
    dated = words["on"].format(_day(day, language))
    whole = f"{told} {dated}" if isinstance(tree, str) else f"{told}, {dated}"
    if within:
        whole += f", {words['self']}"
    if doubtful := sorted(members.possible - members.certain):
        told = _joined([names.get(code, code) for code in doubtful], language)
        whole += f"; {words['possible'].format(told)}"
    first = 1 if whole.startswith("(") else 0
    return whole[: first + 1].upper() + whole[first + 1 :]


def _day(day: date, language: str) -> str:
    return f"{day.day} {_MONTHS[language].split()[day.month - 1]} {day.year}"


def _joined(parts: Sequence[str], language: str) -> str:
    *first, last = parts
    return f"{', '.join(first)} {_WORDS[language]['and']} {last}" if first else last


def _tree(expression: str) -> Tree:
    """The tree of an expression that is known to be readable; all signs bind alike, from the left."""
    return _read(iter(_TOKEN.findall(expression)))


def _read(tokens: Iterator[str]) -> Tree:
    left = _operand(next(tokens), tokens)
    for sign in tokens:
        if sign == ")":
            break
        right = _operand(next(tokens), tokens)
        if not isinstance(left, str) and left[0] == sign:
            left = (sign, (*left[1], right))
        else:
            left = (sign, (left, right))
    return left


def _operand(token: str, tokens: Iterator[str]) -> Tree:
    return _read(tokens) if token == "(" else token


def _told(tree: Tree, names: Texts, language: str) -> str:
    """A tree in words; what is joined in another way within it stands in brackets."""
    if isinstance(tree, str):
        return _phrase(tree, names, language)
    sign, operands = tree
    parts = [_told(o, names, language) for o in operands]
    parts = [p if isinstance(o, str) else f"({p})" for p, o in zip(parts, operands, strict=True)]
    if sign == "|":
        return _joined(parts, language)
    words = _WORDS[language]
    rest = words["also"].join(parts[1:]) if sign == "&" else _joined(parts[1:], language)
    return parts[0] + words[sign] + rest


def _phrase(name: str, names: Texts, language: str) -> str:
    """A group as "the members of …", an entity by its name."""
    members = _members(name, language)
    return (
        f"{_WORDS[language]['the']} {members}" if members else names.get(name.upper(), name.upper())
    )


def _members(group: str, language: str) -> str:
    """The members of a group within a sentence, without an article; empty where it is no group."""
    labels = _labels(language)
    places = _labels(language, places=True)
    if group in places:
        article = _ARTICLES[language].get(group)
        place = f"{article} {places[group]}" if article else places[group]
        return _WORDS[language]["place"].format(place)
    label = labels.get(group, "")
    return label if label.startswith(_PROPER) else lower_first(label)


@cache
def _labels(language: str, places: bool = False) -> Texts:
    from napcompare.vocab import read_vocabulary

    files = ("region", "subregion") if places else ("group",)
    read = [read_vocabulary(schemas_folder() / "vocab" / f"{name}.yaml") for name in files]
    return {c: words.label(c, language) for words in read for c in words.codes}


def default_peers(tables: Tables, entity: str, day: date) -> PeerSet:
    """The peers that are taken for an entity where none are named.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        With entities, plans, plan_events, memberships and sources.
    entity : str
        Entity code.
    day : datetime.date
        A plan is the latest edition certainly or possibly adopted by that day, and the orientation is that of
        this edition.

    Returns
    -------
    PeerSet
        For a plan that acts abroad (outward or both) the members of the OECD Development Assistance Committee
        whose plan is known to act abroad. For one that acts at home, for one of which that is not known, and
        for a country without a plan, the countries with a plan in its subregion, or in its region where
        there are fewer than ten in the subregion, as below ten no share is given. For a regional
        organisation the others with a plan.

    Raises
    ------
    UnknownNameError
        For a code that no entity has.
    QuestionError
        When there is nobody to take.

    Examples
    --------
    >>> import napcompare as nap
    >>> ds = nap.load("2026.11.1")
    >>> tables = {name: ds.table(name) for name in ds.tables}
    >>> default_peers(tables, "NATO", date(2026, 11, 25)).codes[:2]
    ['ASEAN', 'AU']
    """
    entities = tables["entities"].set_index("entity")
    if entity not in entities.index:
        raise UnknownNameError("entity", entity, entities.index)
    everyone = Members(frozenset(entities.index), frozenset(entities.index))
    latest = peer_editions(tables, everyone, day).dropna(subset=["plan_id"])
    orientation = latest.set_index("entity")["orientation"]
    regional = set(entities.index[entities["kind"] == "regional_organisation"])
    planned = set(orientation.index)
    own = str(orientation.get(entity, "no_plan"))
    kind = "region"
    if entity in regional:
        own = "organisation"
        kind, name, codes = "organisations", "organisations", planned & regional
    elif own in _ABROAD:
        kind, name = "abroad", "dac"
        groups = Groups(tables["entities"], tables["memberships"], tables["sources"])
        abroad = set(orientation.index[orientation.isin(_ABROAD)])
        codes = abroad & groups.members(name, day).possible
    else:
        name, codes = _around(entities, entity, planned - regional)
    if not codes - {entity}:
        told = f"There are no peers for {entity} on {day.isoformat()}"
        raise QuestionError(f"{told}; name a group or countries.")
    within = kind == "region" or entity in codes
    texts = {language: _default_text(name, kind, day, language, within) for language in LANGUAGES}
    return PeerSet(name, sorted(codes - {entity}), texts, _REASONS[own])


def _around(entities: pd.DataFrame, entity: str, planned: set[str]) -> tuple[str, set[str]]:
    """The subregion of an entity, or its region where too few others in the subregion have a plan."""
    place, codes = "", set[str]()
    for column in ("subregion", "region"):
        place = str(entities[column][entity])
        codes = planned & set(entities.index[entities[column] == place])
        if len(codes - {entity}) >= LEAST_PEERS:
            break
    return place, codes


def _default_text(name: str, kind: str, day: date, language: str, within: bool) -> str:
    words = _WORDS[language]
    told = _DEFAULT[kind][language].format(
        The=words["the"].title(), members=_members(name, language), day=_day(day, language)
    )
    if kind == "organisations":
        return f"{told}, {words['itself']}" if within else told
    return f"{told}, {words['self']}" if within else told
