"""An order as PDF: all lines over as many pages as they need, in letters of every name."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from services.inventory.forms.order_documents import write_order
from services.inventory.forms.purchase_orders import DocumentLanguage, OrderLineView, OrderView, Parties

PARTIES = Parties("Rua Garrett 1, Lisboa", "Zoë Ångström", "orders@example.org", None)


def line(number: int, price_minor: int | None = 450) -> OrderLineView:
    return OrderLineView(
        gtin="09506000134352",
        product_gtin="09506000134352",
        name=f"Cartucho {number}, esterilização",
        level="box",
        units_each=10,
        packages=3,
        units=30,
        price_minor=price_minor,
        total_minor=price_minor and 30 * price_minor,
        received=0,
        outstanding=30,
    )


def order(*lines: OrderLineView, total_minor: int | None = None, **said: str) -> OrderView:
    nothing: dict[str, Any] = dict.fromkeys(OrderView.model_fields)
    about = {"number": "PO-00012", "clinic": "Chiado", "supplier": "Łódź & Győr <i>Ltd</i>", "currency": "EUR"}
    about |= {"note": "", "status": "sent", "account": "K-20418"} | said
    return OrderView.model_construct(**(nothing | about | {"lines": list(lines), "total_minor": total_minor}))


def pages(of: OrderView, language: DocumentLanguage = DocumentLanguage.ENGLISH) -> list[str]:
    written = write_order(of, PARTIES, date(2027, 3, 9), language)
    return [page.extract_text() for page in PdfReader(BytesIO(written)).pages]


def test_many_lines_go_over_pages_that_each_have_the_titles_and_their_number() -> None:
    found = pages(order(*(line(each) for each in range(80)), total_minor=1_080_000))
    assert len(found) > 2
    for number, page in enumerate(found, 1):
        assert "Price of a unit" in " ".join(page.split())
        assert f"PO-00012 · page {number} of {len(found)}" in page
    assert all(any(f"Cartucho {each}, esterilização" in page for page in found) for each in range(80))
    assert "€10,800.00" in found[-1]
    assert "2400" in found[-1]


EASTERN = ["深圳市美容器械有限公司", "株式会社ニードル", "미용기기 주식회사 美容", "王小明 & Łódź"]


@pytest.mark.parametrize(
    ("name", "is_shown"),
    [("شركة الإبر", False), ("מחטים בע״מ", False), ("เข็ม", False), ("Łódź & 深圳市 Житомир – “A”", True)],
)
def test_letters_that_cannot_be_shown_are_said_to_be_in_the_csv_file(name: str, is_shown: bool) -> None:
    english = " ".join(pages(order(line(1), supplier=name))[0].split())
    portuguese = " ".join(pages(order(line(1), clinic=name), DocumentLanguage.PORTUGUESE)[0].split())
    assert ("the CSV file of this order has them" in english) is not is_shown
    assert ("o ficheiro CSV desta encomenda tem-nas" in portuguese) is not is_shown


@pytest.mark.parametrize("name", ["Łódź & Győr <i>Ltd</i>", "Αθήνα", "Житомир", "</para>", "&amp;", *EASTERN])
def test_a_name_is_written_as_it_is(name: str) -> None:
    assert name in pages(order(line(1), supplier=name))[0]


@pytest.mark.parametrize(
    ("name", "font"),
    [*zip(EASTERN, ["STSong-Light", "HeiseiMin-W3", "HYSMyeongJo-Medium", "STSong-Light"], strict=True)],
)
def test_eastern_names_are_in_a_font_that_has_their_letters(name: str, font: str) -> None:
    written = write_order(order(line(1), supplier=name), PARTIES, date(2027, 3, 9), DocumentLanguage.ENGLISH)
    page: Any = PdfReader(BytesIO(written)).pages[0]
    fonts = page["/Resources"]["/Font"].values()
    assert f"/{font}" in [str(each.get_object()["/BaseFont"]).partition("-Uni")[0] for each in fonts]


def test_what_is_not_known_is_a_dash_and_what_ended_says_so() -> None:
    [page] = pages(order(line(1, None), status="cancelled"), DocumentLanguage.PORTUGUESE)
    assert "–" in page
    assert "Esta encomenda está anulada" in page
    assert "terça-feira, 9 de março de 2027" in page
