"""What the models see of a text: words, pairs and pieces of words, and its form, as numbers of buckets."""

from __future__ import annotations

from itertools import pairwise
from zlib import crc32

from napcompare.classifier.text import words

__all__ = ["BUCKETS", "WORDS", "buckets"]

WORDS, _FORMS = 1 << 16, 1 << 14
BUCKETS = WORDS + _FORMS  # the form has buckets of its own, behind those of words
_PIECES = (3, 4, 5)
_FORM = 0.35


def buckets(text: str) -> dict[int, float]:
    """The buckets that a clean text falls into, with weights.

    Words and pieces are hashed, so that there is no vocabulary to keep and every language is treated alike.
    The squares of their weights add up to 1; the form (how the text begins and ends, its length, whether it
    holds figures), which tells an activity from an indicator, is added to that.

    Examples
    --------
    >>> buckets("vrouwen") == buckets("Vrouwen")
    True
    >>> buckets("?!")
    {}
    """
    told = words(text)
    found: dict[int, float] = {}
    for name, weight in _named(told):
        place = crc32(name.encode()) % WORDS
        found[place] = found.get(place, 0) + weight
    size = sum(w * w for w in found.values()) ** 0.5
    scaled = {place: weight / size for place, weight in found.items()}
    for name in _form(told) if told else ():
        place = WORDS + crc32(name.encode()) % _FORMS
        scaled[place] = scaled.get(place, 0) + _FORM
    return scaled


def _named(told: list[str]) -> list[tuple[str, float]]:
    named = [(f"w {word}", 1.0) for word in told]
    named += [(f"p {a} {b}", 0.7) for a, b in pairwise(told)]
    for word in set(told):
        marked = f"<{word}>"
        named += [
            (f"c {marked[at : at + size]}", 0.35)
            for size in _PIECES
            for at in range(len(marked) - size + 1)
            if size < len(marked)
        ]
    return named


def _form(told: list[str]) -> list[str]:
    first, second = told[0], told[1] if len(told) > 1 else ""
    named = [f"f {' '.join(told[:size])}" for size in (1, 2, 3)]
    named += [f"e {first[-size:]}" for size in (2, 3, 4)]
    named += [f"s {second[-size:]}" for size in (2, 3)]
    figures = any(word[0].isdigit() for word in told)
    return [*named, f"l {told[-1]}", f"n {min(len(told) // 3, 8)}", f"d {figures}"]
