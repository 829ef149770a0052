"""``releases.csv``: the releases that are final, each with the hash that it is held to."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from napcompare.errors import BuildError

__all__ = ["final_releases", "write_final"]

_COLUMNS = ["version", "date", "sha256", "url", "doi"]


def final_releases(folder: Path) -> pd.DataFrame:
    """The releases that are final.

    Parameters
    ----------
    folder : Path
        What holds ``releases.csv``: ``datasets/``, or the bundled data of an installed package.

    Returns
    -------
    pandas.DataFrame
        Columns version, date, sha256 (of SHA256SUMS), url and doi.

    Raises
    ------
    BuildError
        When the file is not the one that was written: a release that is final must not be taken for
        one that is not, because a spreadsheet saved its list in another form.
    """
    path = folder / "releases.csv"
    if not path.is_file():
        return pd.DataFrame(columns=_COLUMNS, dtype="str")
    try:
        rows = list(csv.reader(path.read_text("utf-8").splitlines(), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BuildError(f"{path} cannot be read ({error}); get it from version control.") from None
    for line, row in enumerate(rows, 1):
        if len(row) != len(_COLUMNS) or (line == 1 and row != _COLUMNS):
            wanted = f"expected {','.join(_COLUMNS)} without a byte order mark"
            raise BuildError(
                f"{path}:{line}: {','.join(row)[:80]!r}, {wanted}; a spreadsheet may have saved it in another"
                " form; get it from version control."
            )
    return pd.DataFrame(rows[1:], columns=_COLUMNS, dtype="str")


def write_final(folder: Path, version: str, date: str, digest: str) -> None:
    """Add a release to the list, which is written as a whole or not at all.

    Raises
    ------
    BuildError
        When it cannot be written.
    """
    path = folder / "releases.csv"
    rows = [*final_releases(folder).to_numpy().tolist(), [version, date, digest, "", ""]]
    partial = path.with_suffix(".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([_COLUMNS, *rows])
        partial.replace(path)
    except OSError as error:
        raise BuildError(f"{path}: {error.strerror}; nothing was listed.") from error
    finally:
        partial.unlink(missing_ok=True)
