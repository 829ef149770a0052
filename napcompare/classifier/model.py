"""The model: a linear one on words and pieces of words, learnt from ``datasets/taxonomy/examples``.

It is kept as whole numbers from -127 to 127 with a scale for each concept, so that it is small, gives the
same result on every machine, and can be compared. `learn` in ``napcompare.refresh`` makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from napcompare.classifier.features import BUCKETS, buckets

__all__ = ["NONE", "Model", "load_model"]

NONE = "none"
PATH = Path(__file__).with_name("model.npz")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights and what is needed to read them.

    Attributes
    ----------
    classes : tuple of str
        Concepts, and `NONE` last.
    weights : numpy.ndarray
        Of int8, one row a bucket that is used, one column a class.
    row : numpy.ndarray
        Row of each bucket; the last row is empty and stands for buckets that are not used.
    scale, bias : numpy.ndarray
        One number a class.
    sure : float
        The calibrated score from which a text is marked sure.
    temperature : float
        Divides the sums before they become scores.
    learnt_from : str
        Hash of the examples.
    """

    classes: tuple[str, ...]
    weights: NDArray[np.int8]
    row: NDArray[np.int32]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    sure: float
    temperature: float
    learnt_from: str

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Calibrated scores, one row a text, one column a class; each row adds up to 1.

        Parameters
        ----------
        texts : sequence of str

        Returns
        -------
        numpy.ndarray
            A text without any known word has the same score for every class.
        """
        sums = np.zeros((len(texts), len(self.classes)))
        for number, text in enumerate(texts):
            found = buckets(text)
            if found:
                places = np.fromiter(found, dtype=np.int64, count=len(found))
                told = np.fromiter(found.values(), dtype=np.float64, count=len(found))
                sums[number] = told @ self.weights[self.row[places]] * self.scale + self.bias
        sums /= self.temperature
        sums -= sums.max(axis=1, keepdims=True)
        powers = np.exp(sums)
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def save(self, path: Path) -> None:
        """Write the model."""
        used = np.flatnonzero(self.row < len(self.weights) - 1)
        np.savez_compressed(
            path,
            classes=np.array(self.classes),
            weights=self.weights,
            used=used.astype(np.int32),
            scale=self.scale,
            bias=self.bias,
            told=np.array([self.sure, self.temperature]),
            learnt_from=np.array(self.learnt_from),
        )


def from_dense(
    classes: Sequence[str],
    weights: NDArray[np.float64],
    bias: NDArray[np.float64],
    *,
    sure: float,
    temperature: float,
    learnt_from: str,
) -> Model:
    """A model from weights as learnt: buckets that say little are dropped, the rest becomes whole numbers.

    Parameters
    ----------
    classes : sequence of str
    weights : numpy.ndarray
        One row a class, one column a bucket.
    bias : numpy.ndarray
    sure, temperature, learnt_from
        As in `Model`.

    Returns
    -------
    Model
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
        scale.astype(np.float32),
        bias.astype(np.float32),
        sure,
        temperature,
        learnt_from,
    )


_LEAST = 3  # of 127


@cache
def load_model(path: Path = PATH) -> Model:
    """The model that is shipped, or one of one's own.

    Parameters
    ----------
    path : Path, optional
    """
    with np.load(path, allow_pickle=False) as told:
        weights, used = told["weights"], told["used"]
        row = np.full(BUCKETS, len(weights) - 1, dtype=np.int32)
        row[used] = np.arange(len(used), dtype=np.int32)
        sure, temperature = told["told"].tolist()
        return Model(
            tuple(told["classes"].tolist()),
            weights,
            row,
            told["scale"],
            told["bias"],
            sure,
            temperature,
            str(told["learnt_from"]),
        )
