"""A report as a Word document: headings, lists, tables and footnotes that Word knows as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import bidirectional
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from napcompare.errors import NapcompareError, QuestionError
from napcompare.show.report import document as model

__all__ = ["write_docx"]

_PAGE, _MARGIN, _FIGURE_HEIGHT = (210, 297), 25, 190  # mm; the height leaves room for a caption
_WIDTH, _LETTER, _PADDING = 9070, 90, 180  # of text, table letters and cells: twentieths of a point
_WORD, _LINE, _WHOLE = 22, 200, 500  # letters: room for a word and a cell; a longer may go overleaf
_DARK, _GREY, _RULE = "1B4965", "555555", "BFBFBF"
_MARK, _DPI = "°", 200  # the sign is raised as it is
_LANGUAGES = {"en": "en-GB", "nl": "nl-NL"}
_LONGEST_TITLE, _LONGEST_ADDRESS = 255, 2000  # Word takes a file with longer ones for damaged
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: the same document, the same bytes
# Parts of the empty document we start from that are of no use here, or say what is not so.
_UNUSED = ("/customXml", "/stylesWithEffects", "/thumbnail", "/extended-properties")
_SPACE = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
# What XML cannot hold, and marks that turn the text around them about.
_BARRED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_ADDRESS = re.compile(r"https?://([A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+(:\d{1,4})?([/?#].*)?", re.ASCII)
_TAB = f'<w:tabs><w:tab w:val="right" w:pos="{_WIDTH}"/></w:tabs>{{}}'
_KEEP = "<w:keepNext/><w:keepLines/>{}"
# Name (Word has its own in small letters), space before and after, height of lines, size in half
# points, colour, weight, and what else a paragraph has around its spaces.
_PARAGRAPHS = (
    ("Title", 0, 60, 240, 44, _DARK, "b", _KEEP),
    ("Subtitle", 0, 240, 240, 24, _GREY, "", "{}"),
    ("heading 1", 400, 100, 240, 30, _DARK, "b", _KEEP + '<w:outlineLvl w:val="0"/>'),
    ("heading 2", 300, 100, 240, 24, _DARK, "b", _KEEP + '<w:outlineLvl w:val="1"/>'),
    ("heading 3", 240, 100, 240, 20, _DARK, "b", _KEEP + '<w:outlineLvl w:val="2"/>'),
    ("caption", 200, 80, 240, 18, _DARK, "b", _KEEP),
    ("List Bullet", 0, 60, 269, 20, "auto", "", '<w:numPr><w:numId w:val="1"/></w:numPr>{}'),
    ("List Number", 0, 60, 269, 20, "auto", "", "{}"),
    ("Note", 0, 120, 269, 20, _GREY, "i", '{}<w:ind w:left="397" w:right="397"/>'),
    ("Table Text", 30, 30, 240, 17, "auto", "", "{}"),
    ("Table Header", 30, 30, 240, 17, "auto", "b", "<w:keepNext/>{}"),
    ("Table Row Header", 30, 30, 240, 17, _DARK, "", "{}"),
    ("Table End", 0, 0, 240, 12, "auto", "", "{}"),
    ("footer", 0, 0, 240, 16, _GREY, "", _TAB),
    ("footnote text", 0, 20, 240, 16, "auto", "", "{}"),
)
_EDGE = f'w:val="single" w:sz="6" w:space="0" w:color="{_GREY}"'
_STYLES = f"""<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>
<w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="LANGUAGE" w:eastAsia="LANGUAGE" w:bidi="ar-SA"/></w:rPr>
</w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:styleId="Normal" w:default="1"><w:name
w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:after="120" w:line="269" w:lineRule="auto"/></w:pPr></w:style>
<w:style w:type="character" w:styleId="Plain" w:default="1"><w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>
<w:basedOn w:val="Plain"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:basedOn w:val="Plain"/>
<w:rPr><w:noProof/><w:color w:val="{_DARK}"/><w:u w:val="single"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="TableNormal" w:default="1"><w:name w:val="Normal Table"/></w:style>
<w:style w:type="table" w:styleId="Report"><w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblBorders><w:top {_EDGE}/><w:bottom {_EDGE}/><w:insideH w:val="single" w:sz="4" w:space="0"
w:color="{_RULE}"/></w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85"
w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>
<w:bottom {_EDGE}/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"""
_SETTINGS = """<w:zoom w:percent="100"/><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/>
</w:footnotePr><w:compat><w:compatSetting w:name="compatibilityMode" w:val="15"
w:uri="http://schemas.microsoft.com/office/word"/></w:compat><w:themeFontLang w:val="{}"/>"""
_LIST = """<w:abstractNum w:abstractNumId="{}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{}"/>
<w:lvlText w:val="{}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr></w:lvl>
</w:abstractNum>"""
_LISTS = _LIST.format(0, "bullet", "•") + _LIST.format(1, "decimal", "%1.")
_NUM = """<w:num w:numId="{}"><w:abstractNumId w:val="{}"/><w:lvlOverride w:ilvl="0">
<w:startOverride w:val="1"/></w:lvlOverride></w:num>"""
_LOOK = '<w:tblLook w:val="06A0" w:firstRow="1" w:firstColumn="1" w:noHBand="1" w:noVBand="1"/>'
_FIELD = '<w:fldSimple w:instr=" {} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
_FIELDS = {"{page}": _FIELD.format("PAGE"), "{pages}": _FIELD.format("NUMPAGES")}
_RAISED = '<w:rStyle w:val="FootnoteReference"/>'


@dataclass(slots=True)
class _Form:
    """A Word document being written: its footnotes, the addresses in them, and its lists."""

    word: Any  # docx.document.Document
    document: model.Document
    notes: list[str] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    lists: int = 1
    doubtful: bool = False

    def add(self, xml: str) -> None:
        last = self.word.element.body[-1]  # says how pages look, and stays the last
        for element in _parsed(xml):
            last.addprevious(element)


def write_docx(document: model.Document, path: Path) -> None:
    """Write a report as a Word document on A4, as a whole or not at all.

    Every text with sources has a footnote that lists them; the same sources in one paragraph or cell
    are noted once. The same document gives the same bytes.

    Parameters
    ----------
    document : Document
    path : Path
        Ends in .docx; a file that is there is replaced.

    Raises
    ------
    QuestionError
        For another ending, a folder that is not there, or a file that cannot be written.
    NapcompareError
        Where python-docx is not installed.
    """
    if path.suffix.lower() != ".docx":
        raise QuestionError(f"{path}: a Word document is a file ending in .docx.")
    if not path.parent.is_dir():
        raise QuestionError(f"{path}: there is no folder {path.parent}; make it first.")
    content = _content(document)
    beside = path.with_name(f".{path.stem[:50]}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        raise QuestionError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        beside.unlink(missing_ok=True)


def _content(document: model.Document) -> bytes:
    try:
        import docx
    except ImportError:
        msg = 'A report in Word needs python-docx: pip install "napcompare[word]".'
        raise NapcompareError(msg) from None
    form = _Form(docx.Document(), document)
    _set_up(form)
    form.add(_paragraph("Title", _run(document.title)))
    if document.subtitle:
        form.add(_paragraph("Subtitle", _run(document.subtitle)))
    ends = [_add_section(form, section, 1) for section in document.sections]
    if form.doubtful:
        said = _run(f" {document.words.get('no_official_source', '')}")
        ends[0].addnext(_parsed(_paragraph("Note", _run(_MARK), said))[0])
    _add_footnotes(form)
    form.word.save(saved := BytesIO())
    return _packed(saved)


def _packed(saved: BytesIO) -> bytes:
    """The same package without the hour and the system in which it was written."""
    packed = BytesIO()
    with ZipFile(saved) as old, ZipFile(packed, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, _DATE)
            entry.create_system, entry.compress_type = 0, ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()


def _parsed(xml: str) -> list[Any]:
    """Elements from XML; words of others enter it escaped, through `_run` or `quoteattr`."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return list(parse_xml(f"<w:body {nsdecls('w', 'r')}>{xml}</w:body>"))


def _clean(text: str) -> str:
    return _BARRED.sub("", _SPACE.sub(" ", text))


def _run(text: str, face: str = "") -> str:
    said = f'<w:t xml:space="preserve">{escape(_clean(text))}</w:t>'
    return f"<w:r><w:rPr>{face}</w:rPr>{said}</w:r>" if text else ""


def _paragraph(style: str, *runs: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{"".join(runs)}</w:p>'


def _tongue(text: model.Text) -> str:
    """Letter properties for the language of a text and, as its first letter tells, its direction."""
    strong = (kind for kind in map(bidirectional, text.text) if kind in {"L", "R", "AL"})
    turned = "<w:rtl/>" if next(strong, "L") != "L" else ""
    if not _LANGUAGE.fullmatch(text.language):
        return turned
    code = _LANGUAGES.get(text.language, text.language)
    return f'{turned}<w:lang w:val="{code}" w:eastAsia="{code}" w:bidi="{code}"/>'


def _set_up(form: _Form) -> None:
    word, language = form.word, form.document.language
    for part in (word.part, word.part.package):
        for key in [key for key, rel in part.rels.items() if rel.reltype.endswith(_UNUSED)]:
            del part.rels[key]
    known = word.core_properties
    known.title = _clean(form.document.title)[:_LONGEST_TITLE]
    known.language, known.author, known.comments = language, "napcompare", ""
    known.created = known.modified = datetime(*_DATE, tzinfo=UTC)
    language = _LANGUAGES.get(language, "en-GB")
    styles = _STYLES.replace("LANGUAGE", language) + "".join(map(_style, _PARAGRAPHS))
    word.styles.element[:] = _parsed(styles)
    word.settings.element[:] = _parsed(_SETTINGS.format(language))
    word.part.numbering_part.element[:] = _parsed(_LISTS + _NUM.format(1, 0))
    _set_page(form)


def _style(row: tuple[str, int, int, int, int, str, str, str]) -> str:
    name, before, after, line, size, colour, weight, more = row
    spaces = f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'
    heavy = f"<w:{weight}/><w:{weight}Cs/>" if weight else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name.title().replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{more.format(spaces)}</w:pPr><w:rPr>{heavy}'
        f'<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _set_page(form: _Form) -> None:
    from docx.shared import Mm

    page = form.word.sections[0]
    page.page_width, page.page_height = map(Mm, _PAGE)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN)
    words = re.split(r"(\{pages?\})", form.document.words.get("page", "{page}"))
    numbers = [_FIELDS.get(word) or _run(word) for word in words]
    foot = _paragraph("Footer", _run(form.document.footer), "<w:r><w:tab/></w:r>", *numbers)
    page.footer.is_linked_to_previous = False
    page.footer.part.element[:] = _parsed(foot)


def _note(form: _Form, sources: tuple[str, ...]) -> str:
    """Add a footnote; the run that refers to it."""
    number, mark = len(form.notes) + 1, f"<w:r><w:rPr>{_RAISED}</w:rPr>"
    cited = _run("; ").join(_cited(form, form.document.sources[source]) for source in sources)
    said = _paragraph("FootnoteText", f"{mark}<w:footnoteRef/></w:r>", _run(" "), cited)
    form.notes.append(f'<w:footnote w:id="{number}">{said}</w:footnote>')
    return f'{mark}<w:footnoteReference w:id="{number}"/></w:r>'


def _cited(form: _Form, source: model.Cited) -> str:
    said = _run(f"{source.text}, " if source.url and source.text else source.text)
    whole = re.sub("%(?![0-9A-Fa-f]{2})", "%25", source.url)
    target = quote(whole, "%/:?#[]@!$&'()*+,;=~", errors="replace")
    if not _ADDRESS.fullmatch(source.url) or len(target) > _LONGEST_ADDRESS:
        return said + _run(source.url)
    key = form.addresses.setdefault(target, f"rId{len(form.addresses) + 1}")
    shown = _run(source.url, '<w:rStyle w:val="Hyperlink"/>')
    return f'{said}<w:hyperlink r:id="{key}">{shown}</w:hyperlink>'


def _add_footnotes(form: _Form) -> None:
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml.ns import nsdecls

    rules = "".join(
        f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for n, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    xml = f"<w:footnotes {nsdecls('w', 'r')}>{rules}{''.join(form.notes)}</w:footnotes>".encode()
    name = PackURI("/word/footnotes.xml")
    part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, xml, form.word.part.package)
    for target, key in form.addresses.items():
        part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, target, key, is_external=True)
    form.word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _noted_at(texts: tuple[model.Text, ...]) -> set[int]:
    """Where notes stand: after the last text of each first stretch with the same sources."""
    places: dict[frozenset[str], int] = {}
    before: frozenset[str] = frozenset()
    for place, text in enumerate(texts):
        sources = frozenset(text.sources)
        if sources and (sources == before or sources not in places):
            places[sources] = place
        before = sources or before
    return set(places.values())


def _runs(form: _Form, texts: tuple[model.Text, ...], face: str = "") -> Iterator[str]:
    """Runs of a paragraph or cell; marks and notes stand before the space that ends a text."""
    noted = _noted_at(texts)
    for place, text in enumerate(texts):
        said = text.text.rstrip()
        form.doubtful |= text.doubtful
        yield _run(said, face + _tongue(text))
        yield _run(_MARK) if text.doubtful else ""
        yield _note(form, text.sources) if place in noted else ""
        yield _run(text.text[len(said) :])


def _add_section(form: _Form, section: model.Section, level: int) -> Any:
    """Add a section; its last element."""
    form.add(_paragraph(f"Heading{min(level, 3)}", _run(section.heading)))
    for block in section.blocks:
        _ADD[type(block)](form, block)
    for below in section.sections:
        _add_section(form, below, level + 1)
    return form.word.element.body[-2]


def _add_paragraph(form: _Form, block: model.Paragraph) -> None:
    form.add(_paragraph("Note" if block.note else "Normal", *_runs(form, block.texts)))


def _add_bullets(form: _Form, block: model.Bullets) -> None:
    form.lists += 1  # a numbering of its own, so that it begins at 1
    numbering = form.word.part.numbering_part.element
    numbering.extend(_parsed(_NUM.format(form.lists, int(block.numbered))))
    more = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{form.lists}"/></w:numPr>'
    for item in block.items:
        runs = _runs(form, item.texts, "<w:i/><w:iCs/>" * item.note)
        form.add(_paragraph("ListNumber" if block.numbered else "ListBullet", *runs, more=more))


def _add_figure(form: _Form, block: model.Figure) -> None:
    import matplotlib.pyplot as plt
    from docx.shared import Length, Mm

    plt.switch_backend("Agg")
    figure: Any = block.draw().get_figure(root=True)
    figure.savefig(picture := BytesIO(), dpi=_DPI, format="png", metadata={"Software": None})
    plt.close(figure)
    form.add(_paragraph("Caption", _run(block.caption)))
    run = form.word.add_paragraph(style="Normal").add_run()
    shape = run.add_picture(picture)
    scale = min(1, Mm(_PAGE[0] - 2 * _MARGIN) / shape.width, Mm(_FIGURE_HEIGHT) / shape.height)
    shape.width, shape.height = Length(shape.width * scale), Length(shape.height * scale)
    (inline,) = run.element.xpath(".//wp:inline")
    inline.docPr.set("descr", _clean(block.alt))
    inline.attrib.update({f"dist{side}": "0" for side in "TBLR"})  # else LibreOffice moves it right
    names = (form.document.words.get("data", ""), block.data.caption)
    _add_table(form, replace(block.data, caption=": ".join(filter(None, names))))


def _widths(table: model.Table) -> list[int]:
    """Widths of columns: what each asks for or, where that is too much, a word and a fair share."""
    columns = list(zip(table.header, *([t.text for t in row] for row in table.rows), strict=True))
    want = [min(max(map(len, c)) + 3, _LINE) * _LETTER + _PADDING for c in columns]
    if sum(want) <= _WIDTH:
        return want
    words = [max(map(len, " ".join(c).split()), default=0) + 2 for c in columns]
    least = [min(n, _WORD) * _LETTER + _PADDING for n in words]
    more = [max(0, w - n) for w, n in zip(want, least, strict=True)]
    scale, rest = min(1, _WIDTH / sum(least)), max(0, _WIDTH - sum(least))
    widths = [int(n * scale) for n in least]
    for done, place in enumerate(sorted(range(len(more)), key=more.__getitem__)):
        share = min(more[place], rest // (len(more) - done))
        widths[place], rest = widths[place] + share, rest - share
    return widths


def _add_table(form: _Form, block: model.Table) -> None:
    form.add(_paragraph("Caption", _run(block.caption)))
    if not block.header:
        return  # Word takes a table without columns for damaged
    widths = _widths(block)
    rows = [_row(block, widths, "TableHeader", map(_run, block.header), "<w:tblHeader/>")]
    for row in block.rows:
        said = ("".join(_runs(form, (text,))) for text in row)
        whole = "<w:cantSplit/>" * all(len(text.text) < _WHOLE for text in row)
        rows.append(_row(block, widths, "TableText", said, whole))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    form.add(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Report"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{_LOOK}<w:tblCaption w:val={quoteattr(_clean(block.caption))}/>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>{_paragraph('TableEnd')}"
    )


def _row(table: model.Table, widths: list[int], style: str, said: Iterator[str], more: str) -> str:
    cells = []
    for place, (width, runs) in enumerate(zip(widths, said, strict=True)):
        named = style if place or style == "TableHeader" else "TableRowHeader"
        text = _paragraph(named, runs, more='<w:jc w:val="right"/>' * (place in table.numbers))
        cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{text}</w:tc>')
    return f"<w:tr><w:trPr>{more}</w:trPr>{''.join(cells)}</w:tr>"


_ADD: Mapping[type, Callable[[_Form, Any], None]] = {
    model.Paragraph: _add_paragraph,
    model.Bullets: _add_bullets,
    model.Table: _add_table,
    model.Figure: _add_figure,
}
