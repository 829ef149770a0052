"""The face: load, tables, describe, search, provenance, history, cards."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_regressions.file_regression import FileRegressionFixture

import napcompare as nap
from napcompare._data import release_folder, release_versions

from .conftest import FEATURES, ROOT


def test_tables_are_plain_frames_that_say_their_release(ds: nap.Dataset) -> None:
    assert type(ds.plans) is pd.DataFrame
    assert ds.plans.attrs["release"] == ds.version
    assert ds.plans.dtypes["title"] == "str"
    assert str(ds.plans.dtypes["n_objectives"]) == "Int64"
    assert set(ds.tables) <= set(dir(ds))


def test_changing_a_frame_changes_nothing_in_the_data_set(ds: nap.Dataset) -> None:
    plans = ds.plans
    plans.loc[:, "title"] = "gone"
    del plans["end"]
    assert (ds.plans["title"] != "gone").all()
    assert "end" in ds.plans


def test_namibias_code_survives(ds: nap.Dataset) -> None:
    assert ds.entities.set_index("entity").loc["NAM", "iso2"] == "NA"


def test_a_version_is_pinned_and_an_unknown_one_is_named(ds: nap.Dataset) -> None:
    assert nap.load(ds.version).version == ds.version
    with pytest.raises(nap.VersionError, match=r"no release 2020\.1\.0 here. There are: 2026"):
        nap.load("2020.1.0")
    with pytest.raises(nap.VersionError, match="look like 2026"):
        nap.load("latest")


def test_releases_lists_what_is_at_hand(ds: nap.Dataset) -> None:
    listed = nap.releases()
    assert listed["version"].tolist() == release_versions()
    assert ds.version in set(listed["version"])


def test_a_folder_without_a_release_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(nap.VersionError, match="napcompare build"):
        release_folder(None, tmp_path)


def test_a_tampered_release_is_not_loaded(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(release_folder(), tmp_path / "r"))
    text = (folder / "plans.csv").read_text("utf-8")
    (folder / "plans.csv").write_text(text.replace("2027", "2028", 1), "utf-8")
    with pytest.raises(nap.IntegrityError, match=r"plans\.csv is not the file that was released"):
        nap.load(folder=folder)


@pytest.mark.parametrize("name", ["plan", "Plans", "indicator"])
def test_an_unknown_table_offers_near_names(ds: nap.Dataset, name: str) -> None:
    with pytest.raises(nap.UnknownNameError, match="There is no table"):
        ds.table(name)
    with pytest.raises(AttributeError, match="There is no table"):
        getattr(ds, name)


def test_describe_tells_tables_columns_codes_and_features(ds: nap.Dataset) -> None:
    assert ds.describe().loc["plans", "rows"] == len(ds.plans)
    columns = ds.describe("plans")
    assert columns.index.tolist() == ds.plans.columns.tolist()
    assert columns.loc["adopted", "filled"] == ds.plans["adopted"].notna().sum()
    codes = ds.describe("plans.instrument")
    assert codes["rows"].sum() == len(ds.plans)
    assert ds.describe("plans.title")["rows"].item() == ds.plans["title"].notna().sum()
    assert "money" in ds.describe("budget_allocated").loc["question", "text"]


@pytest.mark.parametrize("name", ["budget", "plans.ttle", "plan.title", ""])
def test_describe_of_nothing_known_offers_near_names(ds: nap.Dataset, name: str) -> None:
    with pytest.raises(nap.UnknownNameError, match="There is no"):
        ds.describe(name)


def test_every_column_is_described(ds: nap.Dataset) -> None:
    for name in ds.tables:
        assert ds.describe(name)["description"].str.len().min() > 10


def test_search_finds_features_plans_and_entities_in_three_languages(ds: nap.Dataset) -> None:
    assert ds.search("budget")["name"].iloc[0] == "budget_allocated"
    assert "NLD" in ds.search("pays-bas")["name"].tolist()
    assert "NLD-4" in ds.search("oversight board")["name"].tolist()
    assert ds.search("zzzz").empty
    assert ds.search("  ").empty


def test_provenance_of_a_cell_leads_to_its_source(ds: nap.Dataset) -> None:
    rows = ds.provenance("NLD-4", "adopted")
    assert rows["value"].unique().tolist() == ["2020-12-11"]
    assert "Kamerstuk 26 150 / 34 952, nr. 190" in set(rows["official_reference"])
    assert rows["derived_from"].unique().tolist() == ["plan_events.date (approved/1)"]


def test_provenance_of_a_feature_an_event_and_a_whole_column(ds: nap.Dataset) -> None:
    assert set(ds.provenance("NLD-4", "climate")["value"]) == set()
    assert set(ds.provenance("NLD-4", "disarmament")["value"]) == {"yes"}
    assert set(ds.provenance("NLD-4/extended/1")["column"]) == {"event", "date", "until", "note"}
    old = nap.load("2026.11.1").provenance("NLD-4/extended/1")
    assert set(old["column"]) == {"date", "until", "note"}
    assert ds.provenance("NLD", "name_nl")["publisher"].tolist() == ["Unicode Consortium"]
    assert ds.provenance("NLD-4", "instrument")["source_id"].tolist() == ["napcompare-coding"]


def test_provenance_of_a_plan_covers_every_filled_cell_but_the_listed_ones(ds: nap.Dataset) -> None:
    rows = ds.provenance("NLD-4")
    plan = ds.plans.set_index("plan_id").loc["NLD-4"].dropna()
    assert set(plan.index) - {"lead_agency_type"} <= set(rows["column"])
    coded = ds.features.query("plan_id == 'NLD-4' and value != 'unknown'")
    assert rows.query("table == 'features'")["key"].nunique() == len(coded)


@pytest.mark.parametrize(
    ("key", "column"),
    [("NLD-9", None), ("ZZZ", None), ("NLD-4", "adoptd"), ("NLD-4/extended/7", None)],
)
def test_provenance_of_nothing_known_offers_near_names(
    ds: nap.Dataset, key: str, column: str | None
) -> None:
    with pytest.raises(nap.UnknownNameError, match="There is no"):
        ds.provenance(key, column)


def test_history_of_a_feature_and_of_a_column(ds: nap.Dataset) -> None:
    assert ds.history("NLD", "focus_domestic")["value"].tolist() == ["no", "no", "no", "yes"]
    ends = ds.history("NLD", "end")
    assert ends["value"].tolist() == ["2011", "2015", "2020", "2027"]
    assert (ends["sources"] > 0).all()
    assert ds.history("AND", "end").empty


def test_history_counts_ministry_plans_last(ds: nap.Dataset) -> None:
    assert ds.history("ROU", "start")["plan_id"].tolist() == ["ROU-1", "ROU-2", "ROU-M1"]


@pytest.mark.parametrize(("entity", "field"), [("NLX", "end"), ("NLD", "ends")])
def test_history_of_nothing_known_offers_near_names(
    ds: nap.Dataset, entity: str, field: str
) -> None:
    with pytest.raises((nap.UnknownNameError, nap.NameUnknownError), match="Did you mean"):
        ds.history(entity, field)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(text=st.text(max_size=15))
def test_any_text_is_an_answer_or_a_named_error(ds: nap.Dataset, text: str) -> None:
    ds.search(text)
    for ask in (ds.describe, ds.provenance, ds.card):
        try:
            ask(text)
        except nap.UnknownNameError as error:
            assert "There is no" in str(error)
        except nap.NameUnknownError as error:
            assert "No country or organisation" in str(error)
        except nap.NameAmbiguousError as error:
            assert "may be" in str(error)


@pytest.mark.parametrize("entity", ["NLD", "EU", "NATO", "AND"])
def test_cards(ds: nap.Dataset, entity: str, file_regression: FileRegressionFixture) -> None:
    file_regression.check(ds.card_text(entity), encoding="utf-8")


def test_every_card_can_be_written(ds: nap.Dataset) -> None:
    for entity in ds.entities["entity"]:
        text = ds.card_text(entity)
        assert entity in text
        assert "None" not in text.replace("None found", "").replace("None, as stated", "")


def test_every_table_of_a_plan_is_on_its_card(ds: nap.Dataset) -> None:
    card = ds.card("NLD")
    fourth = card["plans"][-1]
    assert len(fourth["features"]) == FEATURES
    assert {"approved", "sent_to_parliament", "in_force", "extended"} <= {
        e["event"] for e in fourth["events"]
    }
    for part in ("actors", "funding", "reports", "countries", "counts"):
        assert fourth[part]
        assert all(row["sources"] for row in fourth[part])
    assert len(card["sources"]) == len({s["source_id"] for s in card["sources"]})
    cited = {n for f in fourth["features"] for n in f["sources"]}
    assert cited <= {s["number"] for s in card["sources"]}


def test_without_pyarrow_the_tables_are_the_same() -> None:
    import subprocess
    import sys

    script = (
        "import sys\nif sys.argv[1] == 'without': sys.modules['pyarrow'] = None\n"
        "import napcompare as nap, hashlib\nds = nap.load()\n"
        "tables = [ds.table(t) for t in ds.tables]\n"
        "text = ''.join(t.to_csv() + str(t.dtypes.map(str).tolist()) for t in tables)\n"
        "print(hashlib.sha256(text.encode()).hexdigest(), 'pyarrow' in sys.modules)\n"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", script, how],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        ).stdout.split()[0]
        for how in ("with", "without")
    ]
    assert told[0] == told[1]
