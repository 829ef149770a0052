"""Plan watch: pages where plans stand, read for periods and editions that the registry does not have.

Nothing rests on how a page is built: its text is searched for periods and for numbered editions near words
for the agenda, in six languages. What is found is a candidate for a person to look at; nothing is entered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd

from napcompare._frames import records
from napcompare.errors import FetchError
from napcompare.fetch.download import USUAL, Limits, Request, download
from napcompare.fetch.store import Record, read

__all__ = ["COLUMNS", "editions_of", "pages", "periods_of", "text_of", "watch"]

COLUMNS = ("entity", "plan_id", "url", "finding", "told")
_MEDIA = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain")
_NEAR = 160  # characters between a word for the agenda and a period or edition
_LONGEST = 12  # years
_TOPIC = re.compile(
    r"1325|women,? peace|femmes,? (?:la )?paix|mujeres,? (?:la )?paz|vrouwen,? vrede|frauen,? frieden"
    r"|mulheres,? (?:a )?paz",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(20[0-3]\d)\s*(?:[-–—/]|to|until|à|a|al|au|tot(?: en met)?|t/m|bis|até)\s*(20[0-4]\d|\d\d)\b",
    re.IGNORECASE,
)
# Second to sixth, in English, French, Spanish, Dutch, German and Portuguese.
_ORDINALS = (
    "second deuxi[eè]me segundo tweede zweiter?",
    "third troisi[eè]me tercer derde dritter? terceiro",
    "fourth quatri[eè]me cuarto vierde vierter? quarto",
    "fifth cinqui[eè]me quinto vijfde f[uü]nfter?",
    "sixth sixi[eè]me sexto zesde sechster?",
)
_NAMES = r"nap\b|action plan|plan d['’]action|plan de acci[oó]n|actieplan|aktionsplan|plano"
_PLAN = rf"(?:\w+\s+){{0,2}}?(?:{_NAMES})"
_EDITIONS = tuple(
    (number, re.compile(rf"\b(?:{'|'.join(words.split())})\s+{_PLAN}", re.IGNORECASE))
    for number, words in enumerate(_ORDINALS, 2)
)


def pages(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The pages to watch: the document and the official sources of the newest edition of each entity.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
        Columns entity, plan_id and url.
    """
    plans = tables["plans"].dropna(subset="start").sort_values("start").groupby("entity").tail(1)
    documents = plans.rename(columns={"document_url": "url"})[["entity", "plan_id", "url"]]
    told = tables["provenance"].query("table == 'plans'").merge(tables["sources"], on="source_id")
    told = told[(told["authority"] == "official") & told["key"].isin(plans["plan_id"])]
    told = told.rename(columns={"key": "plan_id"})
    entity = dict(zip(plans["plan_id"], plans["entity"], strict=True))
    told["entity"] = told["plan_id"].map(entity)
    both = pd.concat([documents, told[["entity", "plan_id", "url"]]]).dropna(subset="url")
    return both.drop_duplicates().sort_values(["entity", "url"], ignore_index=True)


class _Words(HTMLParser):
    """The text of a page without what is not read."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in ("script", "style") and self._skipped > 0

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.parts.append(data)


def text_of(content: bytes) -> str:
    """The text of a web page on one line; empty for what is no text, such as a PDF.

    Examples
    --------
    >>> text_of(b"<p>Plan <b>2021</b>&ndash;2025</p><script>x</script>")
    'Plan 2021 –2025'
    """
    if content[:5] == b"%PDF-" or b"\0" in content[:2_000]:
        return ""
    parser = _Words()
    parser.feed(content.decode("utf-8", errors="replace"))
    parser.close()
    return " ".join(" ".join(parser.parts).split())


def _near_topic(text: str, place: re.Match[str]) -> bool:
    around = text[max(0, place.start() - _NEAR) : place.end() + _NEAR]
    return bool(_TOPIC.search(around))


def periods_of(text: str) -> set[tuple[int, int]]:
    """First and last years of periods near words for the agenda.

    Examples
    --------
    >>> sorted(periods_of("Plan on Women, Peace and Security 2021-25; vrouwen, vrede 2026 tot en met 2030"))
    [(2021, 2025), (2026, 2030)]
    >>> periods_of("Budget 2021-2025")
    set()
    """
    found = set()
    for place in _PERIOD.finditer(text):
        start, end = int(place[1]), int(place[2])
        end = end if end > 99 else start - start % 100 + end
        if start < end <= start + _LONGEST and _near_topic(text, place):
            found.add((start, end))
    return found


def editions_of(text: str) -> set[int]:
    """Numbers of editions, from the second on, near words for the agenda.

    Examples
    --------
    >>> editions_of("Vierde Nationaal Actieplan vrouwen, vrede en veiligheid"), editions_of("fourth plan")
    ({4}, set())
    """
    return {
        number
        for number, form in _EDITIONS
        for place in form.finditer(text)
        if _near_topic(text, place)
    }


def watch(
    tables: Mapping[str, pd.DataFrame],
    chosen: pd.DataFrame,
    store: Path,
    *,
    limits: Limits = USUAL,
    offline: bool = False,
) -> pd.DataFrame:
    """What pages say that the registry does not.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    chosen : pandas.DataFrame
        As from `pages`.
    store : Path
    limits : Limits
    offline : bool

    Returns
    -------
    pandas.DataFrame
        Columns entity, plan_id, url, finding (``new_period``, ``new_edition``, ``moved`` or ``not_read``)
        and told: the period, the number of the edition, the new address, or why it could not be read.
    """
    plans = tables["plans"]

    def one(row: dict[str, str]) -> list[dict[str, str]]:
        try:
            request = Request("plans", row["url"], "", media=_MEDIA)
            record = download(request, store, limits=limits, offline=offline)
            text = text_of(read(store, record))
        except FetchError as error:
            return [{**row, "finding": "not_read", "told": str(error)}]
        known = plans[plans["entity"] == row["entity"]]
        return [{**row, "finding": f, "told": t} for f, t in _findings(text, record, known)]

    with ThreadPoolExecutor(8) as pool:
        rows = [found for part in pool.map(one, records(chosen)) for found in part]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _findings(text: str, record: Record, known: pd.DataFrame) -> Iterator[tuple[str, str]]:
    if record.final_url != record.url:
        yield "moved", record.final_url
    there = {
        (start[:4], end[:4])
        for column in ("end", "end_original")
        for start, end in known[["start", column]].dropna().itertuples(index=False)
    }
    newest = max((int(start[:4]) for start in known["start"].dropna()), default=0)
    for start, end in sorted(periods_of(text)):
        if (str(start), str(end)) not in there and end > newest and start >= newest:
            yield "new_period", f"{start}-{end}"
    numbers = pd.to_numeric(known["edition"], errors="coerce").dropna()
    for number in sorted(editions_of(text)):
        if number > numbers.max():
            yield "new_edition", str(number)
