"""Scans as they arrive, each with the answer that GS1's standards give.

Sources: GS1 General Specifications 3 (fields), 4.13 and 4.14 (which belong together), 5 (symbols), 7.8 (separators),
7.9 (check digits), 7.11 (characters), 7.12 (years); GS1 Digital Link Standard: URI Syntax 1.4; ISO/IEC 15424 (symbology
identifiers) and 15434 (envelopes); ANSI/HIBC 2.6; ISBT 128. Where a standard leaves it open, the answer is the one that
cannot put a wrong lot into the books.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

GS = "\x1d"
G = "00614141999996"
FIXED = f"01{G}17270331"
"""Product and expiry, 31 March 2027, both of fixed length."""
SSCC = "106141412345678908"
GLN = "4012345000009"
DAY = date(2027, 3, 31)


@dataclass(frozen=True)
class Right:
    """What the label says."""

    lot: str = "A1"
    serial: str | None = None
    expires_on: date = DAY
    gtin: str = G
    made_on: date | None = None
    count: int | None = None


Answer = Right | str
"""What it says; or the name of the fault for which it is refused."""
A1 = Right()
A1_S = Right(serial="S1")


def element_strings() -> Iterator[tuple[str, Answer]]:
    """Order, separators, fields beside ours."""
    for sent in (GS, "^", "<GS>"):
        yield f"{FIXED}10A1{sent}21S1", A1_S
        yield f"{FIXED}21S1{sent}10A1", A1_S
        yield f"10A1{sent}{FIXED}", A1
        yield f"10A1{sent}17270331{sent}01{G}", A1
        yield f"{sent}{FIXED}10A1", A1
        yield f"{FIXED}10A1{sent}", A1
        yield f"{FIXED}{sent}10A1", A1
        yield f"{FIXED}10A1{sent}{sent}21S1", "lost_field"
    yield f"17270331{GS}01{G}10A1", A1
    yield f"1126010{FIXED}10A1", "too_long"
    yield f"11260101{FIXED}10A1", Right(made_on=date(2026, 1, 1))
    yield f"{FIXED}11260100{GS}10A1", Right(made_on=date(2026, 1, 31))
    yield f"{FIXED}10A1{GS}240REF-1", A1
    yield f"{FIXED}10A1{GS}90INTERNAL{GS}99ANYTHING", A1
    yield f"{FIXED}10A1{GS}7101234567", A1
    yield f"{FIXED}10A1{GS}8200https://maker.example/x", A1
    yield f"{FIXED}10A1{GS}22V2", A1
    yield f"{FIXED}10A1{GS}21S1{GS}250MORE", A1_S
    yield f"{FIXED}10A1{GS}310300012", "wrong_form"
    yield f"{FIXED}3103000125{GS}10A1", A1
    yield f"{FIXED}10A1{GS}422620", A1
    yield f"{FIXED}410{GLN}10A1", A1
    yield f"01{G}10A1{GS}17270331", A1
    yield f"01{G}{GS}17270331{GS}10A1", A1
    yield f"{FIXED}10A1{GS}01{G}", A1
    yield f"{FIXED}10A1{GS}10A1", A1
    yield f"{FIXED}10A1{GS}10A2", "twice"
    yield f"{FIXED}10A1{GS}17280331", "twice"
    yield f"01{G}10A117270331", "swallowed"
    yield f"01{G}10A11727033121S1", "swallowed"
    yield f"{FIXED}21S110A1", "swallowed"
    yield f"{FIXED}10A121S1", Right(lot="A121S1")
    yield f"01{G}70032703311200{GS}10A1", A1
    yield f"01{G}70032703319999{GS}10A1", "no_day"
    yield FIXED, "missing"
    yield f"01{G}10A1", "missing"
    yield "1727033110A1", "missing"
    yield f"{FIXED}21S1", "missing"
    yield "21S1", "missing"


def symbols() -> Iterator[tuple[str, Answer]]:
    """What a scanner sends before the data: the symbol's identifier."""
    for symbol in ("]C1", "]e0", "]d2", "]Q3", "]J1"):
        yield f"{symbol}{FIXED}10A1", A1
        yield f"{symbol}{GS}{FIXED}10A1{GS}21S1", A1_S
        yield symbol, "empty"
    for symbol in [
        "]C0",
        "]C2",
        "]A0",
        "]d1",
        "]d3",
        "]Q1",
        "]Q0",
        "]J0",
        "]I0",
        "]I1",
        "]L0",
        "]z0",
        "]X0",
        "]e1",
        "]e3",
    ]:
        yield f"{symbol}{FIXED}10A1", "other_symbol"
    for symbol in ("]c1", "]D2", "]q3", "]j1"):
        yield f"{symbol}{FIXED}10A1", "swapped_capitals"
    yield "]E04006381333931", "other_symbol"
    yield "]E44012345678901", "other_symbol"
    yield f"]I1{G}", "other_symbol"
    yield f"]{FIXED}10A1", "other_symbol"
    yield f"d2{FIXED}10A1", "keyboard"
    yield f"]d2{GS}", "empty"
    yield f"]C1{FIXED}]C110A1", A1
    yield f"]C1{FIXED}\r\n]C110A1{GS}21S1\r\n", A1_S
    yield f"{FIXED}\r10A1\r", A1
    yield f"{FIXED}\t10A1\n", A1
    yield f"]C110A1\n]C1{FIXED}\n", A1
    yield f"]C1{FIXED}\r\n]E04006381333931\r\n", "twice"
    yield f"]C1{FIXED}10A1\r\n]C1{FIXED}10A1\r\n", "scanned_twice"
    yield f"{FIXED}10A1\r\n01{G}1727033110A2", "twice"
    yield f"{FIXED}10A1\r\n0109506000134352{'17270331'}10A1", "twice"
    for ending in ("\r", "\n", "\r\n", "\t", " ", "\r\n\r\n"):
        yield f"]d2{FIXED}10A1{ending}", A1
    yield f" {FIXED}10A1 ", A1
    yield f"\x02{FIXED}10A1\x03", "control"
    yield f"{FIXED}10A1;", Right(lot="A1;")


def printed() -> Iterator[tuple[str, Answer]]:
    """What stands under the symbol, typed."""
    yield f"(01){G}(17)270331(10)A1", A1
    yield f"(01){G}(17)270331(10)A1(21)S1", A1_S
    yield f"(10)A1(21)S1(01){G}(17)270331", A1_S
    yield f" (01) {G} (17) 270331 (10) A1 ", A1
    yield f"(01){G}\n(17)270331\n(10)A1\n", A1
    yield f"]d2(01){G}(17)270331(10)A1", A1
    yield f"(01){G}(17)270331(11)260101(10)A1", Right(made_on=date(2026, 1, 1))
    yield f"(01){G}(17)270331(10)A1(30)1", Right(count=1)
    yield f"(01){G}(7003)2703311200(10)A1", A1
    yield f"(01){G}(17)270300(10)A1", A1
    yield f"(01){G}(17)270331(10)", "printed"
    yield f"(01){G}(17)270331(10)A 1", "printed"
    yield f"(01){G}(17)270331(10)A(1", "printed"
    yield f"(01){G}(17)270331 lot A1", "printed"
    yield f"(01){G} 17 270331 (10)A1", "printed"
    yield f"(1){G}(17)270331(10)A1", "printed"
    yield f"(01{G}(17)270331(10)A1", "printed"
    yield "(01)614141999996(17)270331(10)A1", "short_product"
    yield f"(01){G}(17)2703(10)A1", "wrong_form"
    yield f"(01){G}(17)2027-03-31(10)A1", "wrong_form"
    yield f"(01){G}(17)271331(10)A1", "no_day"
    yield f"(01){G}(17)270331(10){'A' * 21}", "wrong_form"
    yield f"(01){G}(17)270331(10)A#1", "wrong_form"
    yield f"(01){G}(17)270331(29)1(10)A1", "unknown_field"
    yield f"(01){G}(17)270331(10)A1(10)A2", "twice"
    yield "(01)00614141999990(17)270331(10)A1", "check_digit"
    yield "(17)270331(10)A1", "missing"
    yield f"(01){G}(10)A1", "missing"
    yield f"(01){G}(17)270331(10)A1(235)T", A1
    yield f"(01){G}(17)270331(10)A1(21)S1(235)T", "apart"


def links() -> Iterator[tuple[str, Answer]]:
    """GS1 Digital Links of any resolver."""
    host = "https://id.gs1.org"
    whole = f"/01/{G}/10/A1/21/S1?17=270331"
    for before in (host, "http://id.gs1.org", "HTTPS://ID.GS1.ORG", "https://maker.example:8443/de", f"]Q1{host}"):
        yield before + whole, A1_S
    yield f"]d1{host}{whole}", A1_S
    yield f"{host}/01/{G}/10/A1?17=270331", A1
    yield f"{host}/01/{G}/22/V2/10/A1/21/S1?17=270331", A1_S
    yield f"{host}/01/{G}/10/A%2F1?17=270331", Right(lot="A/1")
    yield f"{host}/01/{G}/10/A+1?17=270331", Right(lot="A+1")
    yield f"{host}/01/{G}/10/A%2B1?17=270331", Right(lot="A+1")
    yield f"{host}/01/{G}/10/01/21/S1?17=270331", Right(lot="01", serial="S1")
    yield f"{host}/01/{G}/10/21/21/10?17=270331", Right(lot="21", serial="10")
    yield f"{host}/01/shop/01/{G}/10/A1?17=270331", A1
    yield f"{host}/x/01/{G}/10/A1?17=270331", A1
    yield f"{host}/01/{G}/10/A1?17=270331&linkType=gs1:pip", A1
    yield f"{host}/01/{G}/10/A1?17=270331#top", A1
    yield f"{host}/01/{G}/10/A1?17=270331&11=260101", Right(made_on=date(2026, 1, 1))
    yield f"{host}/01/{G}/10/A1?7003=2703311200", A1
    yield f"{host}/01/{G}/10/A1", "missing"
    yield f"{host}/01/{G}", "missing"
    yield f"{host}/01/{G}/10/A1?17=", "empty_field"
    yield f"{host}/01/{G}/10/?17=270331", "empty_field"
    yield f"{host}/01/{G}?17=270331&10=A1", "link_place"
    yield f"{host}/01/{G}/10/A1?17=270331&21=S1", "link_place"
    yield f"{host}/01/{G}/235/T1?17=270331&10=A1", "link_place"
    yield f"{host}/01/{G}/21/S1/10/A1?17=270331", "link_order"
    yield f"{host}/01/{G}/10/A1/22/V2?17=270331", "link_order"
    yield f"{host}/01/{G}/10/A1/235/T1?17=270331", "link_order"
    yield f"{host}/01/{G}/10/A1/17/270331", "link_order"
    yield f"{host}/01/{G}/10/A1/10/A2?17=270331", "link_order"
    yield f"{host}/01/{G}/10/A%20B?17=270331", "wrong_form"
    yield f"{host}/01/{G}/10/{'A' * 21}?17=270331", "wrong_form"
    yield f"{host}/01/614141999996/10/A1?17=270331", "short_product"
    yield f"{host}/01/00614141999990/10/A1?17=270331", "check_digit"
    yield f"{host}/01/{G}/10/A1?17=270230", "no_day"
    yield f"{host}/01/{G}/10/A1?17=270331&9999=1", "unknown_field"
    yield f"{host}/01/{G}/10/A1?17=270331&17=280331", "link_twice"
    yield f"{host}/gtin/{G}/lot/A1?exp=270331", "link_words"
    yield f"{host}/00/{SSCC}", "box"
    yield f"{host}/414/{GLN}", "other_key"
    yield f"{host}/", "web_link"
    yield "https://maker.example/care", "web_link"
    yield "https://maker.example/?01=00614141999996", "web_link"
    yield f"{host}/AQnYUc1gmiERBhQ07jGbEmSfEdGP", "compressed_link"
    yield f"{host}/01/{G}/AQnYUc1gmiERBhQ0", "compressed_link"
    yield f"]d2{host}{whole}", "other_symbol"
    yield f"]C1{host}{whole}", "other_symbol"
    yield f"ftp://id.gs1.org{whole}", "link_scheme"


def product_numbers() -> Iterator[tuple[str, Answer]]:
    """(01) and (02)."""
    yield "010401234567890117270331" + "10A1", Right(gtin="04012345678901")
    yield "010001234567890517270331" + "10A1", Right(gtin="00012345678905")
    yield "01000000123456701727033110A1", Right(gtin="00000012345670")
    yield f"01{'0' * 14}1727033110A1", "zeros"
    yield "01906141419999991727033110A1", "by_measure"
    yield "01006141419999901727033110A1", "check_digit"
    yield "01006141419999691727033110A1", "check_digit"
    yield "0100614141999O961727033110A1", "wrong_form"
    yield f"01{G[:13]}", "wrong_form"
    yield G, "product_only"
    yield "4006381333931", "product_only"
    yield "012345678905", "product_only"
    yield "12345670", "product_only"
    yield f"02{G}172703313712{GS}10A1", "box"
    yield f"00{SSCC}02{G}172703313712{GS}10A1", "box"
    yield f"{FIXED}02{G}3712{GS}10A1", "box"
    yield f"{FIXED}3712{GS}10A1", "box"
    yield f"00{SSCC}{FIXED}10A1", "box"
    yield f"03{G}1727033121S1{GS}10A1", "made_to_order"
    yield f"{FIXED}3010{GS}10A1", "box"
    yield f"{FIXED}301{GS}10A1", Right(count=1)
    yield f"{FIXED}300{GS}10A1", "no_count"


def days() -> Iterator[tuple[str, Answer]]:
    """(17) and other dates; today is 21 November 2026."""
    for digits, day in (
        ("270200", date(2027, 2, 28)),
        ("280200", date(2028, 2, 29)),
        ("280229", date(2028, 2, 29)),
        ("271231", date(2027, 12, 31)),
        ("761121", date(2076, 11, 21)),
        ("770101", date(1977, 1, 1)),
        ("991231", date(1999, 12, 31)),
        ("000101", date(2000, 1, 1)),
        ("241231", date(2024, 12, 31)),
    ):
        yield f"01{G}17{digits}10A1", Right(expires_on=day)
    for digits in ("270229", "270230", "270431", "270001", "271301", "270332", "270000", "271300", "279999"):
        yield f"01{G}17{digits}10A1", "no_day"
    for digits in ("2703X1", "27O331", "27-331"):
        yield f"01{G}17{digits}10A1", "wrong_form"
    yield f"{FIXED}1527023010A1", "no_day"
    yield f"{FIXED}1327130110A1", "no_day"
    yield f"{FIXED}1126023010A1", "no_day"
    yield f"{FIXED}1128010110A1", "made_later"
    yield f"{FIXED}1127010110A1", "made_ahead"
    yield f"{FIXED}1126112110A1", Right(made_on=date(2026, 11, 21))
    yield f"01{G}17270", "wrong_form"
    yield f"01{G}17", "empty_field"


def values() -> Iterator[tuple[str, Answer]]:
    """Lengths and characters of lot and serial; fields that nobody knows; other check digits."""
    yield f"{FIXED}10{'A' * 20}", Right(lot="A" * 20)
    yield f"{FIXED}10{'A' * 21}", "too_long"
    yield f"{FIXED}10A1{GS}21{'9' * 20}", Right(serial="9" * 20)
    yield f"{FIXED}10A1{GS}21{'9' * 21}", "too_long"
    for lot in [
        "a1",
        "A-1",
        "A/1",
        "A.1",
        "A_1",
        "A+1",
        "A&1",
        "A'1",
        'A"1',
        "A!1",
        "A%1",
        "A(1)",
        "A*1",
        "A:1",
        "A?1",
        "0",
        "001",
    ]:
        yield f"{FIXED}10{lot}", Right(lot=lot)
    for sign in "#$@[]{}|~\\`":
        yield f"{FIXED}10A{sign}1", "not_allowed"
    yield f"{FIXED}10A 1", "space"
    yield f"{FIXED}10", "empty_field"
    yield f"{FIXED}10{GS}21S1", "empty_field"
    yield f"{FIXED}10A1{GS}21", "empty_field"
    for strange in ("Ä", "ß", "é", "\u2010"):
        yield f"{FIXED}10A{strange}1", "unprintable"
    yield f"{FIXED}10A٣1", "other_digits"
    for hidden in ("\u200b", "\ufeff", "\xa0", "\u00ad", "\u2028", "\u202e"):
        yield f"{FIXED}10A{hidden}1", "invisible"
    for control in ("\x00", "\x1e", "\x1c", "\x1f", "\x04", "\x7f", "\x85"):
        yield f"{FIXED}10A{control}1", "control"
    yield f"{FIXED}10A１1", "full_width"
    for unknown in ("05123", "09ABC", "299", "4999", "7999X", "8888"):
        yield f"{FIXED}{unknown}{GS}10A1", "not_gs1"
    yield f"{FIXED}410{GLN[:12]}8{GS}10A1", "check_digit"
    yield f"{FIXED}10A1{GS}253{GLN[:12]}8", "check_digit"
    yield f"{FIXED}10A1{GS}30123456789", "too_long"
    yield f"{FIXED}10A1{GS}30X", "wrong_form"


def relations() -> Iterator[tuple[str, Answer]]:
    """Fields that exclude each other, and fields that need others."""
    yield f"{FIXED}10A1{GS}21S1{GS}235T", "apart"
    yield f"{FIXED}10A1{GS}255{GLN}", "apart"
    yield f"{FIXED}10A1{GS}8110106141416543213150110000310123196000", "coupon"
    yield f"(01){G}(17)270331(10)A1(8112)00614141012345123456", "coupon"
    yield f"{FIXED}10A1{GS}250S", "needs"
    yield f"{FIXED}10A1{GS}254X", "needs"
    yield f"{FIXED}10A1{GS}427BY", "needs"
    yield f"{FIXED}10A1{GS}422620{GS}427BY", A1
    yield f"{FIXED}10A1{GS}422620{GS}426620", "apart"
    yield f"{FIXED}10A1{GS}403R", "needs"
    yield f"{FIXED}10A1{GS}7020X", "needs"
    yield f"{FIXED}10A1{GS}12270331", "needs"
    yield f"{FIXED}3102000125{'3103000125'}10A1", "apart"
    yield f"{FIXED}3302000125{GS}10A1", A1
    yield f"{FIXED}10A1{GS}8020REF", "needs"
    yield f"{FIXED}10A1{GS}20" + "01", A1
    yield f"{FIXED}10A1{GS}242123", A1
    yield f"{FIXED}10A1{GS}243C", A1
    yield f"{FIXED}10A1{GS}7004" + "12", A1


def others() -> Iterator[tuple[str, Answer]]:
    """Labels of other standards, and scanners that are set up wrongly."""
    yield "", "empty"
    yield "\r\n", "empty"
    yield GS, "empty"
    yield "hello", "not_gs1"
    yield "+H123ABC01234567890D", "hibc"
    yield "+A99912345/$$52001510X3", "hibc"
    yield "+$$3270331A1C", "hibc"
    yield "+/EU720060FF0/O523201P", "hibc"
    yield "*+A99912345/$$3231231LOT*", "hibc"
    yield "]C0+H123ABC01234567890D", "hibc"
    yield "]d1+H123PARTNO1234567890120/$$420020216LOT123456789012345/SXYZ456789012345678", "hibc"
    yield "]A0+H123ABC01234567890D", "hibc"
    yield "=W12342600001500", "isbt"
    yield "]C0=W12342600001500", "isbt"
    yield "=%5100", "isbt"
    yield "=<E0791V00", "isbt"
    yield "&>0260422359", "isbt"
    yield "=+05000=W1234", "isbt"
    yield "[)>\x1e06\x1d9N110375286414\x1d1TABC\x1e\x04", "ppn"
    yield f"[)>\x1e05\x1d{FIXED}10A1\x1e\x04", "other_symbol"
    yield "[)>\x1e06\x1d25SUN123\x1e\x04", "other_symbol"
    yield "]d1[)>\x1e06\x1d25SUN123\x1e\x04", "other_symbol"
    for bracket in "+$´¨^":
        yield f"{bracket}d2{FIXED}10A1", "keyboard"
    yield f"+C1{FIXED}10A1", "keyboard"
    yield f"$C1{FIXED}10A1", "keyboard"
    french = str.maketrans("0123456789", "à&é\"'(-è_ç")
    yield f"{FIXED}10A1".translate(french), "digits_as_signs"
    yield "$d" + f"2{FIXED}10A1".translate(french), "digits_as_signs"
    yield f"{FIXED}10A1".translate(str.maketrans("0123456789", "é+ěščřžýáí")), "digits_as_signs"


def another_look() -> Iterator[tuple[str, Answer]]:
    """Written by another hand on 27 November 2026, from the standards and not from what was read before."""
    for sent in ("{GS}", "[GS]", "{FNC1}", "[FNC1]", "\\x1d", "\u241d"):
        yield f"{FIXED}10A1{sent}21S1", A1_S
        yield f"{sent}{FIXED}10A1", A1
    yield f"{FIXED}10A1|21S1", "separator_as"
    yield f"{FIXED}10A1~21S1", "separator_as"
    yield f"{FIXED}10A101{G}", "ran_together"
    yield f"{FIXED}10A1{GS}21S101{G}", "ran_together"
    yield f"{FIXED}10A1{GS}21B/2-x_Y.(z)", Right(serial="B/2-x_Y.(z)")
    yield f"{FIXED}10A1{GS}21a*b+c,d", Right(serial="a*b+c,d")
    yield f"{FIXED}10%&'=?!{GS}21S1", Right(lot="%&'=?!", serial="S1")
    yield f"{FIXED}10A1{GS}21a#b", "not_allowed"
    yield f"{FIXED}10A1{GS}21a b", "space"
    yield f"{FIXED}10A1{GS}21\u00e9", "unprintable"
    yield f"{FIXED}10A1{GS}16270101", A1
    yield f"01{G}13270101{FIXED[16:]}10A1", A1
    yield f"01{G}15270401{FIXED[16:]}10A1", A1
    yield f"01{G}12270331{FIXED[16:]}10A1", "needs"
    yield f"01{G}17280200{GS}10A1", Right(expires_on=date(2028, 2, 29))
    yield f"01{G}17270229{GS}10A1", "no_day"
    yield f"01{G}17271300{GS}10A1", "no_day"
    yield f"01{G}17770101{GS}10A1", Right(expires_on=date(1977, 1, 1))
    yield f"01{G}17760101{GS}10A1", Right(expires_on=date(2076, 1, 1))
    yield f"{FIXED}10A1{GS}3012345678", "box"
    yield f"{FIXED}10A1{GS}235TPX", A1
    yield f"{FIXED}10A1{GS}21S1{GS}235TPX", "apart"
    yield f"{FIXED}10A1{GS}250MORE", "needs"
    yield f"{FIXED}10A1{GS}05X", "not_gs1"
    yield f"{FIXED}70032704311200{GS}10A1", "no_day"
    yield f"HTTPS://ID.GS1.ORG/01/{G}/10/A1?17=270331", A1
    yield f"http://id.example/a/b/01/{G}/10/A1/21/S1?17=270331", A1_S
    yield f"https://id.gs1.org/01/{G}/10/A1?17=270331&linkType=gs1:pip#top", A1
    yield f"https://id.gs1.org/01/{G}?10=A1&17=270331", "link_place"
    yield f"https://id.gs1.org/01/{G[1:]}/10/A1?17=270331", "short_product"
    yield f"\ufeff{FIXED}10A1", "invisible"
    yield f"{FIXED}10A1\u200b", "invisible"
    yield f"{FIXED}\u00a010A1", "invisible"
    yield f"\uff0801\uff09{G}\uff0817\uff09270331\uff0810\uff09A1", "full_width"
    yield f"(01){G}(10)a1(17)270331", Right(lot="a1")
    yield f"(01){G}(17)270331(10)A1(21)S(1)", "printed"
    yield f"]d4{FIXED}10A1", "other_symbol"
    yield f"{FIXED}\n10A1\n", A1
    yield f"{FIXED}10A1\n{FIXED}10A1\n", "scanned_twice"
    yield "01000000012345651727033110A1", Right(gtin="00000001234565")
    yield "01006141410000121727033110A1", Right(gtin="00614141000012")
    yield f"01{G[:-1]}51727033110A1", "check_digit"
    yield f"02{G}3712{GS}1727033110A1", "box"


def beside_the_engine() -> Iterator[tuple[str, Answer]]:
    """Where GS1's own Barcode Syntax Engine 1.4 answered otherwise than this module did, on 28 November 2026."""
    yield f"{FIXED}10A1{GS}422000", "no_country"
    yield f"{FIXED}10A1{GS}422276", A1
    yield f"{FIXED}10A1{GS}423620276", A1
    yield f"{FIXED}10A1{GS}423620999", "no_country"
    yield f"{FIXED}10A1{GS}7030999X", A1
    yield f"{FIXED}10A1{GS}7030000X", "no_country"
    yield f"{FIXED}10A1{GS}7007260101270230", "no_day"
    yield f"{FIXED}10A1{GS}7007260101260201", A1
    yield f"{FIXED}10A1{GS}70112601012460", "no_day"
    yield f"{FIXED}10A1{GS}70112601012359", A1
    yield f"{FIXED}10A1{GS}80010000000100100{'1'}", "wrong_form"
    yield f"{FIXED}10A1{GS}80010010000100100{'1'}", A1
    yield f"{FIXED}10A1{GS}80141987654Ad4X4bL5ttr2310c2K", A1
    yield f"{FIXED}10A1{GS}80141987654Ad4X4bL5ttr2310c2L", "check_pair"
    yield f"{FIXED}10A1{GS}8014MODEL1", "wrong_form"
    yield f"{FIXED}10A1{GS}8004ASSET", "wrong_form"
    yield f"{FIXED}10A1{GS}8004{'40123A'}", A1
    yield f"{FIXED}10A1{GS}7040" + "1AB/", "wrong_form"
    yield f"00{SSCC}02{G}17270331{'3712'}{GS}10A1{GS}8026{G}0201", "no_piece"
    yield f"{FIXED}10A1{GS}3900100", "needs"
    yield f"{FIXED}10A1{GS}3922100", "needs"
    yield f"{FIXED}10A1{GS}3922100{GS}301", Right(count=1)
    yield f"{FIXED}10A1{GS}4321" + "1", "needs"
    yield f"{FIXED}10A1{GS}420ZIP{GS}421276ZIP", "apart"
    yield f"{FIXED}10A1{GS}8007DE89370400440532013000", "needs"
    link = f"https://id.gs1.org/01/{G}/10/A1"
    yield f"{link}/?17=270331", Right(expires_on=date(2027, 3, 31))
    yield f"{link}/x?17=270331", "link_path"
    yield f"{link}?17=270331&17=270331", "link_twice"
    yield f"{link}?17=270331&10=A1", "link_twice"
    yield f"https://id.gs1.org/01/{G}/lot/A1?17=270331", "link_words"
    yield f"https:///01/{G}/10/A1?17=270331", "no_host"
    yield f"https://someone@id.gs1.org/01/{G}/10/A1?17=270331", "link_user"
    yield f"https://[2001:db8::1]:443/01/{G}/10/A1?17=270331", A1


def two_kinds_of_symbol() -> Iterator[tuple[str, Answer]]:
    """The product number in a retail or carton barcode, the rest in a GS1 symbol; digits that only look like one."""
    for product in (f"]E0{G[1:]}", f"]I1{G}", G[1:], G[2:]):
        yield f"{product}\n]C1{'17270331'}10A1\n", A1
        yield f"{'17270331'}10A1\r\n{product}\r\n", A1
    yield f"{G[1:]}\n{FIXED}10A1\n", A1
    yield f"]E04006381333931\n]C1{FIXED}10A1", "twice"
    yield "]E04006381333932\n]C11727033110A1", "other_symbol"
    yield f"]C1{FIXED}\n]C110123456", Right(lot="123456")
    yield f"{FIXED}\n10123455\n", Right(lot="123455")
    yield f"{FIXED}10A1\n21123456\n", Right(serial="123456")
    yield f"{G[1:]}\n{G[1:]}\n", "scanned_twice"


def separators_as_words() -> Iterator[tuple[str, Answer]]:
    """FNC1 as programs write it down."""
    for sent in ("<gs>", "{gs}", "(GS)", "<FNC1>", "<fnc1>", "^]", "\\x1D", "\\u001d", "_x001D_", "&#29;", "&#x1D;"):
        yield f"{FIXED}10A1{sent}21S1", A1_S
    yield f"{FIXED}10A1%1D21S1", Right(lot="A1%1D21S1")
    yield f"[01]{G}[17]270331[10]A1", "printed"
    yield f"{{01}}{G}{{17}}270331{{10}}A1", "printed"
    yield f"01 {G} 17 270331 10 A1", "space"
    yield f"01{G}10LOT17", "missing"


SCANS = [
    *element_strings(),
    *symbols(),
    *printed(),
    *links(),
    *product_numbers(),
    *days(),
    *values(),
    *relations(),
    *others(),
    *another_look(),
    *beside_the_engine(),
    *two_kinds_of_symbol(),
    *separators_as_words(),
]
