"""Krippendorff's alpha on a published worked example, and the status of a feature."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from napcompare.release.agreement import agreement, nominal_alpha, status

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", the example with four observers,
# twelve units, nominal data and missing values; the published alpha is 0.743.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
# The same paper, the example with two observers, ten units and binary data; published: 0.095.
BINARY = ["0100000000", "1110010100"]


def test_alpha_of_the_published_example_with_missing_data() -> None:
    units = [[None if v is None else str(v) for v in unit] for unit in zip(*OBSERVERS, strict=True)]
    assert nominal_alpha(units) == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_the_published_binary_example() -> None:
    assert nominal_alpha(list(zip(*BINARY, strict=True))) == pytest.approx(0.095, abs=5e-4)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=30))
def test_alpha_is_at_most_one_and_one_only_for_perfect_agreement(
    units: list[tuple[str, str]],
) -> None:
    alpha = nominal_alpha(units)
    if alpha is None:
        assert len({v for unit in units for v in unit}) <= 1
    else:
        assert alpha <= 1
        assert (alpha == 1) == all(a == b for a, b in units)


def codings(*pairs: tuple[str, str], recoded: str | None = None) -> pd.DataFrame:
    rows = []
    for number, pair in enumerate(pairs):
        for coder, value in zip(("first", "second"), pair, strict=True):
            rows.append((f"NLD-{number + 1}", "climate", coder, value, None))
    data = pd.DataFrame(
        rows, columns=["plan_id", "field", "coder", "value", "recoded_from"], dtype="str"
    )
    if recoded:
        data.loc[data["value"] == "unknown", "recoded_from"] = recoded
    return data


def test_unknown_makes_no_pair() -> None:
    found = agreement(codings(("yes", "yes"), ("yes", "unknown"), ("no", "yes")))
    assert found.loc["climate", "pairs"] == 2
    assert found.loc["climate", "percent"] == 50


def test_raw_agreement_uses_what_the_coders_gave() -> None:
    data = codings(("unknown", "no"), ("yes", "yes"), recoded="no")
    assert agreement(data).loc["all", "pairs"] == 1
    assert agreement(data, raw=True).loc["all", ["pairs", "percent"]].tolist() == [2, 100]


def test_without_variation_alpha_is_not_computable() -> None:
    found = agreement(codings(*[("yes", "yes")] * 12)).loc["climate"]
    assert pd.isna(found["alpha"])
    assert found["status"] == "tentative"


@pytest.mark.parametrize(
    ("pairs", "percent", "alpha", "expected"),
    [
        (10, 95.0, 0.8, "usable"),
        (10, 90.0, 0.7, "tentative"),
        (10, 90.0, 0.5, "do_not_compare"),
        (9, 100.0, 1.0, "do_not_compare"),
        (12, 80.0, None, "do_not_compare"),
        (0, None, None, "do_not_compare"),
    ],
)
def test_status(pairs: int, percent: float | None, alpha: float | None, expected: str) -> None:
    assert status(pairs, percent, alpha) == expected
