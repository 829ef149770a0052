"""What the documents show is what the code does."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
from pathlib import Path

import matplotlib as mpl
import pytest

import napcompare as nap
from napcompare.release.check import unsourced
from napcompare.schema import load_schema

from .conftest import ROOT, needs

README = (ROOT / "README.md").read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_the_example_in_readme_gives_the_output_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mpl.use("Agg")
    (code,) = blocks(README, "python")
    shown = blocks(README, "text")[0]
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    monkeypatch.chdir(tmp_path)
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(compile(code, "README.md", "exec"), {})
    assert [x.rstrip() for x in told.getvalue().splitlines()] == [
        x.rstrip() for x in shown.splitlines()
    ]
    assert (tmp_path / "timeline.png").stat().st_size > 10_000
    assert (tmp_path / "nld.html").stat().st_size > 50_000
    mpl.pyplot.close("all")


def test_every_file_and_folder_that_documents_link_to_is_there() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_figures_in_readme_and_changelog_are_those_of_the_release(ds: nap.Dataset) -> None:
    cells = unsourced({t: ds.table(t) for t in ds.tables}, load_schema())
    told = {
        "plans": len(ds.plans),
        "events": len(ds.plan_events),
        "sources": len(ds.sources),
        "notes": len(ds.notes),
        "cells": len(cells),
    }
    text = README + (ROOT / "CHANGELOG.md").read_text("utf-8")
    for name, count in told.items():
        said = set(re.findall(rf"\b([\d,]+) {name}\b", text))
        assert f"{count:,}" in said, f"{name}: {count:,}, and the documents say {sorted(said)}"


def test_the_order_of_readme() -> None:
    headings = ["## Example", "## Two commands", "## How to cite", "## Add or correct a plan"]
    places = [README.index(h) for h in headings]
    assert places == sorted(places)


def test_the_page_for_contributors_names_every_section_and_event() -> None:
    text = (ROOT / "docs" / "contributing.md").read_text("utf-8")
    for code in load_schema().vocabularies["event"].current:
        assert f"`{code}`" in text
    for section in ("events", "features", "funding", "indicators", "notes", "sources", "supports"):
        assert f"`{section}" in text


def test_the_example_file_for_contributors_passes_the_check(tmp_path: Path) -> None:
    from napcompare.registry import check

    (text,) = blocks((ROOT / "docs" / "contributing.md").read_text("utf-8"), "yaml")
    path = tmp_path / "FJI.yaml"
    path.write_text(text, "utf-8")
    assert [str(p) for p in check(path, ROOT / "datasets")] == []


def test_shipped_files_speak_of_the_project_alone() -> None:
    needs("git", (ROOT / ".git").exists())
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.split():
        path = ROOT / name
        if (
            path.suffix in (".py", ".md", ".toml", ".ipynb", ".cff")
            and name != "tests/test_docs.py"
        ):
            text = path.read_text("utf-8")
            assert "../shared" not in text, name
            assert not re.search(r"(?<![\w.])/(work|root|home)/", text), name
