"""From texts to rows: language, scores, review, and what the texts say beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from napcompare.classifier.facts import facts_of
from napcompare.classifier.language import LANGUAGES, language_of
from napcompare.classifier.model import NONE, Model, load_model
from napcompare.classifier.text import clean, words

__all__ = ["read_texts"]

Row = dict[str, Any]
_LEAST_WORDS, _SURE_WORDS = 1, 3
_BATCH = 2_000


def read_texts(texts: pd.Series[Any], language: str | None, top: int, size: str) -> Iterator[Row]:
    """Rows as `napcompare.classifier.classify` gives them."""
    for start in range(0, len(texts), _BATCH):
        part = texts.iloc[start : start + _BATCH]
        plain = [clean(text) if isinstance(text, str) else "" for text in part]
        scores, small = _scores(plain, size)
        for row, text, told, by_small in zip(part.index, plain, scores, small, strict=True):
            model = load_model("small" if by_small else size)
            for found in _read(text, told, model, language, top):
                yield {"row": row} | found


def _scores(texts: list[str], size: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Scores, and whether they are the small model's: what it is sure of is not embedded, which is slow."""
    small = load_model("small")
    scores = small.scores(texts)
    by_small = np.full(len(texts), size == "small") | (scores[:, :-1].max(axis=1) >= small.sure)
    rest = np.flatnonzero(~by_small)
    if len(rest):
        scores[rest] = load_model(size).scores([texts[at] for at in rest])
    return scores, by_small


def _read(text: str, scores: Any, model: Model, language: str | None, top: int) -> Iterator[Row]:
    count = sum(len(word) > 1 and not word[0].isdigit() for word in words(text))
    said = (language or language_of(text)) if count else ""
    beside: Row = {"language": said or None, **_beside(text)}
    if count < _LEAST_WORDS:
        yield {"rank": 1, "score": 0.0, "review": "none"} | beside
        return
    none = model.classes.index(NONE)
    order = [at for at in np.argsort(-scores, kind="stable") if at != none][:top]
    review = _review(scores, none, order[0], model, said, count)
    if review == "none" and scores[none] > _NOTHING:
        yield {"rank": 1, "score": 0.0, "review": "none"} | beside
        return
    concepts = _concepts()
    for rank, at in enumerate(order, 1):
        code = model.classes[at]
        found: Row = {"rank": rank, "concept": code, "score": round(float(scores[at]), 3)}
        yield {**found, "review": review, **concepts.get(code, {}), **beside}


# Chances of being no indicator: from which the review is none, and from which no concept is offered.
_NONE, _NOTHING = 0.5, 0.9


def _review(scores: Any, none: int, first: int, model: Model, language: str, count: int) -> str:
    if language not in (*LANGUAGES, "") or scores[none] >= _NONE:
        return "none"
    sure = scores[first] >= model.sure and count >= _SURE_WORDS and language in LANGUAGES
    return "sure" if sure else "check"


def _beside(text: str) -> Row:
    found = facts_of(text)._asdict()
    return {name: value if value != "" else None for name, value in found.items()}


@cache
def _concepts() -> Mapping[str, Row]:
    """Label, area and level of each concept of the release at hand."""
    from napcompare._data import release_folder
    from napcompare.release.read import read_release

    table = read_release(release_folder()).tables["concepts"].set_index("concept")
    shown = table[["label_en", "area", "level"]].rename(columns={"label_en": "label"})
    return {str(code): dict(shown.loc[code]) for code in shown.index}
