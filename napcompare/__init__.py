"""napcompare: national and regional action plans on Women, Peace and Security, compared.

>>> import napcompare as nap
>>> ds = nap.load("2026.11.0")
>>> ds.plans.query("entity == 'NLD'")[["plan_id", "start", "end", "end_original"]]
    plan_id start   end end_original
...   NLD-1  2008  2011          NaN
...   NLD-2  2012  2015          NaN
...   NLD-3  2016  2020         2019
...   NLD-4  2021  2027         2025
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from napcompare.errors import (
    BuildError,
    DataError,
    IntegrityError,
    NameAmbiguousError,
    NameUnknownError,
    NapcompareError,
    RegistryError,
    UnknownNameError,
    VersionError,
)

if TYPE_CHECKING:
    from napcompare.classifier import classify
    from napcompare.dataset import Dataset, diff, load, releases, resolve

__version__ = "0.1.0"

__all__ = [
    "BuildError",
    "DataError",
    "Dataset",
    "IntegrityError",
    "NameAmbiguousError",
    "NameUnknownError",
    "NapcompareError",
    "RegistryError",
    "UnknownNameError",
    "VersionError",
    "__version__",
    "classify",
    "diff",
    "load",
    "releases",
    "resolve",
]

_LAZY = {
    "classify": "classifier",
    "Dataset": "dataset",
    "diff": "dataset",
    "load": "dataset",
    "releases": "dataset",
    "resolve": "dataset",
}


def __getattr__(name: str) -> Any:
    # pandas loads with the first use, so that `import napcompare` costs little.
    if name not in _LAZY:
        raise AttributeError(f"module 'napcompare' has no attribute {name!r}")
    return getattr(import_module(f"napcompare.{_LAZY[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
