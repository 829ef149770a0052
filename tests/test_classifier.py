"""Texts of indicators to concepts: bad input, files, and models that belong to their examples."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import napcompare as nap
from napcompare.classifier.evaluation import development, evaluate, read_gold, reported
from napcompare.classifier.files import read_file
from napcompare.classifier.learn import examples
from napcompare.classifier.model import SIZES, load_model
from napcompare.classifier.text import clean
from napcompare.cli import main
from napcompare.errors import NapcompareError, QuestionError

from .conftest import ROOT

GOLD = ROOT / "tests" / "data" / "gold" / "gold.csv"


@pytest.fixture(scope="module")
def gold() -> pd.DataFrame:
    return read_gold(GOLD)


def first(texts: Any, **kw: Any) -> pd.DataFrame:
    found = nap.classify(texts, model="small", **kw)
    return found[found["rank"] == 1].reset_index(drop=True)


def test_an_indicator_gets_its_concept_and_what_the_text_says() -> None:
    (row,) = first(
        "Aandeel vrouwelijke militairen in VN-missies: 9,5 % (2020) → 15 % (2025)"
    ).to_dict("records")
    assert row["concept"] == "PAR-15"
    assert (row["language"], row["unit"]) == ("nl", "percent")
    assert [row[c] for c in ("baseline", "baseline_year", "target", "target_year")] == [
        9.5,
        2020,
        15,
        2025,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "12", "?!", None, float("nan"), 7, "Ministry of Defence", "Page 12 of 40",
        "<p>&nbsp;</p>", "2021-2025", "Naisten osuus puolustusvoimissa ja poliisissa on",
    ],
)  # fmt: skip
def test_what_is_no_indicator_is_never_sure(text: Any) -> None:
    assert first([text])["review"].iloc[0] in ("none", "check")


def test_names_of_bodies_and_pages_are_none() -> None:
    assert set(first(["Ministry of Defence", "Page 12 of 40", "", None])["review"]) == {"none"}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_ends_in_an_answer(text: str) -> None:
    found = nap.classify([text], model="small")
    assert found["rank"].tolist() == list(range(1, len(found) + 1))
    assert found["score"].between(0, 1).all()


def test_long_and_broken_texts_are_read() -> None:
    texts = ["women in the army " * 600, "Number\tof\twomen\ttrained\t12", "عدد النساء " * 50]
    assert len(first(texts)) == 3


def test_rows_keep_the_index_of_the_series() -> None:
    series = pd.Series(["Number of women in parliament"] * 2, index=["a", "b"])
    assert first(series)["row"].tolist() == ["a", "b"]


def test_wrong_questions_are_refused() -> None:
    with pytest.raises(QuestionError, match="top is a whole number"):
        nap.classify("x", top=0)
    with pytest.raises(QuestionError, match="small or large"):
        nap.classify("x", model="huge")
    with pytest.raises(QuestionError, match="language is a code"):
        nap.classify("x", "Dutch!")


def test_the_large_model_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("napcompare.classifier.embedding.there", lambda: False)
    with pytest.raises(NapcompareError, match=r"napcompare\[classify\]"):
        nap.classify("x", model="large")
    assert nap.classify("x").attrs["model"] == "small"


@pytest.mark.parametrize("size", SIZES)
def test_the_models_were_learnt_from_the_examples_that_are_here(size: str) -> None:
    told = examples(ROOT / "datasets")
    hashed = sha256("\n".join(told["concept"] + "\t" + told["text"]).encode()).hexdigest()
    assert load_model(size).learnt_from == hashed, "run `napcompare refresh classifier`"


def test_every_example_and_gold_text_has_a_concept_that_is_there(
    ds: nap.Dataset, gold: pd.DataFrame
) -> None:
    known = {*ds.concepts["concept"], "none"}
    told = examples(ROOT / "datasets")
    assert set(told["concept"]) == known
    assert set(gold["concept"]) == known
    indicators = gold.loc[gold["concept"] != "none", "text"].map(clean)
    assert not set(told["text"]) & set(indicators)


def test_the_gold_set_is_as_large_as_promised_and_split_in_halves(gold: pd.DataFrame) -> None:
    assert (gold["concept"] != "none").sum() >= 1_200
    assert (gold["concept"] == "none").sum() >= 300
    assert gold["language"].nunique() == 9
    assert len(development(gold)) + len(reported(gold)) == len(gold)
    assert gold["concept_2"].notna().all()


def test_the_small_model_is_about_as_right_as_the_documents_say(gold: pd.DataFrame) -> None:
    found = evaluate(development(gold), "small")
    value = found["measures"].set_index("measure")["value"]
    assert value["top-1"] > 0.78
    assert value["sure and right"] > 0.95


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"text\nna\xefve\xff\n", "line 2: is not in UTF-8"),
        ("a.csv", b"a,b\n1,2\n", "which column"),
        ("a.csv", b"text;x\none;2;3\n", "line 2: has 3 cells, and the heading 2"),
        ("a.csv", b"", "is empty"),
        ("a.xlsx", b"no", "is not an Excel file"),
        ("a.pdf", b"", "ends in .csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert main(["classify", str(path)]) == 1
    assert words in capsys.readouterr().err


def test_files_of_every_kind_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\nNumber of women\n", "utf-8")
    (tmp_path / "a.csv").write_text("\ufeffid;Indicator\n1;Number of women\n", "utf-8")
    pd.DataFrame({"Indicator": ["Number of women"]}).to_excel(tmp_path / "a.xlsx", index=False)
    for name in ("a.txt", "a.csv", "a.xlsx"):
        found = read_file(tmp_path / name)
        assert found.to_dict() == {2: "Number of women"}, name


def test_the_command_writes_a_file_whose_cells_do_not_run(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("=1+1 number of women in parliament\n", "utf-8")
    out = tmp_path / "o.csv"
    assert main(["classify", str(tmp_path / "a.txt"), "-o", str(out), "--model", "small"]) == 0
    assert pd.read_csv(out)["text"].str.startswith("'=").all()
    assert main(["classify", str(tmp_path / "a.txt"), "-o", str(tmp_path / "o.txt")]) == 1
