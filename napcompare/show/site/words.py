"""The words of the site in one language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from napcompare._data import schemas_folder
from napcompare.show.report.wording import Wording, wording
from napcompare.vocab import read_schema_file

__all__ = ["SiteWords"]


class SiteWords:
    """Words of the site, and through `report` those of the reports.

    Parameters
    ----------
    language : str
        ``en`` or ``nl``.

    Raises
    ------
    QuestionError
        For a language that reports are not written in.

    Examples
    --------
    >>> SiteWords("nl")("find_some", count=3)
    '3 gevonden.'
    """

    def __init__(self, language: str) -> None:
        self.report: Wording = wording(language)
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key of ``schemas/texts/site.yaml``, filled in."""
        return self.raw(key).format(**values)

    def raw(self, key: str) -> str:
        """The words of a key with the places that a script fills in."""
        return _texts()[key][self.language]


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    content = read_schema_file(schemas_folder() / "texts" / "site.yaml")
    return {key: {k: str(text) for k, text in value.items()} for key, value in content.items()}
