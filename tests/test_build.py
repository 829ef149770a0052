"""A build is deterministic and atomic: it is killed, refused and starved of room, and nothing breaks."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from napcompare.errors import BuildError, DataError, IntegrityError, RegistryError, VersionError
from napcompare.release import build as build_module
from napcompare.release.build import build
from napcompare.release.final import make_final
from napcompare.release.read import read_release
from napcompare.release.verify import verify
from napcompare.release.write import read_info

from .conftest import NLD, ROOT, needs, write_checkout

DATE = next(
    line
    for line in (ROOT / "datasets" / "release.yaml").read_text("utf-8").splitlines()
    if line.startswith("date: ")
)

VERSION = read_info(ROOT / "datasets" / "release.yaml").version


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def leftovers(root: Path) -> list[str]:
    return [p.name for p in (root / "build").glob("*")] if (root / "build").exists() else []


def test_the_same_data_give_the_same_bytes(tiny: Callable[..., Path]) -> None:
    first, second = tiny(), tiny()
    assert contents(build(first).folder) == contents(build(second).folder)


def test_bytes_do_not_depend_on_hash_seed_locale_or_time_zone(tiny: Callable[..., Path]) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom napcompare.release.build import build\n"
        "build(Path(sys.argv[1]))\n"
    )
    made = []
    for seed, zone, locale in (("0", "UTC", "C"), ("7", "Asia/Tokyo", "C.UTF-8")):
        root = tiny()
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        subprocess.run([sys.executable, "-c", script, str(root)], check=True, env=env)
        made.append(contents(root / "datasets" / "releases" / VERSION))
    assert made[0] == made[1]


def test_the_release_of_this_checkout_is_what_its_data_give() -> None:
    problems = verify(ROOT / "datasets" / "releases" / VERSION, ROOT / "datasets")
    assert [str(p) for p in problems if p.severity == "error"] == []


def test_a_build_replaces_the_one_before_and_leaves_nothing_behind(
    tiny: Callable[..., Path],
) -> None:
    root = tiny()
    before = contents(build(root).folder)
    (root / "datasets" / "registry" / "NLD.yaml").write_text(
        NLD.replace("n_objectives: 5", "n_objectives: 6")
    )
    after = contents(build(root).folder)
    assert before["plans.csv"] != after["plans.csv"]
    assert leftovers(root) == []
    assert verify(root / "datasets" / "releases" / VERSION, root / "datasets") == []


def test_mistakes_build_nothing(tiny: Callable[..., Path]) -> None:
    root = tiny(NLD=NLD.replace("start: 2008", "start: then"))
    with pytest.raises(RegistryError):
        build(root)
    assert not (root / "datasets" / "releases" / VERSION).exists()


def test_a_mistake_that_only_the_tables_show_builds_nothing(tiny: Callable[..., Path]) -> None:
    root = tiny()
    path = root / "datasets" / "evaluations" / "codings.csv"
    path.write_text(path.read_text() + "NLD-9,climate,first,yes,,\n")
    with pytest.raises(DataError, match="NLD-9/climate/first") as found:
        build(root)
    assert {p.rule for p in found.value.problems} == {"foreign_key"}
    assert not (root / "datasets" / "releases" / VERSION).exists()


def test_a_final_release_is_refused_and_can_be_rebuilt_elsewhere(
    tiny: Callable[..., Path], tmp_path: Path
) -> None:
    root = tiny()
    folder = build(root).folder
    make_final(root, VERSION)
    with pytest.raises(VersionError, match="is final"):
        build(root)
    again = build(root, to=tmp_path / "again").folder
    assert contents(again) == contents(folder)
    with pytest.raises(BuildError, match="exists"):
        build(root, to=again)
    with pytest.raises(VersionError, match="final already"):
        make_final(root, VERSION)
    with pytest.raises(VersionError, match="names"):
        make_final(root, "2020.1.0")


def test_a_release_that_was_edited_does_not_become_final(tiny: Callable[..., Path]) -> None:
    root = tiny()
    with pytest.raises(VersionError, match="was not built"):
        make_final(root, VERSION)
    folder = build(root).folder
    with (folder / "plans.csv").open("a") as file:
        file.write("\n")
    assert [p.rule for p in make_final(root, VERSION)] == ["integrity"]
    assert not (root / "datasets" / "releases.csv").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f"version: {VERSION}", "version: 2026-11", "not a data version"),
        (f"version: {VERSION}", "", "version missing"),
        (DATE, "date: 2026-11", "must be a day"),
        (DATE, "date: 2026-11-31", "no day"),
    ],
)
def test_mistakes_in_release_yaml(tiny: Callable[..., Path], old: str, new: str, said: str) -> None:
    root = tiny()
    path = root / "datasets" / "release.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises((BuildError, VersionError), match=said):
        build(root)


def test_a_full_disk_changes_nothing(
    tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tiny()
    before = contents(build(root).folder)
    calls = iter(range(100))

    def full(descriptor: int) -> None:
        if next(calls) == 5:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(build_module.os, "fsync", full)
    with pytest.raises(BuildError, match="the disk is full"):
        build(root)
    assert contents(root / "datasets" / "releases" / VERSION) == before
    assert leftovers(root) == []


def test_a_failing_rename_puts_the_old_release_back(
    tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tiny()
    before = contents(build(root).folder)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.suffix == ".partial":
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(BuildError, match="Nothing was changed"):
        build(root)
    assert contents(root / "datasets" / "releases" / VERSION) == before
    assert leftovers(root) == []


@pytest.fixture
def readable_root() -> Iterator[Path]:
    """A tiny checkout that another user can read."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield write_checkout(folder / "checkout")
    shutil.rmtree(folder)


def test_a_read_only_folder_is_said_in_a_sentence(readable_root: Path) -> None:
    needs("root", os.geteuid() == 0)
    before = contents(build(readable_root).folder)
    os.seteuid(65534)
    try:
        with pytest.raises(BuildError, match="no permission to write there"):
            build(readable_root)
    finally:
        os.seteuid(0)
    assert contents(readable_root / "datasets" / "releases" / VERSION) == before


# Builds over and over, so that a signal falls into every part of a build.
LOOP = """
import sys
from pathlib import Path
from napcompare.release.build import build
root = Path(sys.argv[1])
print("ready", flush=True)
while True:
    build(root)
"""


def end(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal until it ends: Python loses an interrupt that falls into a destructor."""
    for _ in range(20):
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(3)
            return
    process.kill()
    pytest.fail(f"the build did not end at {number.name}")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_build_that_is_killed_leaves_a_whole_release(
    tiny: Callable[..., Path], number: signal.Signals
) -> None:
    root = tiny()
    build(root)
    releases = root / "datasets" / "releases"
    for attempt in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(root)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.25 + 0.17 * attempt)
            end(process, number)
        # Either the release stands whole, or it was set aside and the next build puts it back.
        if (releases / VERSION).exists():
            assert read_release(releases / VERSION).version == VERSION
        build(root)
        assert verify(releases / VERSION, root / "datasets") == []
        assert leftovers(root) == []
        assert [p.name for p in releases.iterdir()] == [VERSION]


def test_what_a_killed_build_left_is_put_right(tiny: Callable[..., Path]) -> None:
    root = tiny()
    folder = build(root).folder
    (root / "build").mkdir(exist_ok=True)
    folder.rename(root / "build" / f"{VERSION}.previous")
    dead = root / "build" / f"{VERSION}-999999999.partial"
    dead.mkdir()
    (root / "datasets" / "registry" / "NLD.yaml").write_text(
        NLD.replace("start: 2008", "start: then")
    )
    with pytest.raises(RegistryError):
        build(root)
    assert read_release(folder).version == VERSION
    assert leftovers(root) == []


def test_a_release_that_is_gone_or_changed_is_said_in_a_sentence(tiny: Callable[..., Path]) -> None:
    folder = build(tiny()).folder
    plans = (folder / "plans.csv").read_bytes()
    for damage, said in (
        (
            lambda: (folder / "plans.csv").write_bytes(plans.replace(b"2027", b"2037")),
            "plans.csv is not the file",
        ),
        (lambda: (folder / "plans.csv").unlink(), "plans.csv cannot be read"),
        (lambda: (folder / "SHA256SUMS").write_text("what\n"), "no hash"),
        (lambda: (folder / "SHA256SUMS").write_text(f"{'0' * 64}  ../x\n"), "no hash"),
        (lambda: (folder / "SHA256SUMS").write_bytes(b"\xff\xfe"), "unreadable"),
        (lambda: (folder / "SHA256SUMS").unlink(), "SHA256SUMS is missing"),
    ):
        damage()
        with pytest.raises(IntegrityError, match=said):
            read_release(folder)


def test_a_final_release_is_held_to_its_hash(tiny: Callable[..., Path]) -> None:
    root = tiny()
    build(root)
    folder = root / "datasets" / "releases" / VERSION
    assert not [p for p in make_final(root, VERSION) if p.severity == "error"]
    sums = (folder / "SHA256SUMS").read_text("utf-8")
    plans = (folder / "plans.csv").read_bytes()
    forged = plans.replace(b"2027", b"2029")
    assert forged != plans
    (folder / "plans.csv").write_bytes(forged)
    old, new = (sha256(x).hexdigest() for x in (plans, forged))
    (folder / "SHA256SUMS").write_text(sums.replace(old, new), "utf-8")
    datasets = root / "datasets"
    text = (datasets / "release.yaml").read_text("utf-8")
    (datasets / "release.yaml").write_text(text.replace(VERSION, "2030.1.0"), "utf-8")
    found = [p for p in verify(folder, datasets) if p.severity == "error"]
    assert any(p.rule == "final" and "releases.csv" in p.message for p in found)


def test_a_file_that_is_no_part_of_the_release_is_reported(tiny: Callable[..., Path]) -> None:
    root = tiny()
    build(root)
    folder = root / "datasets" / "releases" / VERSION
    (folder / "extra.txt").write_text("hello")
    assert any(p.rule == "extra" for p in verify(folder, root / "datasets"))


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfversion,date,sha256,url,doi\n2026.11.0,2026-11-24,aa,,\n",
        b"version;date;sha256;url;doi\n2026.11.0;2026-11-24;aa;;\n",
        b"Version,date,sha256,url,doi\n",
        b"version,date,sha256,url,doi\n2026.11.0,2026-11-24\n",
        b"\xff\xfev\x00",
    ],
)
def test_a_list_of_final_releases_in_another_form_is_refused(
    tiny: Callable[..., Path], content: bytes
) -> None:
    root = tiny()
    folder = build(root).folder
    before = contents(folder)
    (root / "datasets" / "releases.csv").write_bytes(content)
    with pytest.raises(BuildError, match=r"releases\.csv"):
        build(root)
    assert contents(folder) == before
