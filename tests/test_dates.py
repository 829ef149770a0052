"""Partial dates stand for intervals."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napcompare.dates import PartialDate

days = st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31))


@given(days, st.sampled_from([4, 7, 10]))
def test_a_date_lies_in_every_shorter_form_of_itself(day: date, length: int) -> None:
    partial = PartialDate(day.isoformat()[:length])
    assert partial.first <= day <= partial.last
    assert partial.contains(PartialDate(day.isoformat()))


@given(days, days, st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_certainly_before_excludes_the_reverse(a: date, b: date, m: int, n: int) -> None:
    first, second = PartialDate(a.isoformat()[:m]), PartialDate(b.isoformat()[:n])
    if first.certainly_before(second):
        assert first.possibly_before(second)
        assert not second.possibly_before(first)


@given(st.text(max_size=12))
def test_any_other_text_is_refused_with_a_sentence(text: str) -> None:
    try:
        PartialDate(text)
    except ValueError as error:
        assert "date" in str(error) or "day" in str(error)


@pytest.mark.parametrize(
    "text", ["2021-02-29", "2020-13", "20", "2020-1-1", "0999", "", "2020-12-11 "]
)
def test_days_and_forms_that_do_not_exist(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|there is no day"):
        PartialDate(text)


def test_a_year_is_not_certainly_before_a_day_in_it() -> None:
    assert not PartialDate("2020").certainly_before(PartialDate("2020-12-11"))
    assert PartialDate("2020").possibly_before(PartialDate("2020-12-11"))
    assert PartialDate("2019").certainly_before(PartialDate("2020-01"))
