"""Learning the models from ``datasets/taxonomy``; needs scikit-learn, which neither a build nor a user needs.

The weights come from the examples and from labels and examples of the concepts. The development half of the
gold set sets two numbers only: the temperature of the scores, and from which score a text is marked sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from napcompare._frames import records
from napcompare._yaml import read_yaml
from napcompare.classifier.embedding import embed
from napcompare.classifier.evaluation import development, right
from napcompare.classifier.features import BUCKETS, WORDS, rarity_of, weigh
from napcompare.classifier.model import NONE, Model, from_dense
from napcompare.classifier.text import clean
from napcompare.registry.reference import read_text_table

__all__ = ["SENSE", "examples", "learn", "weighed"]

SENSE = 1.0  # weight of the embedding beside that of the words, chosen on the development half
_C, _C_NONE = 1.0, 0.3
_PRECISE, _WRONGLY_SURE = 0.97, 0.03
_Z = 1.645  # one-sided 95 %


def examples(datasets: Path) -> pd.DataFrame:
    """Texts to learn from.

    Parameters
    ----------
    datasets : Path

    Returns
    -------
    pandas.DataFrame
        Columns text (clean) and concept (`NONE` for what is no indicator).
    """
    folder = datasets / "taxonomy"
    files = [read_text_table(path) for path in sorted((folder / "examples").glob("*.csv"))]
    told = list(_told(read_yaml(folder / "concepts.yaml")["concepts"]))
    found = pd.concat([*files, pd.DataFrame(told)], ignore_index=True)[["text", "concept"]]
    found["text"] = found["text"].map(clean)
    return found.drop_duplicates(ignore_index=True)


def _told(concepts: Sequence[Any]) -> Iterator[dict[str, str]]:
    for concept in concepts:
        for part in ("label_en", "label_nl", "label_fr", "example"):
            yield {"text": str(concept[part]), "concept": str(concept["concept"])}


def learn(datasets: Path, gold: pd.DataFrame, size: str) -> Model:
    """Learn a model.

    Parameters
    ----------
    datasets : Path
    gold : pandas.DataFrame
        The gold set; only its development half is looked at.
    size : str
        ``small`` or ``large``.

    Returns
    -------
    Model
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.svm import LinearSVC

    told = examples(datasets)
    rarity = rarity_of(told["text"].tolist())
    seen = weighed(told["text"].tolist(), rarity)
    if size == "large":
        seen = hstack([seen, csr_matrix(embed(list(told["text"])) * SENSE)]).tocsr()
    none = (told["concept"] == NONE).to_numpy()
    # The form tells an activity from an indicator, not one concept from another.
    places = np.arange(seen.shape[1])
    subject = seen.multiply((places < WORDS) | (places >= BUCKETS)).tocsr()
    concepts = LinearSVC(C=_C, random_state=1).fit(subject[~none], told["concept"][~none])
    indicator = LinearSVC(C=_C_NONE, class_weight="balanced", random_state=1).fit(seen, none)
    weights = np.vstack([concepts.coef_, indicator.coef_])
    bias = np.concatenate([concepts.intercept_, indicator.intercept_])
    classes = [*(str(name) for name in concepts.classes_), NONE]
    hashed = sha256("\n".join(told["concept"] + "\t" + told["text"]).encode()).hexdigest()
    raw = from_dense(
        classes, weights[:, :BUCKETS], bias, weights[:, BUCKETS:] * SENSE, rarity, hashed
    )
    return _calibrated(raw, development(gold))


def weighed(texts: Sequence[str], rarity: NDArray[np.float32]) -> Any:
    """Weights of buckets, one row a text, as a sparse matrix."""
    from scipy.sparse import csr_matrix

    found = [weigh(text, rarity) for text in texts]
    ends = np.cumsum([0, *(len(places) for places, _ in found)])
    places, weights = (np.concatenate(part) for part in zip(*found, strict=True))
    return csr_matrix((weights, places, ends), shape=(len(texts), BUCKETS))


def _calibrated(model: Model, gold: pd.DataFrame) -> Model:
    """The model with the numbers that fit the development half: scores that mean what they say."""
    from sklearn.linear_model import LogisticRegression

    sums = model.sums([clean(text) for text in gold["text"]])
    at = {name: number for number, name in enumerate(model.classes)}
    mine = np.array([at[concept] for concept in gold["concept"]])
    none = mine == at[NONE]
    temperature = min(
        np.geomspace(0.05, 1, 60), key=lambda t: _loss(sums[~none, :-1] / t, mine[~none])
    )
    chance = LogisticRegression(C=1e6).fit(sums[:, -1:], none)
    told = replace(
        model,
        temperature=float(temperature),
        slope=float(chance.coef_[0, 0]),
        offset=float(chance.intercept_[0]),
    )
    return replace(told, sure=_threshold(told, gold))


def _loss(sums: NDArray[np.float64], mine: NDArray[np.int64]) -> float:
    shifted = sums - sums.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(mine)), mine].mean())


def _threshold(model: Model, gold: pd.DataFrame) -> float:
    """The lowest score from which nearly all that is sure is right, and hardly any non-indicator is sure."""
    scores = model.scores([clean(text) for text in gold["text"]])
    first = scores.argmax(axis=1)
    concepts = np.array(model.classes)[first]
    best = scores[np.arange(len(scores)), first]
    good = np.array([right(c, row) for c, row in zip(concepts, records(gold), strict=True)])
    indicator = (gold["concept"] != NONE).to_numpy()
    offered = concepts != NONE
    for limit in np.arange(0.3, 1, 0.005):
        sure = offered & (best >= limit)
        precise = good[sure].mean() if sure.any() else 1.0
        if precise >= _PRECISE and _upper(sure[~indicator]) <= _WRONGLY_SURE:
            return float(limit)
    return 1.0


def _upper(told: NDArray[np.bool_]) -> float:
    """How large the share may well be of which a few texts show a part (Wilson's bound, 1927)."""
    size, share = len(told), float(told.mean())
    middle = share + _Z**2 / (2 * size)
    reach = _Z * (share * (1 - share) / size + _Z**2 / (4 * size**2)) ** 0.5
    return float((middle + reach) / (1 + _Z**2 / size))
