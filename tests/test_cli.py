"""The command line: every verb, exit codes, and no traceback for any mistake."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import napcompare as nap
from napcompare._data import release_versions
from napcompare.cli import main
from napcompare.release.check import unsourced
from napcompare.schema import load_schema

from .conftest import NLD, ROOT

NEWEST = release_versions()[-1]


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """A function that runs the command line: exit code, output, errors."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_info_tells_the_release_and_how_to_cite_it(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, _ = run("info")
    assert code == 0
    assert "Cite as: napcompare contributors" in out
    assert "plans: rows" in out


def test_info_explains_a_feature(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("info", "budget_allocated")
    assert (code, "Is money set aside" in out) == (0, True)


def test_show_has_editions_events_features_with_sources_and_notes(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, _ = run("show", "NLD")
    assert code == 0
    for words in (
        "NLD-1",
        "NLD-4",
        "2020-12-11  Approved",
        "disarmament",
        "[17]",
        "Unconfirmed",
        "Sources",
    ):
        assert words in out


def test_history_and_search(run: Callable[..., tuple[int, str, str]]) -> None:
    assert "NLD-4" in run("history", "NLD")[1]
    assert "2027" in run("history", "NLD", "end")[1]
    assert "no edition" in run("history", "AND")[1]
    assert run("search", "zzzzz")[:2] == (1, "Nothing found.\n")
    assert "budget_allocated" in run("search", "money", "set", "aside")[1]


def test_provenance(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("provenance", "NLD-4", "end")
    assert code == 0
    assert "NLD-4 end: 2027" in out
    assert "derived from plan_events.until (extended/1)" in out
    assert "unknown; nothing that was seen" in run("provenance", "NLD-4", "climate")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("info", "--json"),
        ("info", "plans", "--json"),
        ("show", "NLD", "--json"),
        ("history", "NLD", "end", "--json"),
        ("history", "NLD", "--json"),
        ("search", "budget", "--json"),
        ("provenance", "NLD-4", "--json"),
        ("check", "--json"),
        ("verify", "--json"),
    ],
)
def test_json_is_json(run: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...]) -> None:
    code, out, _ = run(*arguments)
    assert code == 0
    json.loads(out)


def test_check_and_verify_pass_on_this_checkout(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("check", "datasets/registry")
    assert (code, "217 registry files: no mistakes" in out) == (0, True)
    code, out, _ = run("check", "datasets/registry/NLD.yaml")
    assert (code, out) == (0, "1 registry file: no mistakes, no warnings.\n")
    assert run("verify")[0] == 0
    assert run("verify", "datasets/releases/2026.11.0")[0] == 0


def test_check_prints_file_line_field_and_what_to_do(
    run: Callable[..., tuple[int, str, str]], tiny: Callable[..., Path]
) -> None:
    root = tiny(NLD=NLD.replace("start: 2008", "start: then").replace("EUR", "euro"))
    code, out, _ = run("check", str(root / "datasets" / "registry"))
    assert code == 1
    first, second, count, _ = out.split("\n")
    assert "registry/NLD.yaml:9: `start`: 'then' is not a date; write 2020" in first
    assert "`currency`: did you mean EUR? see schemas/vocab/currency.yaml (found: 'euro')" in second
    assert count == "1 registry file: 2 mistakes, no warnings."


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("show", "NLX"), 1, "Did you mean"),
        (("show", "NLD", "--release", "2020.1.0"), 1, "There is no release 2020.1.0"),
        (("show", "NLD", "--release", "soon"), 1, "look like 2026.11.0"),
        (("info", "plan"), 1, "Did you mean plans"),
        (("info", "plans.strt"), 1, "Did you mean"),
        (("provenance", "NLD-9"), 1, "There is no plan, entity or row 'NLD-9'"),
        (("provenance", "NLD-4", "ends"), 1, "Did you mean"),
        (("history", "NLD", "ends"), 1, "There is no column or feature 'ends'"),
        (("check", "nowhere"), 1, "no such file or folder"),
        (("check", "tests"), 1, "no registry file"),
        (("verify", "2020.1.0"), 1, "There is no release"),
        (("release", "2020.1.0"), 1, "names 2026"),
        (("frobnicate",), 2, "frobnicate"),
        (("show",), 2, "requires an argument"),
        (("show", "NLD", "--colour"), 2, "--colour"),
    ],
)
def test_mistakes_end_in_a_sentence_and_a_code(
    run: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], code: int, said: str
) -> None:
    found, out, err = run(*arguments)
    assert found == code, out + err
    assert said in " ".join((out + err).split())
    assert "Traceback" not in out + err


def test_build_to_a_new_folder(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, out, _ = run("build", "--to", str(tmp_path / "again"))
    assert code == 0
    assert f"{len(load_schema().tables)} tables" in out
    there = {p.name: p.read_bytes() for p in (ROOT / "datasets" / "releases" / NEWEST).iterdir()}
    assert {p.name: p.read_bytes() for p in (tmp_path / "again").iterdir()} == there
    code, _, err = run("build", "--to", str(tmp_path / "again"))
    assert (code, "exists; name a new folder" in err) == (1, True)


def test_a_pipe_that_closes_early_is_no_traceback() -> None:
    told = subprocess.run(
        f"{sys.executable} -m napcompare show NLD | head -1",
        shell=True, capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert (told.stdout, told.stderr) == ("Netherlands (NLD)\n", "")


def test_ctrl_c_is_a_sentence_and_code_1(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom napcompare.cli import main\nfrom napcompare.release import build\n"
        "def slow(*a, **k):\n    print('ready', flush=True)\n    time.sleep(30)\n"
        "build.render = slow\nsys.exit(main(['build', '--to', sys.argv[1]]))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "x")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert err == "napcompare: interrupted; nothing was left half-written.\n"
    assert list(tmp_path.iterdir()) == []


def test_help_and_version_work_without_loading_the_data() -> None:
    env = os.environ | {"PYTHONPROFILEIMPORTTIME": "1"}
    for flag in ("--help", "--version"):
        told = subprocess.run(
            [sys.executable, "-m", "napcompare", flag],
            capture_output=True,
            text=True,
            check=True,
            env=env,
            cwd=ROOT,
        )
        assert "napcompare" in told.stdout
        assert "| pandas" not in told.stderr


def test_a_terminal_that_lacks_a_letter_shows_a_question_mark() -> None:
    command = [sys.executable, "-m", "napcompare", "show", "UKR"]
    env = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, env=env, check=False)
    assert done.returncode == 0
    assert b"Ukraine" in done.stdout
    assert done.stderr == b""


def test_a_name_will_do_for_a_code(run: Callable[..., tuple[int, str, str]]) -> None:
    assert run("show", "Pays-Bas") == run("show", "NLD")
    assert run("history", "Nederland", "end") == run("history", "NLD", "end")
    code, _, error = run("show", "Congo")
    assert code == 1
    assert "COD" in error
    assert "COG" in error


def test_a_filled_cell_without_a_source_is_not_called_unknown(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    data = nap.load()
    cells = unsourced({t: data.table(t) for t in data.tables}, load_schema())
    cell = cells[cells["table"] == "plans"].iloc[0]
    code, out, _ = run("provenance", cell["key"], cell["column"])
    assert code == 0
    assert "no source is recorded" in out
    assert "nothing that was seen" not in out
