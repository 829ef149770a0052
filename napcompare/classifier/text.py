"""Texts made plain: what PDFs, web pages and spreadsheets leave in them is taken out."""

from __future__ import annotations

import html
import re
import unicodedata

__all__ = ["MOST", "clean", "fold", "words"]

MOST = 2_000  # characters that are read of a text
_TAG = re.compile(r"<[^<>]{0,200}>")
_HYPHEN = re.compile(r"(?<=\w)[-\u00ad\u2010]\s*[\r\n]+\s*(?=\w)")
_INVISIBLE = re.compile("[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ARABIC_FORMS = str.maketrans("أإآٱىة", "ااااىه")
# Numbering, bullets and the like in front: "3.1.2", "a)", "• –", "Indicator 4:" is left to the model.
_BULLET = re.compile(
    r"^[\s•●▪◦·‣*\-–—>»§]*((\(?[0-9]{1,2}([.)]|(\.[0-9]{1,2}){1,4}[.)]?)|\(?[a-z]\))\s+)?"
)
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*\s?[%٪]?|[%٪]", re.UNICODE)


def clean(text: str) -> str:
    """A text on one line, without tags, hyphenation at line ends, invisible signs and numbering in front.

    Examples
    --------
    >>> clean("• 3.1.2  Propor-\\n  tion of <b>women</b>&nbsp;in the\\tarmy")
    'Proportion of women in the army'
    >>> clean("٪ ٢٥")
    '% 25'
    """
    text = html.unescape(_TAG.sub(" ", text[: 4 * MOST]))
    text = unicodedata.normalize("NFKC", _HYPHEN.sub("", text))
    text = _INVISIBLE.sub("", text).replace("٪", "%")
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and c > "\x7f" else c for c in text)
    text = _BULLET.sub("", " ".join(text.split()))
    return text[:MOST]


def fold(text: str) -> str:
    """A text in small letters; accents go, but for Cyrillic, and what Arabic writes in several ways is one.

    Examples
    --------
    >>> fold("Évaluation à mi-parcours")
    'evaluation a mi-parcours'
    """
    plain = (c if "\u0400" <= c <= "\u052f" else _plain(c) for c in text.casefold())
    return "".join(plain).translate(_ARABIC_FORMS)


def _plain(character: str) -> str:
    parts = unicodedata.normalize("NFD", character)
    return "".join(c for c in parts if unicodedata.category(c) != "Mn")


def words(text: str) -> list[str]:
    """The words and numbers of a clean text, folded; figures are all ``0``.

    Examples
    --------
    >>> words("Nombre d'Évaluations (2025): 9,5 %")
    ['nombre', 'd', 'evaluations', '0', '0%']
    """
    return [_figure(word) for word in _WORD.findall(fold(text))]


def _figure(word: str) -> str:
    if word[0].isdigit():
        return "0%" if "%" in word else "0"
    return word
