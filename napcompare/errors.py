"""The mistakes a user or contributor can make, one class a kind.

Every message says what is wrong, where, what is allowed and what to do next. On the command line the
message alone is shown and the exit code is 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BuildError",
    "DataError",
    "FetchError",
    "GroupError",
    "IncompleteInventoryWarning",
    "IntegrityError",
    "NameAmbiguousError",
    "NameUnknownError",
    "NapcompareError",
    "Problem",
    "QuestionError",
    "RegistryError",
    "SchemaError",
    "StoreError",
    "UnknownNameError",
    "VersionError",
]


class NapcompareError(Exception):
    """Base of all errors that napcompare raises on purpose."""


class UnknownNameError(NapcompareError, LookupError):
    """A table, column, plan, entity or feature that does not exist."""

    def __init__(self, kind: str, name: str, known: Iterable[str], hint: str = "") -> None:
        choices = sorted(known)
        near = get_close_matches(name, choices, n=3, cutoff=0.5)
        near = near or get_close_matches(name.upper(), choices, n=3, cutoff=0.5)
        if near:
            said = f"Did you mean {' or '.join(near)}?"
        elif len(choices) <= 30:
            said = f"There are: {', '.join(choices)}."
        else:
            said = f"There are {len(choices)}, from {choices[0]} to {choices[-1]}."
        super().__init__(" ".join(p for p in (f"There is no {kind} {name!r}.", said, hint) if p))
        self.candidates = near


class QuestionError(NapcompareError, ValueError):
    """A question that cannot be answered as asked: a date, a unit or a status that is not one."""


class IncompleteInventoryWarning(UserWarning):
    """A comparison of indicators gives no rows, since the lists of indicators are not in the data yet."""


class GroupError(NapcompareError, ValueError):
    """A group that cannot be given, or a set expression that cannot be read."""


class NameUnknownError(NapcompareError, LookupError):
    """A name of a country or organisation that is not known."""

    def __init__(self, name: str, alike: Iterable[str]) -> None:
        self.name, self.candidates = name, list(alike)
        said = f" Did you mean {' or '.join(self.candidates)}?" if self.candidates else ""
        super().__init__(f"No country or organisation is called {_short(name)}.{said}")


class NameAmbiguousError(NapcompareError, LookupError):
    """A name that several countries or organisations have."""

    def __init__(self, name: str, meant: Iterable[str]) -> None:
        self.name, self.candidates = name, list(meant)
        said = f"{_short(name)} may be {' or '.join(self.candidates)}"
        super().__init__(f"{said}; use the code, a fuller name, or say the language.")


class VersionError(NapcompareError):
    """A release that is not there, or one that may not be changed."""


class SchemaError(NapcompareError):
    """A mistake in the schema files themselves."""


class IntegrityError(NapcompareError):
    """A release whose files are missing, changed or unreadable."""


class FetchError(NapcompareError):
    """Something that could not be fetched; what was fetched before is kept."""


class StoreError(NapcompareError):
    """The raw store cannot be written, or a copy in it is damaged."""


class BuildError(NapcompareError):
    """A release could not be written; what was there before is untouched."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in the data: where it is, what was found, what is allowed, what to do.

    Attributes
    ----------
    rule : str
        Short name of the rule that was broken.
    message : str
        What is wrong and what to do, as a sentence for the person who made it.
    severity : str
        ``error`` (blocks a build) or ``warning`` (listed, never blocking).
    file, line : str, int
        Place in the registry; line 0 where only the file is known.
    table, key, column : str
        Place in the tables, where the problem is of a table.
    value : str
        What was found.
    """

    rule: str
    message: str
    severity: str = "error"
    file: str = ""
    line: int = 0
    table: str = ""
    key: str = ""
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        cell = " ".join(p for p in (self.table, self.key, self.column) if p)
        where = ": ".join(p for p in (place, cell) if p)
        found = f" (found: {_short(self.value)})" if self.value else ""
        return f"{where}: {self.message}{found}" if where else f"{self.message}{found}"


def _short(value: str, width: int = 60) -> str:
    text = repr(value)
    return text if len(text) <= width else text[: width - 1] + "…"


class DataError(NapcompareError):
    """Mistakes in data, all of them at once.

    Attributes
    ----------
    problems : list of Problem
        Every mistake found, in the order of files and lines.
    """

    heading: ClassVar[str] = "The data have mistakes"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        shown = [str(p) for p in self.problems[:50]]
        if len(self.problems) > len(shown):
            shown.append(f"… and {len(self.problems) - len(shown)} more")
        count = len(self.problems)
        super().__init__("\n".join([f"{self.heading} ({count}):", *shown]))

    def frame(self) -> pd.DataFrame:
        """All mistakes as a frame, one row each, with the attributes of `Problem` as columns."""
        return problem_frame(self.problems)


class RegistryError(DataError):
    """Mistakes in registry files."""

    heading = "The registry has mistakes"


def problem_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """Problems as a frame.

    Parameters
    ----------
    problems : iterable of Problem

    Returns
    -------
    pandas.DataFrame
        One row a problem; columns severity, rule, table, file, line, key, column, value, message.

    Examples
    --------
    >>> problem_frame([Problem("key", "give it once", table="plans", key="NLD-4")])[["rule", "key"]]
      rule    key
    0  key  NLD-4
    """
    import pandas as pd

    columns = ["severity", "rule", "table", "file", "line", "key", "column", "value", "message"]
    return pd.DataFrame([[getattr(p, c) for c in columns] for p in problems], columns=columns)
