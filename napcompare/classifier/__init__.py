"""Texts of indicators in nine languages to concepts, with scores that mean what they say.

Offline and on the processor alone. What it finds is a proposal: `sure` is right in most cases and never in
all, `check` is for a person to look at, `none` means that no concept was recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from napcompare.errors import NapcompareError, QuestionError

__all__ = ["classify"]

_COLUMNS = [
    "row", "rank", "concept", "score", "review", "label", "area", "level", "language", "unit",
    "disaggregation", "baseline", "baseline_year", "target", "target_year",
]  # fmt: skip


def classify(
    texts: str | Iterable[Any],
    language: str | None = None,
    *,
    top: int = 3,
    model: str | None = None,
) -> pd.DataFrame:
    """The concepts that texts of indicators are about, and what else the texts say.

    Parameters
    ----------
    texts : str, pandas.Series or iterable of str
        One text, or many; what is missing or no text is reviewed as ``none``.
    language : str, optional
        Of all texts; recognised for each when not given. For languages other than Arabic, Dutch, English,
        French, German, Italian, Portuguese, Spanish and Ukrainian the review is ``none``.
    top : int
        How many concepts a text gets.
    model : str, optional
        ``small`` (words and pieces of words) or ``large`` (the sense of the text as well, where the small one
        is not sure; needs the extra ``classify``); the large one where it can be used when not given.
        ``attrs["model"]`` of the frame says which was used.

    Returns
    -------
    pandas.DataFrame
        One row a text and concept: row (of the index, or the number of the text), rank (from 1), concept,
        score (calibrated, from 0 to 1), review (of the text: ``sure``, ``check`` or ``none``), label, area
        and level of the concept, language, and unit, disaggregation, baseline, baseline_year, target and
        target_year as far as the text tells them. A text in which nothing can be read has one row without
        a concept.

    Raises
    ------
    QuestionError
        When `top` is not a whole number from 1 on, `language` not the code of a language, or `model` not
        one of the two.
    NapcompareError
        When the large model is asked for and cannot be used here.

    Notes
    -----
    Linear models learnt from texts made for them; their accuracy on texts that they were not built on stands
    in ``docs/classifier.md``.

    Examples
    --------
    >>> import napcompare as nap
    >>> found = nap.classify(["Aandeel vrouwen onder uitgezonden militairen in VN-missies", "Page 12 of 40"])
    >>> found[found["rank"] == 1][["row", "concept", "review"]]
       row concept review
    0    0  PAR-15   sure
    3    1     NaN   none
    """
    from napcompare.classifier.read import read_texts

    if top < 1:
        raise QuestionError(f"top is a whole number from 1 on, not {top!r}.")
    if language is not None and not re.fullmatch("[a-z]{2,3}", language):
        raise QuestionError(f"language is a code as in 'nl', not {language!r}.")
    if not isinstance(texts, pd.Series):
        texts = pd.Series([texts] if isinstance(texts, str) else list(texts), dtype=object)
    size = _size(model)
    found = pd.DataFrame(read_texts(texts, language, top, size), columns=_COLUMNS)
    found.attrs["model"] = size
    return found


def _size(asked: str | None) -> str:
    from napcompare.classifier.embedding import there
    from napcompare.classifier.model import SIZES

    if asked is None:
        return "large" if there() else "small"
    if asked not in SIZES:
        raise QuestionError(f"model is {' or '.join(SIZES)}, not {asked!r}.")
    if asked == "large" and not there():
        raise NapcompareError(
            'The large model needs the extra: pip install "napcompare[classify]".'
        )
    return asked
