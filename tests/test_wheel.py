"""From the checkout an sdist, from the sdist a wheel, and from the wheel in an empty folder the data."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from napcompare._data import release_versions

from .conftest import ROOT


def run(*arguments: str | Path, cwd: Path, **env: str) -> str:
    told = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that was built from the sdist, not from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run("-m", "build", "--no-isolation", "--sdist", "--outdir", folder, ROOT, cwd=folder)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    run("-m", "build", "--no-isolation", "--wheel", "--outdir", folder, source, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_schemas_and_the_newest_release_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    bundled = [n for n in names if "/_bundled/" in n]
    assert "napcompare/_bundled/schemas/fields.yaml" in bundled
    releases = {n.split("/")[3] for n in bundled if "/releases/" in n}
    assert releases == {max(p.name for p in (ROOT / "datasets" / "releases").iterdir())}
    assert "napcompare/py.typed" in names
    assert not [n for n in names if n.startswith(("tests", "datasets"))]


def test_the_installed_wheel_loads_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    run("-m", "pip", "install", "--quiet", "--no-deps", "--target", site, wheel, cwd=empty)
    script = (
        "import napcompare as nap\nds = nap.load()\n"
        "print(nap.__file__, ds.version, len(ds.plans), nap.releases()['final'].item())\n"
        "print(len(ds.provenance('NLD-4', 'end')))\n"
    )
    told = run("-c", script, cwd=empty, PYTHONPATH=str(site))
    assert str(site) in told
    assert "2026.11" in told
    listed = (ROOT / "datasets" / "releases.csv").read_text("utf-8")
    assert str(f"\n{release_versions()[-1]}," in listed) in told
    card = run("-m", "napcompare", "show", "NLD", cwd=empty, PYTHONPATH=str(site))
    assert "NLD-4" in card
    verified = run("-m", "napcompare", "verify", cwd=empty, PYTHONPATH=str(site))
    assert "no mistakes" in verified


def test_building_needs_a_checkout_and_says_so(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    run("-m", "pip", "install", "--quiet", "--no-deps", "--target", site, wheel, cwd=tmp_path)
    told = subprocess.run(
        [sys.executable, "-m", "napcompare", "build"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert (
        told.stderr
        == "napcompare: This needs a checkout of napcompare; here is an installed package.\n"
    )


def test_an_editable_install_gets_no_copy_of_the_data() -> None:
    import napcompare

    assert Path(napcompare.__file__).parent == ROOT / "napcompare"
    assert not (ROOT / "napcompare" / "_bundled").exists()
