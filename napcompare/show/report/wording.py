"""The words of a report in one language: sentences, labels of codes, dates and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from napcompare._data import schemas_folder
from napcompare.dates import PartialDate
from napcompare.errors import QuestionError
from napcompare.schema import load_schema
from napcompare.show.plots.style import Words
from napcompare.vocab import read_schema_file

__all__ = ["LANGUAGES", "Wording", "wording"]

LANGUAGES = ("en", "nl")
_ORDINALS: Mapping[str, tuple[str, ...]] = {
    "en": ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    "nl": (
        "eerste",
        "tweede",
        "derde",
        "vierde",
        "vijfde",
        "zesde",
        "zevende",
        "achtste",
        "negende",
    ),
}


def wording(language: str) -> Wording:
    """The words of a language.

    Raises
    ------
    QuestionError
        For a language that reports are not written in.
    """
    if language not in LANGUAGES:
        raise QuestionError(
            f"a report is written in {' or '.join(LANGUAGES)}, not in {language!r}."
        )
    return Wording(language)


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    content = read_schema_file(schemas_folder() / "texts" / "report.yaml")
    return {
        key: {lang: str(text) for lang, text in value.items()} for key, value in content.items()
    }


class Wording:
    """Sentences, labels, dates and numbers in one language; made by `wording`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, key: str, **values: object) -> str:
        """A sentence of ``schemas/texts/report.yaml``, filled in.

        Examples
        --------
        >>> wording("nl").say("p_about", value=45)
        'ongeveer 45'
        """
        return _texts()[key][self.language].format(**values)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in _texts()

    def label(self, vocabulary: str, code: str | None) -> str:
        """Label of a code, with a small first letter for use within a sentence.

        Examples
        --------
        >>> wording("nl").label("feature_value", "partial")
        'deels'
        """
        if code is None:
            return self.say("unknown")
        text = load_schema().vocabularies[vocabulary].label(code, self.language)
        return text if text[:2].isupper() else text[:1].lower() + text[1:]

    def feature(self, name: str, pages: Mapping[str, Mapping[str, str]]) -> str:
        """Label of a feature, from the codebook pages of the release."""
        return pages[name][self.language]

    def day(self, told: str) -> str:
        """A partial date in words.

        Examples
        --------
        >>> wording("nl").day("2022-11-09"), wording("en").day("2020-12"), wording("en").day("2020")
        ('9 november 2022', 'December 2020', '2020')
        """
        return Words(self.language).partial(PartialDate(told).text)

    def on(self, told: str) -> str:
        """A partial date with its preposition.

        Examples
        --------
        >>> wording("nl").on("2022-11-09"), wording("nl").on("2022-11")
        ('op 9 november 2022', 'in november 2022')
        """
        exact = len(PartialDate(told).text) == len("2022-11-09")
        return self.say("on_day" if exact else "in_month", day=self.day(told))

    def span(self, first: str | None, last: str | None) -> str:
        """A time from its two ends, as far as they are told.

        Examples
        --------
        >>> wording("nl").span("2021", "2023-05"), wording("nl").span("2021", "2021")
        ('2021 tot en met mei 2023', '2021')
        >>> wording("nl").span("2021", None), wording("nl").span(None, "2025")
        ('vanaf 2021', 'tot en met 2025')
        """
        if first and last:
            return f" {self.say('to')} ".join(dict.fromkeys(map(self.day, (first, last))))
        if first:
            return f"{self.say('from')} {self.day(first)}"
        return f"{self.say('to')} {self.day(last)}" if last else ""

    def number(self, value: float) -> str:
        """A number with the separators of the language.

        Examples
        --------
        >>> wording("nl").number(1234.5), wording("en").number(40_000_000)
        ('1.234,5', '40,000,000')
        """
        text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "nl" else text

    def ordinal(self, edition: str) -> str:
        """The number of an edition in words; the edition itself where it is not a small number."""
        index = int(edition) - 1 if edition.isdigit() else -1
        words = _ORDINALS[self.language]
        return words[index] if 0 <= index < len(words) else edition

    def listed(self, parts: Iterable[str]) -> str:
        """Parts with commas and a last "and".

        Examples
        --------
        >>> wording("nl").listed(["Jemen", "Colombia", "Burundi"])
        'Jemen, Colombia en Burundi'
        """
        *most, last = [p for p in parts if p] or [""]
        return f"{', '.join(most)} {self.say('and')} {last}" if most else last
