"""The models: linear ones, learnt from ``datasets/taxonomy/examples`` by `napcompare.classifier.learn`.

The small one sees words and pieces of words. The large one sees the sense of the whole text as well, as a
sentence embedding that the extra ``classify`` brings along. Each has a part that tells concepts apart and
one that tells indicators from other texts. Weights of words are kept as whole numbers from
-127 to 127 with a scale for each class, so that the file is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from napcompare.classifier.embedding import embed
from napcompare.classifier.features import BUCKETS, weigh

__all__ = ["NONE", "SIZES", "Model", "from_dense", "load_model", "path_of"]

NONE = "none"
SIZES = ("small", "large")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights and what is needed to read them.

    Attributes
    ----------
    classes : tuple of str
        Concepts, and `NONE` last, whose weights speak against an indicator.
    weights : numpy.ndarray
        Of int8, one row a bucket that is used, one column a class.
    row : numpy.ndarray
        Row of each bucket; the last row is empty and stands for buckets that are not used.
    rarity : numpy.ndarray
        One number a bucket of words, as `napcompare.classifier.features.weigh` takes it.
    scale, bias : numpy.ndarray
        One number a class.
    sense : numpy.ndarray
        One row a dimension of the embedding, one column a class; without rows in the small model.
    sure : float
        The calibrated score from which a text is marked sure.
    temperature : float
        Divides the sums of concepts before they become scores.
    slope, offset : float
        Make the sum of `NONE` a chance.
    learnt_from : str
        Hash of the examples.
    """

    classes: tuple[str, ...]
    weights: NDArray[np.int8]
    row: NDArray[np.int32]
    rarity: NDArray[np.float32]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    sense: NDArray[np.float32]
    sure: float
    temperature: float
    slope: float
    offset: float
    learnt_from: str

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Calibrated scores, one row a text, one column a class; each row adds up to 1.

        Parameters
        ----------
        texts : sequence of str
            Clean ones.

        Returns
        -------
        numpy.ndarray
        """
        sums = self.sums(texts)
        none = 1 / (1 + np.exp(-(self.slope * sums[:, -1:] + self.offset)))
        told = sums[:, :-1] / self.temperature
        powers = np.exp(told - told.max(axis=1, keepdims=True))
        return np.hstack([powers / powers.sum(axis=1, keepdims=True) * (1 - none), none])

    def sums(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """What speaks for each class, before it is made a score."""
        sums = np.tile(self.bias.astype(np.float64), (len(texts), 1))
        for number, text in enumerate(texts):
            places, told = weigh(text, self.rarity)
            sums[number] += told @ self.weights[self.row[places]] * self.scale
        if len(self.sense):
            sums += embed(texts) @ self.sense
        return sums

    def save(self, path: Path) -> None:
        """Write the model; the same model gives the same bytes."""
        used = np.flatnonzero(self.row < len(self.weights) - 1)
        np.savez_compressed(
            path,
            classes=np.array(self.classes),
            weights=self.weights,
            used=used.astype(np.int32),
            rarity=self.rarity.astype(np.float16),
            scale=self.scale,
            bias=self.bias,
            sense=self.sense.astype(np.float16),
            told=np.array([self.sure, self.temperature, self.slope, self.offset]),
            learnt_from=np.array(self.learnt_from),
        )


def from_dense(
    classes: Sequence[str],
    weights: NDArray[np.float64],
    bias: NDArray[np.float64],
    sense: NDArray[np.float64],
    rarity: NDArray[np.float32],
    learnt_from: str,
) -> Model:
    """A model from weights as learnt: buckets that say little are dropped, the rest becomes whole numbers.

    Parameters
    ----------
    classes : sequence of str
    weights : numpy.ndarray
        One row a class, one column a bucket.
    bias : numpy.ndarray
    sense : numpy.ndarray
        One row a class, one column a dimension.
    rarity : numpy.ndarray
    learnt_from : str
        As in `Model`.

    Returns
    -------
    Model
        Not calibrated yet: nothing is sure.
    """
    scale = np.abs(weights).max(axis=1) / 127
    whole = np.rint(weights.T / scale).astype(np.int8)
    used = np.flatnonzero(np.abs(whole).max(axis=1) >= _LEAST)
    row = np.full(BUCKETS, len(used), dtype=np.int32)
    row[used] = np.arange(len(used))
    kept = np.vstack([whole[used], np.zeros((1, len(classes)), dtype=np.int8)])
    return Model(
        tuple(classes),
        kept,
        row,
        rarity.astype(np.float16).astype(np.float32),
        scale.astype(np.float32),
        bias.astype(np.float32),
        sense.T.astype(np.float16).astype(np.float32),
        sure=1.0,
        temperature=1.0,
        slope=1.0,
        offset=0.0,
        learnt_from=learnt_from,
    )


_LEAST = 3  # of 127


def path_of(size: str) -> Path:
    """Where a model is kept."""
    return Path(__file__).with_name(f"{size}.npz")


@cache
def load_model(size: str) -> Model:
    """A model that is shipped.

    Parameters
    ----------
    size : str
        One of `SIZES`.
    """
    with np.load(path_of(size), allow_pickle=False) as told:
        weights, used = told["weights"], told["used"]
        row = np.full(BUCKETS, len(weights) - 1, dtype=np.int32)
        row[used] = np.arange(len(used), dtype=np.int32)
        sure, temperature, slope, offset = map(float, told["told"])
        return Model(
            tuple(told["classes"].tolist()),
            weights,
            row,
            told["rarity"].astype(np.float32),
            told["scale"],
            told["bias"],
            told["sense"].astype(np.float32),
            sure,
            temperature,
            slope,
            offset,
            str(told["learnt_from"]),
        )
