"""Verbs of the classifier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from napcompare._frames import records
from napcompare.cli._out import Json, print_json
from napcompare.errors import NapcompareError, QuestionError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["classify", "evaluate"]

Size = Literal["small", "large"] | None
_SHOWN = ["row", "rank", "concept", "label", "score", "review"]


def classify(
    file: Path,
    /,
    *,
    column: str | None = None,
    sheet: str | None = None,
    lang: str | None = None,
    top: int = 3,
    model: Size = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    as_json: Json = False,
) -> None:
    """Find the concepts that texts of indicators are about.

    Parameters
    ----------
    file
        A file ending in .csv, .tsv, .xlsx, or .txt with a text a line.
    column
        The column that holds the texts; when not given one called text or indicator, or the only one.
    sheet
        Sheet of an Excel file; the first when not given.
    lang
        Language of all texts, as in nl; recognised for each when not given.
    top
        How many concepts a text gets.
    model
        small, or large (needs the extra classify); the large one where it can be used when not given.
    output
        A CSV file to write everything to; what is there is replaced.
    as_json
        Print JSON.
    """
    from napcompare.classifier import classify as find
    from napcompare.classifier.files import read_file

    texts = read_file(file, column, sheet)
    found = find(texts, lang, top=top, model=model)
    found.insert(1, "text", found["row"].map(texts.to_dict()))
    if output is not None:
        _write(found, output)
    if as_json:
        print_json({"model": found.attrs["model"], "found": records(found)})
        return
    if output is None:
        print(found[_SHOWN].fillna("-").to_string(index=False))
    first = found[found["rank"] == 1]
    counts = first["review"].value_counts()
    told = ", ".join(f"{review} {counts.get(review, 0)}" for review in ("sure", "check", "none"))
    where = f" Written to {output}." if output else ""
    print(f"\n{len(first)} texts: {told}. Model: {found.attrs['model']}.{where}")
    print("A proposal, not a coding: look at what is to be checked, and at some of what is sure.")


def _write(found: pd.DataFrame, path: Path) -> None:
    """A CSV, written as a whole or not at all; no cell can run as a formula."""
    if path.suffix != ".csv":
        raise QuestionError(f"{path}: the file must end in .csv.")
    if not path.parent.is_dir():
        raise QuestionError(f"{path}: there is no folder {path.parent}; make it first.")
    risky = found["text"].astype("str").str.match(r"^[=+\-@\t\r]")
    safe = found.assign(text=found["text"].where(~risky, "'" + found["text"].astype("str")))
    beside = path.with_name(f".{path.name}.part")
    try:
        safe.to_csv(beside, index=False, encoding="utf-8-sig")
        beside.replace(path)
    except OSError as error:
        raise QuestionError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        beside.unlink(missing_ok=True)


def evaluate(
    file: Path | None = None,
    /,
    *,
    every: Annotated[bool, Parameter(negative="")] = False,
    model: Size = None,
    as_json: Json = False,
) -> None:
    """Tell how right the classifier is on texts that were coded by hand.

    Parameters
    ----------
    file
        A CSV with the columns text, language, concept and second; the gold set of the checkout when not
        given, of which the reported half is used.
    every
        Use all texts of the file.
    model
        As in classify.
    as_json
        Print JSON.
    """
    from napcompare.classifier.evaluation import evaluate as measure
    from napcompare.classifier.evaluation import read_gold, reported

    gold = read_gold(file or _gold())
    used = gold if every or file is not None else reported(gold)
    found = measure(used, model)
    if as_json:
        print_json({name: records(table) for name, table in found.items()})
        return
    for name, table in found.items():
        shown = table.head(20).round(3)
        print(f"{name.capitalize()}\n{shown.to_string(index=False)}\n")
    print(f"{len(used)} texts; intervals of 95 % by bootstrap.")


def _gold() -> Path:
    from napcompare._data import checkout

    root = checkout()
    path = root / "tests" / "data" / "gold" / "gold.csv" if root else None
    if path is None or not path.is_file():
        raise NapcompareError(
            "The gold set is in a checkout of napcompare; name a file of your own here."
        )
    return path
