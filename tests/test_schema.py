"""The schemas are the one truth: one entry gives a column everywhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from napcompare.codebook import codebook, registry_json_schema
from napcompare.errors import SchemaError, UnknownNameError
from napcompare.registry import load_tables
from napcompare.release.check import check_tables
from napcompare.schema import frictionless_schema, load_schema, pandera_schema

from .conftest import FEATURES, NLD, ROOT


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A copy of the schemas to change."""
    return Path(shutil.copytree(ROOT / "schemas", tmp_path / "schemas"))


def test_a_new_column_is_described_once_and_arrives_everywhere(
    schemas: Path, tiny: Callable[..., Path]
) -> None:
    with (schemas / "fields.yaml").open("a") as file:
        file.write("motto:\n  type: text\n  title: Motto\n  description: The motto of the plan.\n")
    table = schemas / "tables" / "plans.yaml"
    table.write_text(table.read_text() + "  - {name: motto, entered: yes}\n")
    schema = load_schema(schemas)
    text = NLD.replace("    title: Second plan\n", "    title: Second plan\n    motto: Together\n")
    root = tiny(NLD=text.replace("[title,", "[title, motto,"))
    tables = load_tables(root / "datasets", schema)

    assert tables["plans"]["motto"].tolist()[1] == "Together"
    assert "motto" in pandera_schema(schema, "plans").columns
    assert frictionless_schema(schema, "plans")["fields"][-1]["title"] == "Motto"
    assert "The motto of the plan." in codebook(schema, "x")
    plan = registry_json_schema(schema)["properties"]["plans"]["items"]
    assert plan["properties"]["motto"]["title"] == "Motto"
    assert not [p for p in check_tables(tables, schema, "2026-11-24") if p.severity == "error"]


def test_every_feature_of_the_coding_rules_has_a_page() -> None:
    schema = load_schema()
    assert len(schema.features) == FEATURES
    for page in schema.features.values():
        assert set(page.label) == {"en", "nl", "fr"}
        assert {"question", "yes", "partial", "no", "example_yes", "example_no"} <= set(page.texts)
    pillars = [p for p in schema.features.values() if p.group == "pillar"]
    assert [p.feature for p in pillars if not p.feature.startswith("named_pillar_")] == []
    assert {p.was for p in pillars} == {
        "participation",
        "prevention",
        "protection",
        "relief_recovery",
        "mainstreaming",
    }


@pytest.mark.parametrize("feature", ["crsv_gbv", "refugees_displaced"])
def test_labels_of_joined_features_say_that_they_join_two_things(feature: str) -> None:
    label = load_schema().features[feature].label
    assert "two" in label["en"]
    assert "twee" in label["nl"]
    assert "deux" in label["fr"]


def test_vocabularies_have_labels_in_three_languages() -> None:
    for words in load_schema().vocabularies.values():
        for code in words.codes.values():
            assert all(code.label[language].strip() for language in ("en", "nl", "fr"))


def test_the_schema_for_editors_is_the_one_that_the_schemas_give() -> None:
    committed = json.loads((ROOT / "schemas" / "registry.schema.json").read_text("utf-8"))
    assert committed == registry_json_schema(load_schema()), "run `make schema`"


def test_pandera_refuses_what_the_vocabulary_does_not_have() -> None:
    from pandera.errors import SchemaErrors

    data = pd.DataFrame(
        {"plan_id": ["NLD-1"], "feature": ["climate"], "value": ["maybe"], "confidence": [None]}
    )
    data = data.astype("str").assign(confidence=pd.Series([None], dtype="str"))
    with pytest.raises(SchemaErrors) as found:
        pandera_schema(load_schema(), "features").validate(data, lazy=True)
    assert found.value.failure_cases["failure_case"].tolist() == ["maybe"]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "fields.yaml",
            "  type: partial_date\n  title: Adopted",
            "  type: date\n  title: Adopted",
            "type 'date'",
        ),
        (
            "fields.yaml",
            "vocabulary: instrument",
            "vocabulary: instruments",
            "no vocab/instruments",
        ),
        ("fields.yaml", "  title: Adopted\n", "", "`title` is missing"),
        ("tables/plans.yaml", "{name: adopted}", "{name: adopted, field: adoptd}", "no 'adoptd'"),
        ("tables/plans.yaml", "primary_key: [plan_id]", "primary_key: [plan]", "not a column"),
        ("tables/plans.yaml", "table: entities}", "table: entity}", "not a table"),
        ("vocab/confidence.yaml", "- code: low", "- code: high", "is there twice"),
        ("codebook/climate.yaml", "use: presence_only", "use: always", "not in vocab/feature_use"),
        ("codebook/climate.yaml", "feature: climate", "feature: weather", "must be climate"),
    ],
)
def test_mistakes_in_the_schemas_name_the_place(
    schemas: Path, file: str, old: str, new: str, said: str
) -> None:
    path = schemas / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(SchemaError, match=said):
        load_schema(schemas)


def test_a_retired_code_names_its_successor(schemas: Path, tiny: Callable[..., Path]) -> None:
    from napcompare.registry import check

    path = schemas / "vocab" / "instrument.yaml"
    path.write_text(
        path.read_text("utf-8")
        + "  - code: plan\n    label: {en: Plan, nl: Plan, fr: Plan}\n    retired: 2026.11.0\n"
        "    successor: action_plan\n",
        "utf-8",
    )
    root = tiny(NLD=NLD.replace("instrument: action_plan", "instrument: plan", 1))
    problems = check(root / "datasets" / "registry", root / "datasets", load_schema(schemas))
    assert any("is retired; use action_plan" in p.message for p in problems)


def test_an_unknown_table_or_column_offers_near_names() -> None:
    with pytest.raises(UnknownNameError, match="plans"):
        load_schema().table("plan")
    with pytest.raises(UnknownNameError, match="adopted"):
        load_schema().table("plans").column("adoptd")
