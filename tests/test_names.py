"""Names and codes in any language; a wrong match is worse than a miss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import napcompare as nap
from napcompare.entities import Names, fold, names_of
from napcompare.errors import DataError
from napcompare.registry import load_tables

from .conftest import needs


@pytest.fixture(scope="module")
def names(ds: nap.Dataset) -> Names:
    return names_of(ds.entities, ds.aliases)


SAME = {
    "NLD": ["NLD", "NL", "Netherlands", "the netherlands", "NETHERLANDS", "Holland", "Nederland", "Pays-Bas",
            "les Pays-Bas", "Países Bajos", "Paises bajos", "Niederlande",
             "Нидерланды", "オランダ", "Κάτω Χώρες"],
    "COD": ["COD", "DRC", "DR Congo", "Congo, Dem. Rep.", "Congo (Kinshasa)", "Congo-Kinshasa",
            "Democratic Republic of the Congo", "RDC"],
    "COG": ["COG", "Congo, Rep.", "Congo-Brazzaville", "Republic of the Congo"],
    "KOR": ["Korea, Rep.", "Korea, Republic of", "South Korea", "Zuid-Korea"],
    "PRK": ["Korea, Dem. People's Rep.", "DPRK", "North Korea"],
    "CIV": ["Côte d'Ivoire", "Cote d’Ivoire", "Cote dIvoire", "Cote d Ivoire", "Ivory Coast", "Ivoorkust"],
    "BIH": ["Bosnia & Herzegovina", "Bosnia and Herzegovina", "Bosnië en Herzegovina"],
    "SWZ": ["Swaziland", "Eswatini"], "MKD": ["FYROM", "Macedonia, FYR", "North Macedonia"],
    "MMR": ["Burma", "Myanmar"], "TUR": ["Turkey", "Türkiye", "Turkiye"], "XKX": ["Kosovo", "XK", "Kosova"],
    "PSE": ["Palestine", "State of Palestine", "West Bank and Gaza"],
    "GBR": ["Great Britain", "UK", "U.K.", "United Kingdom", "Royaume-Uni"],
    "LCA": ["St. Lucia", "Saint Lucia", "St Lucia"], "SLB": ["Solomon Is.", "Solomon Islands"],
    "GMB": ["Gambia, The", "The Gambia"], "DEU": ["Allemagne", "l'Allemagne", "Duitsland"],
    "NATO": ["NATO", "NAVO", "OTAN"], "ECOWAS": ["ECOWAS", "CEDEAO"], "EU": ["EU", "UE", "Europese Unie"],
    "NER": ["Niger"], "NGA": ["Nigeria"], "GNB": ["Guinea-Bissau", "Guinea Bissau"], "GIN": ["Guinea"],
    "IRL": ["Ireland"], "DMA": ["Dominica"], "DOM": ["Dominican Republic", "Dominican Rep."],
}  # fmt: skip


@pytest.mark.parametrize(("entity", "name"), [(e, n) for e, known in SAME.items() for n in known])
def test_names_that_are_known(names: Names, entity: str, name: str) -> None:
    assert names.one(name) == entity


@pytest.mark.parametrize(
    "name",
    ["Perugia", "Somaliland", "Mexico City", "Southern Sub-Saharan Africa", "England", "America", "Africa",
     "Northern Ireland", "Salvador", "nl", "no", "is", "us", "end", "car", "Netherland", "Yugoslavia", "",
     "  ", "Lebanon, PA", "Congo Town", "New Guinea", "x" * 10_000, "भरत"],
)  # fmt: skip
def test_a_wrong_match_is_worse_than_a_miss(names: Names, name: str) -> None:
    with pytest.raises(nap.NameUnknownError, match="is called"):
        names.one(name)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Congo", ["COD", "COG"]),
        ("korea", ["KOR", "PRK"]),
        ("Virgin Islands", ["VGB", "VIR"]),
        ("AU", ["AU", "AUS"]),
    ],
)
def test_ambiguous_names_name_their_candidates(names: Names, name: str, meant: list[str]) -> None:
    with pytest.raises(nap.NameAmbiguousError) as found:
        names.one(name)
    assert [c.split()[0] for c in found.value.candidates] == meant


def test_language_decides_where_a_name_is_ambiguous(names: Names) -> None:
    assert names.find("Nigeri") == ["NER", "NGA"]
    assert names.one("Nigeri", "sq") == "NGA"
    assert names.one("Çin", "tr") == "CHN"
    assert names.find("Çin") == []
    assert names.one("Áo", "vi") == "AUT"


def test_similar_spellings_are_offered_and_never_taken(names: Names) -> None:
    with pytest.raises(nap.NameUnknownError, match=r"Did you mean NLD \(Netherlands\)"):
        names.one("Nederlnd")


def test_many_names_at_once_keep_their_index() -> None:
    series = pd.Series(["Holland", None, float("nan"), 3, "Congo", "Perugia"], index=list("abcdef"))
    found = nap.resolve(series)
    assert found.index.tolist() == list("abcdef")
    assert found["entity"].fillna("-").tolist() == ["NLD", "-", "-", "-", "-", "-"]
    assert found["problem"].tolist() == [
        "",
        "missing",
        "missing",
        "not text",
        "ambiguous",
        "unknown",
    ]
    assert "candidates" not in found
    told = nap.resolve(series, candidates=True)["candidates"].tolist()
    assert told[4] == "COD;COG"
    assert "PER" in told[5]


def test_one_thing_that_is_no_name() -> None:
    for nothing in (None, 3, float("nan")):
        with pytest.raises(nap.NameUnknownError):
            nap.resolve(nothing)


def test_every_name_that_is_shown_is_understood(ds: nap.Dataset, names: Names) -> None:
    for column in ("name_en", "name_nl", "name_fr"):
        language = column[-2:]
        wrong = [
            (row.entity, name)
            for row in ds.entities.itertuples()
            if names.find(name := getattr(row, column), language) != [row.entity]
        ]
        assert wrong == []


def test_every_code_is_understood(ds: nap.Dataset, names: Names) -> None:
    for row in ds.entities.itertuples():
        assert row.entity in names.find(row.entity)
        if isinstance(row.iso2, str):
            assert row.entity in names.find(row.iso2)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_case_spacing_and_punctuation_do_not_matter(
    ds: nap.Dataset, names: Names, data: st.DataObject
) -> None:
    row = data.draw(st.sampled_from(ds.entities[["entity", "name_en"]].to_numpy().tolist()))
    words = row[1].split()
    change = data.draw(st.sampled_from([str.lower, str.upper, str.title]))
    gap = data.draw(st.sampled_from([" ", "  ", "\t", " - ", ". "]))
    assert names.one(f" {gap.join(change(w) for w in words)} ") == row[0]


@given(st.text(max_size=40))
def test_folding_is_done_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_vowel_signs_are_letters_and_accents_are_not() -> None:
    assert fold("भारत") != fold("भरत")
    assert fold("Ísland") == "island"
    assert fold("Ελλάδα") == fold("Ελλαδα")


def test_the_refresh_gives_what_is_committed(tmp_path: Path) -> None:
    import importlib.util
    import shutil

    from napcompare.refresh import refresh_names

    from .conftest import ROOT

    needs("babel", importlib.util.find_spec("babel") is not None)
    needs("pycountry", importlib.util.find_spec("pycountry") is not None)
    copy = Path(shutil.copytree(ROOT / "datasets" / "names", tmp_path / "names"))
    before = (copy / "aliases.csv").read_bytes()
    refresh_names(tmp_path)
    assert (copy / "aliases.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("reviewed:\n", "reviewed:\n  x: []\nreviewed_:\n", "is the name of"),
        ("alias: Nikaraagua", "alias: Nikaragua", "CLDR no longer calls NGA"),
        ("  NLD: [Holland", "  ZZZ: [Holland", "ZZZ is not in entities"),
        ("NLD: [Holland", "NLD: [Belgium", "'belgium' is the name of BEL, NLD"),
    ],
)
def test_the_refresh_fails_on_what_was_not_looked_at(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    import importlib.util
    import shutil

    from napcompare.refresh import refresh_names

    from .conftest import ROOT

    needs("babel", importlib.util.find_spec("babel") is not None)
    needs("pycountry", importlib.util.find_spec("pycountry") is not None)
    copy = Path(shutil.copytree(ROOT / "datasets" / "names", tmp_path / "names"))
    path = copy / "curated.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    before = (copy / "aliases.csv").read_bytes()
    with pytest.raises(DataError, match=said):
        refresh_names(tmp_path)
    assert (copy / "aliases.csv").read_bytes() == before


def test_names_are_built_from_the_committed_list_alone(tiny: Callable[..., Path]) -> None:
    aliases = load_tables(tiny() / "datasets")["aliases"]
    assert aliases["alias"].tolist() == ["Holland"]
