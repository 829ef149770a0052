"""From raw tables to observations: nothing is guessed, and nothing is left out without being counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import napcompare as nap
from napcompare.entities import Names, names_of
from napcompare.errors import DataError
from napcompare.fetch import insecurity_insight, ucdp, undp_hdr
from napcompare.harmonise.observations import COLUMNS, harmonise
from napcompare.harmonise.statistics import Statistics, read_statistics
from napcompare.schema import load_schema

from .conftest import ROOT
from .test_adapters import real

FOLDER = ROOT / "datasets" / "statistics"


@pytest.fixture(scope="module")
def names(ds: nap.Dataset) -> Names:
    return names_of(ds.entities, ds.aliases)


def units() -> set[str]:
    return set(load_schema().vocabularies["concept_unit"].current)


@pytest.fixture
def hdr(ds: nap.Dataset) -> Statistics:
    return read_statistics(FOLDER / "undp-hdr.yaml", set(ds.concepts["concept"]), units())


def raw(*rows: tuple[str, str, str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["series", "place", "name", "year", "value"])


def test_rows_are_kept_or_counted(hdr: Statistics, names: Names) -> None:
    table = raw(
        ("pr_f", "NLD", "Netherlands", 2022, 39.1),
        ("pr_f", "NLD", "Netherlands", 2022, 39.1),
        ("pr_f", "NLD", "Netherlands", 1999, 30),
        ("pr_f", "ZZK.WORLD", "World", 2022, 25.9),
        ("hdi", "NLD", "Netherlands", 2022, 0.9),
    )
    found, dropped = harmonise(table, hdr, names, "2024-03-13")
    assert tuple(found.columns) == COLUMNS
    (row,) = found.to_dict("records")
    assert [row[c] for c in ("concept", "entity", "year", "sex", "value", "unit", "role", "vintage")] == [
        "PAR-05", "NLD", 2022, "female", 39.1, "percent", "domestic_situation", "2024-03-13",
    ]  # fmt: skip
    assert dropped.set_index("reason")["rows"].to_dict() == {
        "series that is not asked for": 1,
        "before 2000": 1,
        "aggregate": 1,
        "given twice": 1,
    }
    assert len(found) + dropped["rows"].sum() == len(table)


def test_an_unknown_place_stops_with_the_list(hdr: Statistics, names: Names) -> None:
    table = raw(("pr_f", "XYZ", "Nowhere", 2022, 1), ("pr_f", "QQQ", "Elsewhere", 2022, 1))
    with pytest.raises(DataError, match=r"(?s)XYZ \(Nowhere\).*QQQ \(Elsewhere\).*under `places`"):
        harmonise(table, hdr, names, "2024")
    mapped = replace(hdr, places={"XYZ": "NLD", "QQQ": "BEL"})
    found, _ = harmonise(table, mapped, names, "2024")
    assert found["entity"].tolist() == ["BEL", "NLD"]


def test_two_values_for_one_cell_stop(hdr: Statistics, names: Names) -> None:
    table = raw(("pr_f", "NLD", "N", 2022, 39.1), ("pr_f", "NLD", "N", 2022, 40))
    with pytest.raises(DataError, match=r"pr_f NLD 2022: two values, 39\.1 and 40"):
        harmonise(table, hdr, names, "2024")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_declaration_is_read(ds: nap.Dataset, path: Path) -> None:
    declared = read_statistics(path, set(ds.concepts["concept"]), units())
    assert set(declared.places.values()) <= set(ds.entities["entity"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "concept: PAR-05",
            "concept: PAR-99",
            r"undp-hdr.yaml:\d+: pr_f: there is no concept PAR-99",
        ),
        ("unit: percent", "unit: apples", "there is no unit apples"),
        ("    sex: female\n", "", "pr_f: sex is missing"),
        ("source: undp-hdr", "source: other", "`source` is the name of the file"),
        (
            "redistributable: yes",
            "redistributable: maybe",
            "`redistributable` is yes or no or unclear",
        ),
        ("places_by: code", "places_by: code\ncolour: red", "`colour` is not known"),
        ("aggregates: ZZ[A-K]", "aggregates: ZZ[A-K", "is no pattern"),
        ("publisher:", "publisher:\n#", "publisher is missing"),
        ("source:", "\tsource:", "undp-hdr.yaml:1"),
    ],
)
def test_a_mistake_in_a_declaration_has_its_line(
    ds: nap.Dataset, tmp_path: Path, old: str, new: str, words: str
) -> None:
    path = tmp_path / "undp-hdr.yaml"
    path.write_text((FOLDER / "undp-hdr.yaml").read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(DataError, match=words):
        read_statistics(path, set(ds.concepts["concept"]), units())


REAL = {
    "undp-hdr": (
        undp_hdr.parse,
        "HDR23-24_Composite_indices_complete_time_series.csv",
        "undp-hdr-2023-24",
    ),
    "ucdp": (ucdp.parse, "organizedviolencecy_v25_1.csv", "ucdp-orgviolence-cy-25.1"),
    "insecurity-insight": (insecurity_insight.parse, "svOverview.json", "insecurity-insight-crsv"),
}


@pytest.mark.parametrize("source", REAL)
def test_the_real_files_become_observations(ds: nap.Dataset, names: Names, source: str) -> None:
    parse, file, folder = REAL[source]
    declared = read_statistics(FOLDER / f"{source}.yaml", set(ds.concepts["concept"]), units())
    table = parse(real(folder, file), source, list(declared.series))
    found, dropped = harmonise(table, declared, names, "2025")
    assert len(found) + dropped["rows"].sum() == len(table)
    assert not found.duplicated(["series", "entity", "year", "sex"]).any()
    assert found["entity"].nunique() >= 80
    assert set(found["entity"]) <= set(ds.entities["entity"])
