"""What the model sees of a text: words, pairs of words, and pieces of words, as numbers of buckets."""

from __future__ import annotations

from itertools import pairwise
from zlib import crc32

from napcompare.classifier.text import clean, words

__all__ = ["BUCKETS", "buckets"]

BUCKETS = 1 << 16
_PIECES = (3, 4, 5)


def buckets(text: str) -> dict[int, float]:
    """The buckets that a text falls into, with weights; the squares of the weights add up to 1.

    Words and pieces are hashed, so that there is no vocabulary to keep and every language is treated alike.

    Examples
    --------
    >>> sorted(buckets("vrouwen").values()) == sorted(buckets("Vrouwen ").values())
    True
    >>> buckets("?!")
    {}
    """
    told = words(clean(text))
    found: dict[int, float] = {}
    for name, weight in _named(told):
        place = crc32(name.encode()) % BUCKETS
        found[place] = found.get(place, 0) + weight
    size = sum(w * w for w in found.values()) ** 0.5
    return {place: weight / size for place, weight in found.items()}


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
