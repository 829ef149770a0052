"""The YAML reader keeps text as text and refuses what hides meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napcompare._yaml import Map, YamlError, read_yaml


def read(tmp_path: Path, text: str | bytes) -> Map:
    path = tmp_path / "x.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_yaml(path)


@pytest.mark.parametrize(
    "value", ["yes", "no", "NO", "on", "010", "2026.10", "2020-12-16", "1_000", "1e3"]
)
def test_unquoted_scalars_stay_text(tmp_path: Path, value: str) -> None:
    assert read(tmp_path, f"a: {value}\n")["a"] == value


def test_empty_values_are_none_and_quoted_empty_is_text(tmp_path: Path) -> None:
    content = read(tmp_path, 'a:\nb: ~\nc: null\nd: ""\n')
    assert [content[k] for k in "abcd"] == [None, None, None, ""]


def test_every_value_knows_its_line(tmp_path: Path) -> None:
    content = read(tmp_path, "a:\n  - b: 1\n    c: 2\n")
    item = content["a"][0]
    assert (item.line, item.lines["c"], item["c"].line) == (2, 3, 3)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\na: 2\n", 2, "repeats the key"),
        ("a: &x 1\n", 1, "anchor"),
        ("a: 1\nb: *x\n", 2, "alias"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a: !x 1\n", 1, "tag"),
        ("a:\n\tb: 1\n", 2, "tab"),
        ("a: b: c\n", 1, "needs quotes"),
        ("- 1\n- 2\n", 1, "top level"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("? [1]\n: 2\n", 1, "not plain text"),
        ("a: [1, 2\n", 2, "not valid YAML"),
        ("a: " + "[" * 40 + "]" * 40 + "\n", 1, "nested deeper"),
    ],
)
def test_refused_with_the_line_and_what_to_do(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    with pytest.raises(YamlError, match=said) as found:
        read(tmp_path, text)
    assert found.value.line == line


def test_a_bomb_of_aliases_costs_nothing(tmp_path: Path) -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 20))
    with pytest.raises(YamlError, match="anchor"):
        read(tmp_path, "l0: &l0 [x]\n" + levels)


def test_files_that_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(YamlError, match="UTF-8"):
        read(tmp_path, b"a: 1\nb: \xff\xfe\n")
    with pytest.raises(YamlError, match="does not allow"):
        read(tmp_path, b"a: \x00\n")
    with pytest.raises(YamlError, match="limit"):
        read(tmp_path, b"a: 1\n" * 500_000)
    with pytest.raises(YamlError, match="cannot be read"):
        read_yaml(tmp_path / "missing.yaml")


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_mapping_or_a_yaml_error(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("y") / "x.yaml"
    path.write_bytes(raw)
    try:
        assert isinstance(read_yaml(path), Map)
    except YamlError as error:
        assert error.message
