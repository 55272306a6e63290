"""Scans as scanners send them: every trap that docs/domain.md names, and what no example thinks of."""

import random
import string
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cartridge_codes import faults
from cartridge_codes.gs1 import SEPARATOR, CartridgeCode, ScanRefused, read_label, read_scan, write_scan

TODAY = date(2026, 11, 21)
GTIN = "00614141999996"
EXPIRING = f"01{GTIN}17270331"
"""Product and expiry 2027-03-31, both of fixed length."""
SSCC = "106141412345678908"


def read(raw: str, today: date = TODAY) -> CartridgeCode:
    return read_scan(raw, today=today)


def refusal(raw: str) -> str:
    with pytest.raises(ScanRefused) as refused:
        read(raw)
    return str(refused.value)


def with_check_digit(payload: str) -> str:
    """GTIN-14 from its first thirteen digits (GS1 General Specifications 7.9)."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(payload))
    return payload + str(-weighted % 10)


def test_a_cartridge_with_lot_and_serial_is_read() -> None:
    assert read(f"]d2{EXPIRING}10AB12/x{SEPARATOR}21S-77") == CartridgeCode(
        gtin=GTIN, lot="AB12/x", expires_on=date(2027, 3, 31), serial="S-77"
    )


def test_fields_may_come_in_any_order_and_with_more_of_them_than_we_need() -> None:
    scan = f"10LOT7{SEPARATOR}1126010117270331240REF-9{SEPARATOR}01{GTIN}"
    assert read(scan) == CartridgeCode(GTIN, "LOT7", date(2027, 3, 31), made_on=date(2026, 1, 1))


def test_the_lots_key_tells_the_same_lot_of_two_products_apart() -> None:
    assert read(f"{EXPIRING}10A/B").lot_key == f"{GTIN}/A/B"


@pytest.mark.parametrize("symbol", ["]C1", "]e0", "]d2", "]Q3", "]J1", ""])
def test_every_gs1_symbol_is_read_and_so_is_a_scanner_that_names_none(symbol: str) -> None:
    assert read(f"{symbol}{EXPIRING}10A").lot == "A"


@pytest.mark.parametrize("sent", [SEPARATOR, "^", "<GS>"])
@pytest.mark.parametrize("ending", ["", "\r", "\n", "\r\n", "\t", " "])
def test_keyboard_scanners_may_end_the_line_and_spell_the_separator(sent: str, ending: str) -> None:
    assert read(f"{sent}{EXPIRING}10A{sent}21S{sent}{ending}") == CartridgeCode(GTIN, "A", date(2027, 3, 31), "S")


@pytest.mark.parametrize(
    "printed",
    [
        f"(01){GTIN}(17)270331(10)AB12(21)S1",
        f"(01) {GTIN}  (10) AB12\n(17) 270331 (21)S1\r\n",
        f"]d2(01){GTIN}(17)270331(21)S1(10)AB12",
    ],
)
def test_printed_text_with_brackets_is_read(printed: str) -> None:
    assert read(printed) == CartridgeCode(GTIN, "AB12", date(2027, 3, 31), "S1")


@pytest.mark.parametrize(
    "link",
    [
        f"https://id.gs1.org/01/{GTIN}/10/AB%2F12/21/S1?17=270331",
        f"HTTPS://ID.GS1.ORG/01/{GTIN}/10/AB%2F12/21/S1?17=270331",
        f"]Q1http://maker.example:8080/products/eu/01/{GTIN}/10/AB%2F12/21/S1?linkType=all&17=270331#top",
        f"]d1https://maker.example/01/{GTIN}/10/AB%2F12/21/S1?s=1;17=270331",
    ],
)
def test_a_digital_link_of_any_resolver_is_read(link: str) -> None:
    assert read(link) == CartridgeCode(GTIN, "AB/12", date(2027, 3, 31), "S1")


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        pytest.param("https://maker.example/care", "a web link to maker.example", id="no GS1 at all"),
        pytest.param(f"https://id.gs1.org/gtin/{GTIN}/lot/A?exp=270331", "in words (/gtin/)", id="old words"),
        pytest.param("https://id.gs1.org/AQnYUc1gmiERBhQ07jGbEmSfEdGP", "compressed", id="compressed"),
        pytest.param(f"https://id.gs1.org/01/{GTIN}/AQnYUc1gmiERBhQ0", "compressed", id="compressed in part"),
        pytest.param(f"https://id.gs1.org/01/{GTIN}/21/S/10/A?17=270331", "in the order (22), (10), (21)", id="order"),
        pytest.param(f"https://id.gs1.org/01/{GTIN}/10/A%20B?17=270331", "Field (10) reads 'A B'", id="space"),
        pytest.param(f"https://id.gs1.org/01/{GTIN[1:]}/10/A?17=270331", "has 13 digits", id="thirteen digits"),
        pytest.param(f"https://id.gs1.org/01/{GTIN}/10/A?17=270331&9999=1", "(9999) is no field", id="unknown field"),
        pytest.param(f"https://id.gs1.org/01/{GTIN}/10/A?17=", "Field (17) has nothing behind it", id="empty field"),
        pytest.param(f"https://id.gs1.org/01/{GTIN}/10/A?17=270331&10=B", "(10) is there twice", id="two lots"),
        pytest.param(f"https://id.gs1.org/01/{GTIN}", "no expiry date (17)", id="product alone"),
        pytest.param(
            f"]Q3HTTPS://id.gs1.org/01/{GTIN}",
            "a web link in a symbol for GS1 fields",
            id="link in a symbol for fields",
        ),
        pytest.param("https://[", "cannot be read", id="broken address"),
    ],
)
def test_a_link_that_is_not_a_whole_label_says_why(link: str, reason: str) -> None:
    assert reason in refusal(link)


@pytest.mark.parametrize("between", ["\r\n", "\t", "\r", ""])
def test_a_label_in_two_symbols_is_scanned_into_one_line(between: str) -> None:
    code = read(f"]C1{EXPIRING}{between}]C110A{SEPARATOR}21S{between}")
    assert code == CartridgeCode(GTIN, "A", date(2027, 3, 31), "S")


def test_the_first_symbol_alone_asks_for_the_second() -> None:
    assert "of a label in two codes, scan both into one line" in refusal(f"]C1{EXPIRING}")


def test_a_box_is_read_with_its_count_where_boxes_are_received() -> None:
    several = read_label(f"{EXPIRING}3012{SEPARATOR}10A", today=TODAY)
    assert (several.code, several.count) == (CartridgeCode(GTIN, "A", date(2027, 3, 31)), 12)
    box = read_label(f"00{SSCC}02{GTIN}172703313750{SEPARATOR}10A", today=TODAY)
    assert (box.code.gtin, box.count) == (GTIN, 50)
    assert read_label(f"{EXPIRING}10A", today=TODAY).count is None


def test_a_box_without_its_pallet_number_asks_for_the_other_code() -> None:
    with pytest.raises(ScanRefused, match=r"\(37\) without \(00\) and \(02\) .* Of a label in two codes"):
        read_label(f"02{GTIN}172703313750{SEPARATOR}10A", today=TODAY)


def test_what_was_typed_is_known_as_typed() -> None:
    assert read_label(f"(01){GTIN}(17)270331(10)A", today=TODAY).typed
    assert not read_label(f"{EXPIRING}10A", today=TODAY).typed


def test_a_fault_that_scanning_cannot_mend_says_so() -> None:
    for name, fault in vars(faults).items():
        if isinstance(fault, faults.Fault):
            assert fault.by_scanning == ("Scanning it again will not help" not in fault.remedy), name
    for scan in ("+H123ABC01234567890D", "4006381333931", f"{EXPIRING}10A{SEPARATOR}30", "https://maker.example"):
        assert "Scanning it again will not help" in refusal(scan)


def test_each_fault_has_a_name_of_its_own() -> None:
    names = [fault.name for fault in vars(faults).values() if isinstance(fault, faults.Fault)]
    assert len(names) == len(set(names))


def test_a_lot_without_separator_is_refused_because_it_swallowed_the_expiry() -> None:
    said = refusal(f"01{GTIN}10AB17270331")
    assert "no expiry date (17)" in said
    assert "AB17270331" in said
    assert "separator behind it is missing" in said


def test_a_serial_without_separator_is_refused_because_it_swallowed_the_lot() -> None:
    said = refusal(f"{EXPIRING}21S110AB")
    assert "no lot (10)" in said
    assert "separator behind it is missing" in said


@pytest.mark.parametrize(
    ("scan", "reason"),
    [
        pytest.param("", "empty", id="nothing"),
        pytest.param("\r\n", "empty", id="only a line end"),
        pytest.param("]d2", "empty", id="only a symbol"),
        pytest.param(SEPARATOR, "empty", id="only a separator"),
        pytest.param("]", "not a GS1 symbol", id="lone bracket"),
        pytest.param("]Yx", "not a GS1 symbol", id="system expansion"),
        pytest.param("]J1x", "not GS1", id="dotcode with rubbish"),
        pytest.param(f"]C0{EXPIRING}10A", "plain Code 128", id="code 128 that is not GS1-128"),
        pytest.param(f"]d1{EXPIRING}10A", "plain DataMatrix", id="datamatrix that is not GS1"),
        pytest.param(f"]D2{EXPIRING}10A", "Caps Lock", id="caps lock"),
        pytest.param("]E04006381333931", "retail barcode", id="EAN-13"),
        pytest.param("4006381333931", "only a product number", id="bare product number"),
        pytest.param(GTIN, "only a product number", id="bare GTIN-14"),
        pytest.param(f"{EXPIRING}10{'A' * 21}", "too long", id="lot of 21 characters"),
        pytest.param(f"{EXPIRING}10{'A' * 20}11260101", "too long", id="lot cut at 20, the rest looks like a date"),
        pytest.param(f"{EXPIRING}10A#B", "allows no", id="character outside GS1's set"),
        pytest.param(f"{EXPIRING}10A{SEPARATOR}10B", "twice", id="two lots"),
        pytest.param(f"(01){GTIN}(17)270331(10)A(10)B", "twice", id="two printed lots"),
        pytest.param(f"{EXPIRING}10A{SEPARATOR}{SEPARATOR}21S", "a field was lost", id="empty field"),
        pytest.param(f"{EXPIRING}10A\r\n{EXPIRING}10B", "(10) is there twice", id="two scans"),
        pytest.param(f"{EXPIRING}10A B", "space", id="space in the lot"),
        pytest.param(f"01{GTIN}172703\u0663110A", "Character 23 of the scan is <ARABIC", id="arabic digit"),
        pytest.param(f"{EXPIRING}10Ä", "is <LATIN CAPITAL LETTER A WITH DIAERESIS>", id="umlaut"),
        pytest.param(f"[)>\x1e06\x1d{EXPIRING}", "an ISO 15434 envelope", id="ISO 15434 envelope"),
        pytest.param(f"0100614141999990{EXPIRING[16:]}10A", "wrong check digit", id="GTIN misread"),
        pytest.param(f"01{'0' * 14}1727033110A", "all zeros", id="GTIN of zeros"),
        pytest.param(f"01{with_check_digit('9061414199999')}1727033110A", "by measure", id="indicator 9"),
        pytest.param(f"{EXPIRING}02{GTIN}3712{SEPARATOR}10A", "of a box", id="contents of a box"),
        pytest.param(f"{EXPIRING}3712{SEPARATOR}10A", "of a box", id="count of a box"),
        pytest.param(f"01{GTIN}1727023010A", "no day of the calendar", id="30 February"),
        pytest.param(f"01{GTIN}1727000110A", "no day of the calendar", id="month 00"),
        pytest.param(f"01{GTIN}1727133110A", "no day of the calendar", id="month 13"),
        pytest.param(f"{EXPIRING}1128010110A", "one of the two was misread", id="made after it expires"),
        pytest.param(f"{EXPIRING}", "no lot (10)", id="no lot"),
        pytest.param("1727033110A", "no product number (01)", id="no product"),
        pytest.param(f"01{GTIN}10A", "no expiry date (17)", id="no expiry"),
        pytest.param(f"{EXPIRING}1127010110A", "still to come", id="made next year"),
        pytest.param(f"{EXPIRING}10A{SEPARATOR}30", "(30) has nothing behind it", id="nothing behind the count"),
        pytest.param(f"{EXPIRING}10A{SEPARATOR}300", "count (30) is 0", id="a count of none"),
        pytest.param(f"{EXPIRING}10A{SEPARATOR}3012", "count of several (30)", id="a box of twelve at the chair"),
        pytest.param(f"{EXPIRING}10A\r\n{EXPIRING}10A", "scanned twice", id="the same code twice"),
        pytest.param(f"{EXPIRING}10A{SEPARATOR}21S{SEPARATOR}235T", "(21) and (235)", id="fields that exclude"),
        pytest.param(
            f"{EXPIRING}10A{SEPARATOR}250S", "(250) without (01) and (21)", id="a field without what it needs"
        ),
        pytest.param("+H123ABC01234567890D", "an HIBC label", id="HIBC"),
        pytest.param("]C0+H123ABC01234567890D", "an HIBC label", id="HIBC in Code 128"),
        pytest.param("*+A99912345/$$3231231LOT*", "an HIBC label", id="HIBC with asterisks of Code 39"),
        pytest.param("=W12342600001500", "an ISBT 128 label", id="ISBT"),
        pytest.param("[)>\x1e06\x1d9N110375286414\x1d1TABC\x1e\x04", "a PPN label", id="PPN"),
        pytest.param(f"+d2{EXPIRING}10A", "keyboard of another country", id="bracket typed on another keyboard"),
        pytest.param(f"{EXPIRING}10A\u200b", "<ZERO WIDTH SPACE>", id="invisible character"),
        pytest.param(f"(01){GTIN}(17)270331(10)A(B", "cannot be read", id="bracket in a printed lot"),
        pytest.param(f"(01){GTIN}(17)270331 (10)A B", "cannot be read", id="space in a printed lot"),
        pytest.param(f"(01){GTIN}(17)270331 lot (10)A", "cannot be read", id="words among printed fields"),
        pytest.param(f"(01){GTIN}(17)270331(10)A(29)1", "(29) is no field that GS1 knows", id="unknown printed field"),
        pytest.param(f"(01){GTIN}(17)2703(10)A", "GS1 wants 6 digits", id="short printed date"),
    ],
)
def test_what_is_not_one_cartridge_beyond_doubt_is_refused_with_its_reason(scan: str, reason: str) -> None:
    assert reason in refusal(scan)


@pytest.mark.parametrize(("digits", "day"), [("270200", date(2027, 2, 28)), ("280200", date(2028, 2, 29))])
def test_day_00_on_old_stock_is_the_last_of_the_month(digits: str, day: date) -> None:
    assert read(f"01{GTIN}17{digits}10A").expires_on == day


@pytest.mark.parametrize(
    ("today", "two_digits", "year"),
    [(2026, "76", 2076), (2026, "77", 1977), (2060, "10", 2110), (2060, "11", 2011), (1998, "05", 2005)],
)
def test_the_century_follows_from_today_and_not_from_the_machines_clock(today: int, two_digits: str, year: int) -> None:
    scan = f"01{GTIN}17{two_digits}033110A"
    assert read(scan, today=date(today, 1, 1)).expires_on.year == year


gs1_text = st.text(string.ascii_letters + string.digits + "!\"%&'()*+,-./:;<=>?_", min_size=1, max_size=20).filter(
    lambda text: "<GS>" not in text
)
days = st.dates(TODAY - timedelta(days=20 * 365), TODAY + timedelta(days=20 * 365))
gtins = st.from_regex(r"[0-8][0-9]{12}", fullmatch=True).filter(lambda digits: digits.strip("0")).map(with_check_digit)


@st.composite
def cartridge_codes(draw: st.DrawFn) -> CartridgeCode:
    expires_on = draw(days)
    made_on = draw(st.none() | days.filter(lambda day: day <= min(expires_on, TODAY)))
    return CartridgeCode(draw(gtins), draw(gs1_text), expires_on, draw(st.none() | gs1_text), made_on)


@given(cartridge_codes())
def test_whatever_a_label_can_say_is_read_as_it_was_written(code: CartridgeCode) -> None:
    assert read(write_scan(code)) == code


@given(cartridge_codes(), st.randoms(use_true_random=False), st.sampled_from([SEPARATOR, "^", "<GS>"]))
def test_the_order_of_the_fields_changes_nothing(code: CartridgeCode, shuffle: random.Random, separator: str) -> None:
    fields = [f"01{code.gtin}", f"17{code.expires_on:%y%m%d}", f"10{code.lot}{separator}"]
    fields += [f"11{code.made_on:%y%m%d}"] if code.made_on else []
    fields += [f"21{code.serial}{separator}"] if code.serial else []
    shuffle.shuffle(fields)
    assert read("".join(fields)) == code


@given(cartridge_codes())
@example(CartridgeCode("10000000000007", "0", date(2006, 11, 26)))  # its brackets are digits while Shift is locked
def test_printed_text_says_the_same_as_the_code_or_is_refused(code: CartridgeCode) -> None:
    assume(code.made_on is None)
    serial = f"(21){code.serial}" if code.serial else ""
    try:
        assert read(f"(01){code.gtin}(17){code.expires_on:%y%m%d}(10){code.lot}{serial}") == code
    except ScanRefused:
        assert set("()") & set(code.lot + (code.serial or ""))


@given(cartridge_codes(), st.integers(4, 17), st.sampled_from(string.digits))
def test_a_misread_product_number_is_never_another_product(code: CartridgeCode, at: int, digit: str) -> None:
    scan = write_scan(code)
    assume(scan[at] != digit)
    with pytest.raises(ScanRefused):
        read(scan[:at] + digit + scan[at + 1 :])


PIECES = f"] ]d2 ]C1 ]E0 ]Y9 ( ) (01) (10) 01{GTIN} 17270331 10AB 21S 02 37 00 414 3103 3910978 7003 8008 8013 ^ <GS>"
fragments = st.sampled_from([*PIECES.split(), SEPARATOR, "\r\n", " ", "https://", "\u0663", "é", "0" * 14, "9" * 20])


@given(st.lists(fragments | st.text(max_size=6)).map("".join) | st.text())
def test_any_text_at_all_is_read_or_refused_and_never_anything_else(raw: str) -> None:
    try:
        read(raw)
    except ScanRefused:
        return


@pytest.mark.parametrize(
    "code",
    [
        CartridgeCode("00614141999990", "A", date(2027, 3, 31)),
        CartridgeCode(GTIN, "A" * 21, date(2027, 3, 31)),
        CartridgeCode(GTIN, "", date(2027, 3, 31)),
        CartridgeCode(GTIN, "A^21B", date(2027, 3, 31)),
        CartridgeCode(GTIN, "A", date(2027, 3, 31), serial=""),
        CartridgeCode(GTIN, "A", date(2027, 3, 31), made_on=date(2028, 1, 1)),
        CartridgeCode(GTIN, "A", date(2127, 3, 31), made_on=date(2026, 1, 1)),
    ],
)
def test_a_code_that_no_label_can_carry_is_not_written(code: CartridgeCode) -> None:
    with pytest.raises(ScanRefused):
        write_scan(code)
