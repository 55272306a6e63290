"""An order as a document that a supplier reads: PDF, A4, text that can be selected and searched."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, partial
from importlib.resources import as_file, files
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from babel.numbers import format_currency, get_currency_precision
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import getFont, registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from chassis.language import locale_of, say_date
from services.inventory.forms.purchase_orders import DocumentLanguage, OrderLineView, OrderView, Parties

FONT = "NotoSans"
"""Latin, Greek and Cyrillic letters, embedded as far as they are used."""
_HAN, _KANA, _HANGUL = "STSong-Light", "HeiseiMin-W3", "HYSMyeongJo-Medium"
"""Fonts that readers of PDF have for Chinese, Japanese and Korean (ISO 32000-1, 9.7.5.2); they are not embedded."""
_EASTERN = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+")
_FONT_FILE = "files/NotoSans[wdth,wght].ttf"
_MARGIN = 18 * mm
_PADDING = 6
"""Points that reportlab keeps free inside of a page's frame."""
_PLAIN = ParagraphStyle("plain", fontName=FONT, fontSize=9, leading=12)
_NUMBER = ParagraphStyle("number", parent=_PLAIN, alignment=TA_RIGHT)
_SMALL = ParagraphStyle("small", parent=_PLAIN, fontSize=7.5, leading=10, textColor="#444444")
_SMALL_NUMBER = ParagraphStyle("small-number", parent=_SMALL, alignment=TA_RIGHT)
_TITLE = ParagraphStyle("title", parent=_PLAIN, fontSize=18, leading=24)
_WIDTHS = (64 * mm, 22 * mm, 20 * mm, 20 * mm, 22 * mm, 26 * mm)
_LINES = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, "#000000"),
    ("LINEBELOW", (0, 1), (-1, -2), 0.25, "#999999"),
    ("LINEABOVE", (0, -1), (-1, -1), 0.8, "#000000"),
    ("LEFTPADDING", (0, 0), (0, -1), 0),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
]


_WORDS: Mapping[DocumentLanguage, Mapping[str, str]] = {
    DocumentLanguage.ENGLISH: {
        "title": "Purchase order {number}",
        "supplier": "Supplier",
        "deliver_to": "Deliver to",
        "account": "Our account: {account}",
        "reference": "Your number: {reference}",
        "begun": "Date: {day}",
        "due": "Expected by: {day}",
        "cancelled": "This order is cancelled: deliver nothing.",
        "closed_short": "This order is closed: deliver nothing more.",
        "product": "Product",
        "packages": "Packages",
        "each": "Units each",
        "units": "Units",
        "price": "Price of a unit",
        "total": "Total",
        "unwritten": "Some letters cannot be shown here: the CSV file of this order has them.",
        "page": "{number} · page {page} of {pages}",
    },
    DocumentLanguage.PORTUGUESE: {
        "title": "Encomenda {number}",
        "supplier": "Fornecedor",
        "deliver_to": "Entregar em",
        "account": "A nossa conta: {account}",
        "reference": "O vosso número: {reference}",
        "begun": "Data: {day}",
        "due": "Esperada até: {day}",
        "cancelled": "Esta encomenda está anulada: não entreguem nada.",
        "closed_short": "Esta encomenda está fechada: não entreguem mais nada.",
        "product": "Produto",
        "packages": "Embalagens",
        "each": "Unidades por embalagem",
        "units": "Unidades",
        "price": "Preço por unidade",
        "total": "Total",
        "unwritten": "Algumas letras não se conseguem mostrar aqui: o ficheiro CSV desta encomenda tem-nas.",
        "page": "{number} · página {page} de {pages}",
    },
}


def write_order(order: OrderView, parties: Parties, begun_on: date, language: DocumentLanguage) -> bytes:
    """The order as PDF; ``begun_on`` is the clinic's local day. The lines go over as many pages as they need."""
    _load_font()
    words = _WORDS[language]
    written = BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=_MARGIN - _PADDING,
        rightMargin=_MARGIN - _PADDING,
        topMargin=_MARGIN,
        bottomMargin=20 * mm,
        title=words["title"].format(number=order.number),
        author=order.clinic or "",
        lang=language.value,
        invariant=1,
    )
    story = [*_head(order, parties, begun_on, words, language), _table(order, words, language)]
    document.build(story, canvasmaker=_numbered(order.number, words))
    return written.getvalue()


def _head(
    order: OrderView, parties: Parties, begun_on: date, words: Mapping[str, str], language: DocumentLanguage
) -> list[Flowable]:
    supplier = [order.supplier, parties.supplier_contact, parties.supplier_email, parties.supplier_phone]
    clinic = [order.clinic, parties.address]
    sides = [[_block(words["supplier"], supplier), _block(words["deliver_to"], clinic)]]
    facts = [words["begun"].format(day=say_date(begun_on, language))]
    if order.due_on is not None:
        facts.append(words["due"].format(day=say_date(order.due_on, language)))
    if order.account:
        facts.append(words["account"].format(account=order.account))
    if order.supplier_reference:
        facts.append(words["reference"].format(reference=order.supplier_reference))
    story: list[Flowable] = [
        _paragraph(words["title"].format(number=order.number), _TITLE),
        *([_paragraph(words[order.status], _PLAIN)] if order.status in words else []),
        *([_paragraph(words["unwritten"], _PLAIN)] if _is_unwritten(order, parties) else []),
        Spacer(0, 4 * mm),
        Table(sides, colWidths=[sum(_WIDTHS) / 2] * 2, style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *_LINES[-2:]]),
        Spacer(0, 4 * mm),
        *(_paragraph(fact) for fact in facts),
        Spacer(0, 2 * mm),
    ]
    if order.note:
        story.append(_paragraph(order.note))
    return [*story, Spacer(0, 5 * mm)]


def _table(order: OrderView, words: Mapping[str, str], language: DocumentLanguage) -> Table:
    def money(minor: int | None) -> Paragraph:
        return _paragraph(_money(minor, order.currency, language), _NUMBER)

    titles = ("product", "packages", "each", "units", "price", "total")
    head = [_paragraph(words[title], _SMALL if title == "product" else _SMALL_NUMBER) for title in titles]
    rows = [
        [
            _product(line),
            *(_paragraph(str(count), _NUMBER) for count in (line.packages, line.units_each, line.units)),
            money(line.price_minor),
            money(line.total_minor),
        ]
        for line in order.lines
    ]
    units = sum(line.units for line in order.lines)
    total = [_paragraph(words["total"]), "", "", _paragraph(str(units), _NUMBER), "", money(order.total_minor)]
    return Table([head, *rows, total], colWidths=_WIDTHS, repeatRows=1, style=_LINES)


def _product(line: OrderLineView) -> list[Paragraph]:
    packed = line.gtin if line.level is None else f"{line.gtin} · {line.level}"
    return [_paragraph(line.name), _paragraph(packed, _SMALL)]


def _block(title: str, lines: list[str | None]) -> list[Paragraph]:
    return [_paragraph(title, _SMALL), *(_paragraph(line) for line in lines if line)]


def _paragraph(text: str, style: ParagraphStyle = _PLAIN) -> Paragraph:
    """What people typed is text: reportlab reads markup."""
    return Paragraph(_EASTERN.sub(partial(_in_font, _eastern_font(text)), escape(text)).replace("\n", "<br/>"), style)


def _is_unwritten(order: OrderView, parties: Parties) -> bool:
    """Whether something that people typed has letters that none of the fonts has, such as Arabic or Hebrew ones."""
    typed = [order.supplier, order.clinic, order.account, order.supplier_reference, order.note]
    typed += [parties.address, parties.supplier_contact, parties.supplier_email, parties.supplier_phone]
    typed += [text for line in order.lines for text in (line.name, line.level)]
    letters = set("".join(_EASTERN.sub("", text) for text in typed if text))
    known = getFont(FONT).face.charToGlyph
    return any(ord(each) not in known for each in letters if each.isprintable() and not each.isspace())


def _eastern_font(text: str) -> str:
    """Chinese characters stand in Japanese and Korean names too: the other letters say whose they are."""
    if re.search("[\u3040-\u30ff\u31f0-\u31ff]", text):
        return _KANA
    return _HANGUL if re.search("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]", text) else _HAN


def _in_font(font: str, found: re.Match[str]) -> str:
    return f'<font name="{font}">{found.group()}</font>'


def _money(minor: int | None, currency: str | None, language: DocumentLanguage) -> str:
    if minor is None or currency is None:
        return "–"
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return str(format_currency(amount, currency, locale=locale_of(language)))


@cache
def _load_font() -> None:
    with as_file(files("fontpkg_noto_sans") / _FONT_FILE) as path:
        registerFont(TTFont(FONT, path))
    for each in (_HAN, _KANA, _HANGUL):
        registerFont(UnicodeCIDFont(each))


def _numbered(number: str, words: Mapping[str, str]) -> Callable[..., Canvas]:
    """A canvas that writes on each page which of how many it is: that is known at the end."""

    class NumberedCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  # its name there
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for page, state in enumerate(self._pages, 1):
                self.__dict__.update(state)
                self.setFont(FONT, 7.5)
                said = words["page"].format(number=number, page=page, pages=len(self._pages))
                self.drawRightString(A4[0] - _MARGIN, 12 * mm, said)
                super().showPage()
            super().save()

    return NumberedCanvas
