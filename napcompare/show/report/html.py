"""A report as one HTML page: nothing outside the file is asked for, and all texts in it are inert.

The page is whole without its script; the script adds sorting, filtering and sources on click.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import bidirectional
from xml.etree import ElementTree

from napcompare.errors import QuestionError
from napcompare.show.report.document import Bullets, Document, Figure, Paragraph, Table, Text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["html_text", "write_html"]

_KINDS = {"paragraph": Paragraph, "bullets": Bullets, "table": Table, "figure": Figure}
_TEMPLATES = Path(__file__).parent / "templates"
_REFERENCE = re.compile(r"#([A-Za-z][\w-]*)")  # in a drawing; colours look like one
_FILTER_FROM = 9  # rows: a shorter table is taken in at a glance
_WIDE_FROM = 7  # columns: more need the width of the window
# Letters of the longest word of each column, with the space between columns, that A4 has room for.
_UPRIGHT, _ACROSS, _BETWEEN = 105, 160, 3
_NUMBERED = re.compile(r"(\{pages?\})")


def write_html(document: Document, path: Path) -> None:
    """Write a report as one HTML page, as a whole or not at all; a file that is there is replaced.

    Parameters
    ----------
    document : Document
    path : Path

    Raises
    ------
    QuestionError
        For a folder, a folder that is not there, or a file that cannot be written.
    """
    path = Path(path)
    if _is_folder(path):
        raise QuestionError(f"{path} is a folder; name a file in it, such as report.html.")
    if not path.parent.is_dir():
        raise QuestionError(f"{path}: there is no folder {path.parent}; make it first.")
    content = html_text(document).encode("utf-8")
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise QuestionError(f"{path} cannot be written: {error.strerror}.") from None


def html_text(document: Document) -> str:
    """A report as the text of one HTML page; the same document gives the same text.

    Parameters
    ----------
    document : Document
        With all its words, and ``skip`` and ``rows`` ("{shown} of {all} rows shown") among them;
        ``page`` has the places ``{page}`` and ``{pages}``.

    Returns
    -------
    str
        With style, script and figures inside.

    Examples
    --------
    >>> words = dict.fromkeys(
    ...     ["contents", "sources", "source", "filter", "sort", "close", "data", "page", "skip", "rows"],
    ...     "…",
    ... )
    >>> page = html_text(Document("Plans & peers", "", "en", (), {}, words))
    >>> "<h1>Plans &amp; peers</h1>" in page
    True
    """
    script = _asset("report.js")
    template = _environment().get_template("report.html")
    text = template.render(
        document=document,
        words=document.words,
        sources=sorted(document.sources.values(), key=lambda cited: cited.number),
        style=_asset("report.css") + _page_foot(document.footer, document.words["page"]),
        script=script,
        policy=_policy(script),
        count=_Counter(),
    )
    # Half of a character, as broken input may hold, has no place in a file.
    return text.encode("utf-8", "replace").decode("utf-8")


def _is_folder(path: Path) -> bool:
    with suppress(OSError):  # as for a name that is too long
        return path.is_dir()
    return False


class _Counter:
    """Numbers in the order of asking, a series for each name: identifiers are unique in a page."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        self._last[name] = self.last(name) + 1
        return self._last[name]

    def last(self, name: str) -> int:
        return self._last.get(name, 0)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("napcompare.show.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"filter_from": _FILTER_FROM}
    environment.filters |= {"shape": _shape, "stretches": _stretches, "svg": _svg}
    environment.tests |= {name: _is_a(kind) for name, kind in _KINDS.items()}
    environment.tests |= {"web": _is_web, "foreign": _is_foreign}
    return environment


def _is_a(kind: type) -> Callable[[object], bool]:
    return lambda block: isinstance(block, kind)


def _is_web(url: str) -> bool:
    """Whether an address may become a link: any other scheme could run something."""
    return url.lower().startswith(("https://", "http://"))


def _is_foreign(text: Text) -> bool:
    """Whether a passage may run from right to left, so that its direction is its own."""
    return bool(text.language) or any(bidirectional(c) in ("R", "AL") for c in text.text)


def _stretches(texts: tuple[Text, ...]) -> Iterator[tuple[Text, bool]]:
    """Each text with whether its sources are told there: not if the next text has the same."""
    following = [text.sources for text in texts[1:]]
    for text, sources in zip(texts, [*following, ()], strict=True):
        yield text, text.sources != sources


def _shape(table: Table) -> str:
    """Classes of a table by the room it needs: wide on a screen, across and tight on paper."""
    columns = zip(table.header, *([cell.text for cell in row] for row in table.rows), strict=True)
    need = sum(_longest_word(column) + _BETWEEN for column in columns)
    asked = {
        "wide": len(table.header) >= _WIDE_FROM or need > _UPRIGHT,
        "across": need > _UPRIGHT,
        "tight": need > _ACROSS,
    }
    return " ".join(["table", *(name for name, whether in asked.items() if whether)])


def _longest_word(texts: tuple[str, ...]) -> int:
    return max(len(word) for text in texts for word in re.split(r"[\s-]", text))


def _asset(name: str) -> Markup:
    """A file that goes into the page as it is, with the line ends that a browser reads."""
    from markupsafe import Markup

    return Markup((_TEMPLATES / name).read_text("utf-8"))


def _policy(script: str) -> str:
    """What a browser may do with the page: no request at all, and no script but this one."""
    digest = b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )


def _page_foot(footer: str, page: str) -> Markup:
    """Rules for the foot of each printed page."""
    from markupsafe import Markup

    parts = [
        f"counter({part[1:-1]})" if _NUMBERED.fullmatch(part) else _css_string(part)
        for part in _NUMBERED.split(page)
    ]
    return Markup(
        "@page {\n"
        f"  @bottom-left {{ content: {_css_string(footer)}; }}\n"
        f"  @bottom-right {{ content: {' '.join(parts)}; }}\n"
        "}\n"
    )


def _css_string(text: str) -> str:
    """A text as a string in a style sheet, from which nothing can break out."""
    return "'" + re.sub(r"[^ A-Za-z0-9]", lambda found: f"\\{ord(found[0]):x} ", text) + "'"


def _svg(figure: Figure, number: int) -> Markup:
    """A figure as an element of the page: letters as paths, identifiers of its own."""
    from markupsafe import Markup

    root = ElementTree.fromstring(_drawn(figure, number))
    told = {value for element in root.iter() for value in element.attrib.values()}
    referred = {name for value in told for name in _REFERENCE.findall(value)}
    names = {name: f"report-figure-{number}-{name}" for name in referred & told}
    _strip(root)
    for element in root.iter():
        element.tag = _local(element.tag)
        element.attrib = dict(_renamed(element.attrib, names))
    root.attrib |= {"role": "img", "aria-label": figure.alt}
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _drawn(figure: Figure, number: int) -> str:
    """A figure as matplotlib writes it; the same figure gives the same text."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": str(number)}):
        drawn = figure.draw().get_figure(root=True)
        assert drawn is not None
        written = StringIO()
        drawn.savefig(written, format="svg", metadata={"Date": None})
        plt.close(drawn)
    # Letters are paths; their text is in comments, where a control character would not be XML.
    return re.sub(r"<!--.*?-->", "", written.getvalue(), flags=re.DOTALL)


def _strip(root: ElementTree.Element) -> None:
    """Take out what would reach beyond the drawing (its style) or tells nothing."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _local(child.tag) in ("style", "metadata"):
                parent.remove(child)
    for size in ("width", "height"):
        root.attrib.pop(size, None)


def _renamed(attributes: dict[str, str], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Attributes with identifiers that are unique in the page; those never referred to go."""
    for name, value in attributes.items():
        if name != "id":
            yield _local(name), _REFERENCE.sub(lambda f: f"#{names.get(f[1], f[1])}", value)
        elif value in names:
            yield name, names[value]


def _local(name: str) -> str:
    return name.rpartition("}")[2]
