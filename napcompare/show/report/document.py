"""A report as content without a form: what HTML, Word and print are made from.

Every stretch of text names the sources behind it; a writer turns them into footnotes or links, and
marks what no official source stands behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "Block",
    "Bullets",
    "Cited",
    "Document",
    "Figure",
    "Paragraph",
    "Section",
    "Table",
    "Text",
]


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of text.

    Attributes
    ----------
    text : str
    sources : tuple of str
        Identifiers of the sources behind it, in order; see `Document.sources`.
    language : str
        BCP 47 code where it is not that of the document, as for the title of a plan.
    doubtful : bool
        Whether it says something that no official source stands behind.
    """

    text: str
    sources: tuple[str, ...] = ()
    language: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Texts that follow each other; `note` for a caveat or a remark set apart."""

    texts: tuple[Text, ...]
    note: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `numbered` where its order matters."""

    items: tuple[Paragraph, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column heads its rows.

    Attributes
    ----------
    caption : str
    header : tuple of str
    rows : tuple of tuples of Text
        Each as long as the header.
    numbers : tuple of int
        Columns that hold numbers, counted from 0: set flush right and sorted as numbers.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, what it shows in words, and its data as a table."""

    caption: str
    alt: str
    draw: Callable[[], Axes]
    data: Table


Block = Paragraph | Bullets | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is below it; `anchor` is its identifier in addresses and never changes."""

    anchor: str
    heading: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as a reader sees it.

    Attributes
    ----------
    number : int
        From 1, in the order in which the document first cites them.
    text : str
        Publisher, kind of publisher, official reference, and when it was seen: one line.
    url : str
        Empty where there is none.
    official : bool
    """

    number: int
    text: str
    url: str
    official: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report.

    Attributes
    ----------
    title, subtitle : str
    language : str
        ``en`` or ``nl``.
    sections : tuple of Section
    sources : mapping of str to Cited
        Every source that the document cites, by identifier.
    words : mapping of str to str
        Words that a form needs, in the language of the document: ``contents``, ``sources``, ``source``,
        ``filter``, ``sort``, ``close``, ``no_official_source``, ``data``, ``page``.
    footer : str
        Release and day, for the foot of every page.
    """

    title: str
    subtitle: str
    language: str
    sections: tuple[Section, ...]
    sources: Mapping[str, Cited]
    words: Mapping[str, str] = field(default_factory=dict)
    footer: str = ""
