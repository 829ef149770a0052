"""The rooms of the house: each may import those before it, and importing costs little."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .conftest import ROOT

PACKAGE = ROOT / "napcompare"
# In order: a room may import itself and the rooms before it. A folder is one room.
ROOMS = [
    "errors", "dates", "_data", "_frames", "_yaml", "vocab", "schema", "entities", "groups", "asof",
    "trace", "renewal", "registry", "codebook", "release", "describe", "compare", "show", "dataset",
    "classifier", "refresh", "harmonise", "fetch", "cli", "__main__",
]  # fmt: skip
NETWORK = {"requests", "urllib3", "socket", "http", "pooch"}


def modules() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    part = path.relative_to(PACKAGE).parts[0]
    return part.removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_module_is_in_a_room() -> None:
    assert {room(p) for p in modules()} - {"__init__"} <= set(ROOMS)


def test_rooms_import_only_rooms_before_them() -> None:
    wrong = []
    for path in modules():
        if room(path) == "__init__":
            continue
        for name in imported(path):
            parts = name.split(".")
            if parts[0] != "napcompare" or len(parts) < 2 or parts[1] not in ROOMS:
                continue
            if ROOMS.index(parts[1]) > ROOMS.index(room(path)):
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_only_one_room_needs_the_network() -> None:
    for path in modules():
        if room(path) == "fetch":
            continue
        assert not {n.split(".")[0] for n in imported(path)} & NETWORK


def test_import_prints_nothing_and_loads_nothing_heavy() -> None:
    script = (
        "import sys, napcompare\n"
        "heavy = {'pandas', 'numpy', 'pandera', 'matplotlib', 'yaml', 'cyclopts'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


def test_loading_needs_neither_schemas_nor_the_build() -> None:
    script = (
        "import sys, napcompare as nap\nds = nap.load()\n"
        "ds.plans, ds.describe('plans'), ds.card_text('NLD')\n"
        "loaded = {m for m in sys.modules if m.split('.')[0] in ('pandera', 'yaml')}\n"
        "assert not loaded, loaded\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert told.returncode == 0, told.stderr


def test_modules_and_functions_are_short() -> None:
    for path in modules():
        text = path.read_text("utf-8")
        assert text.count("\n") <= 400, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                start = (
                    node.body[1].lineno
                    if ast.get_docstring(node) and len(node.body) > 1
                    else node.body[0].lineno
                )
                assert (node.end_lineno or 0) - start < 50, f"{path}: {node.name}"
