"""What the models see of a text: words, pieces of words and its form, as weights of numbered buckets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from napcompare.classifier.text import words

__all__ = ["BUCKETS", "WORDS", "rarity_of", "weigh"]

WORDS, _FORMS = 1 << 17, 1 << 14
BUCKETS = WORDS + _FORMS  # the form has buckets of its own, behind those of words
_PIECES = (3, 4, 5)
_WORD, _PIECE, _FORM = 2.0, 1.0, 0.35


def weigh(text: str, rarity: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The buckets that a clean text falls into, with weights.

    Words and pieces are hashed, so that every language is treated alike. A weight grows with the logarithm
    of how often the piece stands in the text and with how rare it is (tf-idf, as in Salton and Buckley,
    1988); the squares of the weights add up to 1. The form (how the text begins and ends, its length,
    whether it holds figures), which tells an activity from an indicator, is added to that.

    Parameters
    ----------
    text : str
    rarity : numpy.ndarray
        As from `rarity_of`; what was never seen has 0 and is left out.

    Returns
    -------
    tuple of numpy.ndarray
        Buckets and weights, of equal length.

    Examples
    --------
    >>> import numpy as np
    >>> places, weights = weigh("Vrouwen in de politie", np.ones(WORDS, dtype=np.float32))
    >>> bool(np.isclose((weights[places < WORDS] ** 2).sum(), 1))
    True
    """
    told = words(text)
    found: dict[int, float] = {}
    for place, weight in _pieces(told):
        found[place] = found.get(place, 0) + weight
    places = np.fromiter(found, dtype=np.int64, count=len(found))
    weights = np.fromiter(found.values(), dtype=np.float64, count=len(found)) * rarity[places]
    length = np.sqrt((weights**2).sum())
    if length:
        places, weights = places[weights > 0], weights[weights > 0] / length
    form = np.array(sorted({WORDS + _hashed(name, _FORMS) for name in _form(told)}), dtype=np.int64)
    return np.concatenate([places, form]), np.concatenate([weights, np.full(len(form), _FORM)])


def rarity_of(texts: Sequence[str]) -> NDArray[np.float32]:
    """How rare each bucket of words is among clean texts: 1 and more, or 0 for one that is in none."""
    counts = np.zeros(WORDS)
    for text in texts:
        counts[list({place for place, _ in _pieces(words(text))})] += 1
    rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
    return np.where(counts > 0, rarity, 0).astype(np.float32)


def _pieces(told: Sequence[str]) -> Iterator[tuple[int, float]]:
    named = Counter(f"w {word}" for word in told)
    yield from _counted(named, _WORD)
    marked = [f" {word} " for word in told]
    pieces = (
        m[at : at + n] for m in marked for n in _PIECES for at in range(max(len(m) - n + 1, 1))
    )
    yield from _counted(Counter(pieces), _PIECE)


def _counted(counts: Counter[str], weight: float) -> Iterator[tuple[int, float]]:
    for name, count in counts.items():
        yield _hashed(name, WORDS), weight * (1 + log(count))


def _hashed(name: str, size: int) -> int:
    return crc32(name.encode()) % size


def _form(told: Sequence[str]) -> Iterable[str]:
    if not told:
        return []
    first, second = told[0], told[1] if len(told) > 1 else ""
    named = [f"f {' '.join(told[:size])}" for size in (1, 2, 3)]
    named += [f"e {first[-size:]}" for size in (2, 3, 4)]
    named += [f"s {second[-size:]}" for size in (2, 3)]
    figures = any(word[0].isdigit() for word in told)
    return [*named, f"l {told[-1]}", f"n {min(len(told) // 3, 8)}", f"d {figures}"]
