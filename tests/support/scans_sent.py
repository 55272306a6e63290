"""Scans that are sent to the running APIs, each with the answer that GS1's standards give.

Written from the GS1 General Specifications (3, 4.13, 4.14, 5, 7.8, 7.9, 7.11, 7.12), GS1 Digital Link 1.4, ISO/IEC
15424 and 15434 and EPC Tag Data Standard 2, beside the tables of tests/unit/cartridge_codes. They hold in 2026 and
2027.
"""

from collections.abc import Iterator

from tests.support.later_scans_sent import further, third_look
from tests.support.latest_scans_sent import fourth_look
from tests.support.scan_answers import A1, A1_S1, GS, LINK, SECRET, SSCC, Answer, F, G, OfBox, Says


def separators() -> Iterator[tuple[str, Answer]]:
    """FNC1 before and between fields, and what comes in its place."""
    for symbol in ("]d2", "]C1", "]Q3", "]e0", "]J1", ""):
        yield f"{symbol}{F}10A1{GS}21S1", A1_S1
        yield f"{symbol}21S1{GS}{F}10A1{GS}", A1_S1
    for sent in ("<GS>", "{GS}", "[GS]", "(GS)", "<FNC1>", "^", "\\x1d", "\u241d"):
        yield f"10A1{sent}{F}21S1", A1_S1
    for sent in ("|", "~", "#", "~1", "@"):
        yield f"{F}10A1{sent}21S1", "separator_as"
    yield f"{GS}{GS}{F}10A1", "lost_field"
    yield f"{F}{GS}{GS}10A1", "lost_field"
    yield f"01{G}10A117280131", "swallowed"
    yield f"01{G}21S117280131{GS}10A1", "swallowed"
    yield f"17280131{'21S1'}01{G}10A1", "too_long"
    yield f"{F}10A121S1", Says(lot="A121S1")
    yield f"{F}30121S1{GS}10A1", "too_long"
    yield f"{F}8005000123{'21S1'}{GS}10A1", "too_long"
    yield f"{F}10A1{GS}{F}10B2", "twice"
    yield f"{F}10A1{F}10A1", "too_long"
    yield f"{F}10A101{G}", "ran_together"


def fields() -> Iterator[tuple[str, Answer]]:
    """Other fields beside ours: their lengths, and with whom they may be."""
    for more in (
        "240REF-12/B",
        f"240{'R' * 30}",
        "2417",
        f"241{'9' * 30}",
        "8005000123",
        "91X",
        f"92{'x' * 90}",
        "99(a)/b+c",
        "90TYPE",
        "2001",
        "22V2",
        "242000123",
        "15280131",
        "11260228",
        "13260228",
        "16280131",
        "70032801311200",
        "301",
        "3000000001",
        "8200https://maker.example/ifu",
    ):
        yield f"{F}{more}{GS}10A1", A1
        yield f"10A1{GS}{more}{GS}{F}", A1
    yield f"{F}10A1{GS}240{'R' * 31}", "too_long"
    yield f"{F}10A1{GS}241{'9' * 31}", "too_long"
    yield f"{F}10A1{GS}92{'x' * 91}", "too_long"
    yield f"{F}10A1{GS}80050012", "wrong_form"
    yield f"{F}10A1{GS}8005ABC123", "wrong_form"
    yield f"{F}10A1{GS}21S1{GS}250HANDLE-7", A1_S1
    yield f"{F}10A1{GS}250HANDLE-7", "needs"
    yield f"{F}10A1{GS}8020REF", "needs"
    yield f"{F}10A1{GS}2000", A1
    yield f"{F}10A1{GS}20X1", "wrong_form"
    yield f"{F}10A1{GS}3012", Says(quantity=12, of_box=True)
    yield f"{F}10A1{GS}3099999999", Says(quantity=99999999, of_box=True)
    yield f"{F}10A1{GS}30000000000", "too_long"
    yield f"{F}10A1{GS}30-1", "wrong_form"
    yield f"{F}10A1{GS}3000000000", "no_count"
    yield f"02{G}172801313712{GS}10A1", OfBox("needs")
    yield f"00{SSCC}02{G}172801313712{GS}10A1", Says(quantity=12, of_box=True)
    yield f"]C100{SSCC}\r]C102{G}172801313712{GS}10A1\r", Says(quantity=12, of_box=True)
    yield f"02{G}1728013110A1", OfBox("needs")
    yield f"{F}3712{GS}10A1", OfBox("apart")
    yield f"{F}02{G}3712{GS}10A1", OfBox("apart")
    yield f"{F}10A1{GS}9", "not_gs1"
    yield f"{F}10A1{GS}05X", "not_gs1"


def dates() -> Iterator[tuple[str, Answer]]:
    """Days of the calendar, day 00, the century, and dates that contradict each other."""
    for digits, day in (
        ("280100", "2028-01-31"),
        ("280200", "2028-02-29"),
        ("290200", "2029-02-28"),
        ("280229", "2028-02-29"),
        ("271231", "2027-12-31"),
        ("760309", "2076-03-09"),
        ("761231", "2076-12-31"),
        ("780101", "1978-01-01"),
        ("990101", "1999-01-01"),
    ):
        yield f"01{G}17{digits}10A1", Says(expires_on=day)
    for digits in ("281301", "280001", "280230", "290229", "280431", "280132", "280000", "289999"):
        yield f"01{G}17{digits}10A1", "no_day"
    for digits in ("28013", "2801311", "28-131", "28O131", "2801 1"):
        yield f"(01){G}(17){digits}(10)A1", "printed" if " " in digits else "wrong_form"
    yield f"01{G}70032801311200{GS}10A1", A1
    yield f"01{G}70032801312460{GS}10A1", "no_day"
    yield f"01{G}7003280131{GS}10A1", "wrong_form"
    yield f"01{G}7003280230{GS}10A1", "no_day"
    yield f"{F}70032801310000{GS}10A1", A1
    yield f"{F}70032702281200{GS}10A1", "expiries_differ"
    yield f"01{G}1528013110A1", "missing"
    yield f"{F}1128020110A1", "made_later"
    yield f"{F}1127060110A1", "made_ahead"
    yield f"{F}1126023010A1", "no_day"


def numbers() -> Iterator[tuple[str, Answer]]:
    """Product numbers of every length, check digits, lots and serials at their limits."""
    yield f"01{G[:-1]}7{F[16:]}10A1", "check_digit"
    yield "01008123450001061728013110A1", "check_digit"
    yield f"01{'0' * 14}1728013110A1", "zeros"
    yield "01908123450000191728013110A1", "by_measure"
    for number in (G[1:], G[2:], "96385074"):
        yield f"(01){number}(17)280131(10)A1", "short_product"
    yield f"01{G[1:]}1728013110A1", "short_product"
    yield "01963850741728013110A1", "short_product"
    yield f"1{G}1728013110A1", "zero_dropped"
    yield f"01{G[:-1]}", "wrong_form"
    for number in (G, G[1:], G[2:], "96385074", "4006381333931", "4006381333930"):
        yield number, "product_only"
    for alone in (f"]E0{G[1:]}", "]E04006381333931", "]E496385074", f"]I1{G}"):
        yield alone, "other_symbol"
    yield "17280131101234", "missing"
    yield "1012345678", "missing"
    yield f"{F}10{'L' * 20}{GS}21{'s' * 20}", Says(lot="L" * 20, serial="s" * 20)
    yield f"{F}10{'L' * 21}", "too_long"
    yield f"{F}10A1{GS}21{'s' * 21}", "too_long"
    yield f"{F}10a1{GS}21s1", Says(lot="a1", serial="s1")
    yield f"{F}10!\"%&'()*+,-./:;<=>?", Says(lot="!\"%&'()*+,-./:;<=>?")
    for sign in "#$@[]{}\\`":
        yield f"{F}10A{sign}1", "not_allowed"
    yield f"{F}10", "empty_field"
    yield f"{F}10{GS}21S1", "empty_field"
    yield F, "missing"
    yield f"01{G}10A1", "missing"


def printed() -> Iterator[tuple[str, Answer]]:
    """What stands under the symbol, typed."""
    yield f"(01){G}(17)280131(10)A1", A1
    yield f"(01) {G} (17) 280131 (10) A1 (21) S1", A1_S1
    yield f"(10)A1 (21)S1 (17)280131 (01){G}", A1_S1
    yield f"]d2(01){G}(17)280131(10)A1", A1
    yield f"(00){SSCC}(02){G}(17)280131(37)12(10)A1", Says(quantity=12, of_box=True)
    yield f"(01){G}(17)280131(10)A(1)", "printed"
    yield f"(01){G}(17)280131(10)A)1", "printed"
    yield f"(01){G}(17)280131(10)A 1", "printed"
    yield f"[01]{G}[17]280131[10]A1", "printed"
    yield f"(01){G}(17)2028-01-31(10)A1", "wrong_form"
    yield f"(01){G}(17)280131(10){'L' * 21}", "wrong_form"
    yield f"(01){G}(17)280131(9999)1(10)A1", "unknown_field"
    yield f"(01){G}(17)280131(10)A1(10)A2", "twice"
    yield f"01 {G} 17 280131 10 A1", "space"
    yield f"UDI: {G} LOT A1 EXP 2028-01-31", "space"
    yield "LOT A1", "space"
    yield "LOT:A1", "not_gs1"
    yield f"(01){G}(17)280131(10)\u00c41", "unprintable"


def links() -> Iterator[tuple[str, Answer]]:
    """GS1 Digital Links of any resolver, and other addresses."""
    for before in (
        "https://id.gs1.org",
        "HTTP://ID.GS1.ORG",
        "https://maker.example:8443/de/p",
        "]Q1https://q.example",
        "]d1https://q.example",
    ):
        yield f"{before}/01/{G}/10/A1/21/S1?17=280131", A1_S1
    yield f"{LINK}/22/V2/10/A1?17=280131", A1
    yield f"{LINK}/10/a%2f%2b1?17=280131", Says(lot="a/+1")
    yield f"{LINK}/10/A%2F1?17=280131", Says(lot="A/1")
    yield f"{LINK}/10/A1?17=280131&15=280131&240=R&linkType=gs1:pip&lang=pt#top", A1
    yield f"{LINK}/10/A1?17=280100", A1
    yield f"{LINK}/10/A1?17=280131&30=12", Says(quantity=12, of_box=True)
    yield f"{LINK}/10/A%1?17=280131", "no_host"
    yield f"{LINK}/10/A%zz1?17=280131", "no_host"
    yield f"{LINK}/10/A%201?17=280131", "wrong_form"
    yield f"{LINK}/10/%c3%841?17=280131", "wrong_form"
    yield f"{LINK}?10=A1&17=280131", "link_place"
    yield f"{LINK}/21/S1/10/A1?17=280131", "link_order"
    yield f"{LINK}/10/A1/17/280131", "link_order"
    yield f"{LINK}/10/A1?17=280131&17=280131", "link_twice"
    yield f"{LINK}/10/A1?17=281301", "no_day"
    yield f"{LINK}/10/A1?17=", "empty_field"
    yield f"{LINK}/10/A1?exp=280131", "link_words"
    yield LINK, "missing"
    yield f"https://id.gs1.org/01/{G[1:]}/10/A1?17=280131", "short_product"
    yield f"https://id.gs1.org/gtin/{G}/lot/A1?17=280131", "link_words"
    yield "https://id.gs1.org/AQnYUc1gmiERBhQ07jGbEmSfEdGP", "compressed_link"
    yield f"{LINK}/AQnYUc1gmiERBhQ0", "compressed_link"
    yield "https://id.gs1.org/00/106141412345678908", OfBox("other_key")
    yield "https://maker.example/support", "web_link"
    yield f"]C1{LINK}/10/A1?17=280131", "other_symbol"
    yield "urn:epc:id:sgtin:0812345.000001.S1", "epc"
    yield "URN:EPC:ID:LGTIN:0812345.000001.A1", "epc"
    yield "urn:epc:tag:sgtin-96:3.0812345.000001.17", "epc"
    yield "https://", "no_host"


def two_codes() -> Iterator[tuple[str, Answer]]:
    """Two symbols of one label, in either order, and one twice."""
    first, second = f"]C101{G}17280131", "]C110A1"
    for between in ("\r\n", "\t", "\r", ""):
        yield f"{first}{between}{second}", A1
        yield f"{second}{between}{first}", A1
    yield f"]E0{G[1:]}\r]C11728013110A1\r", A1
    yield f"]C11728013110A1\r]I1{G}\r", A1
    yield f"{first}\r{first}\r", "scanned_twice"
    yield f"]d2{F}10A1]d2{F}10A1", "scanned_twice"
    yield f"]d2{F}10A1\r]C1{F}10A2\r", "twice"
    yield f"{F}10A1\r{F}10A1{GS}21S1\r", A1_S1


def other_standards() -> Iterator[tuple[str, Answer]]:
    """Labels of other standards, and codes of something else."""
    for hibc in ("+A99912345/$$52801310X3", "+H123ABC01234567890D", "]C0+H123ABC1G", "*+A1234/16D20280131*"):
        yield hibc, "hibc"
    for isbt in ("=W12342600001500", "=%5100", "]C0=<E0791V00", "&>0280311359"):
        yield isbt, "isbt"
    for ppn in ("[)>\x1e06\x1d9N110375286414\x1d1TA1\x1dD280131\x1e\x04", "9N110375286414", "-03752864", "]A0-1234562"):
        yield ppn, "ppn"
    yield "[)>\x1e06\x1d25SUN123\x1e\x04", "other_symbol"
    for content in (
        f"WIFI:S:Clinic;T:WPA;P:{SECRET};;",
        f"wifi:T:WPA;S:x;P:{SECRET};;",
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:{SECRET}\r\nEND:VCARD",
        f"MECARD:N:{SECRET};;",
        f"mailto:{SECRET}@example.org",
        "tel:+351210000000",
        f"SMSTO:+351210000000:{SECRET}",
        "geo:38.7,-9.1",
        f"otpauth://totp/x?secret={SECRET}",
        f"]Q1WIFI:S:Clinic;T:WPA;P:{SECRET};;",
    ):
        yield content, "other_content"
    yield "hello", "not_gs1"


def scanners() -> Iterator[tuple[str, Answer]]:
    """Scanners, keyboards and programs that are set wrong."""
    for ending in ("\r", "\n", "\r\n", "\t", " "):
        yield f"]d2{F}10A1{ending}", A1
        yield f"{ending}]d2{F}10A1", A1
    yield f"\x02{F}10A1\x03", "control"
    yield f"]D2{F.lower()}10a1", "swapped_capitals"
    yield f"]c1{F}10a1", "swapped_capitals"
    for bracket in "+$\u00b4\u00a8":
        yield f"{bracket}d2{F}10A1", "keyboard"
    french = str.maketrans("0123456789", "\u00e0&\u00e9\"'(-\u00e8_\u00e7")
    yield f"{F}10A1".translate(french), "digits_as_signs"
    yield f"$d2{F}10A1".translate(french), "digits_as_signs"
    yield f"{F}10A1".translate(str.maketrans("0123456789", "\u00e0&\u00e9\"'(\u00a7\u00e8!\u00e7")), "digits_as_signs"
    yield f"{F}10A1".translate(str.maketrans("0123456789", ")!@#$%^&*(")), "digits_as_signs"
    yield f"]d2{F}10AZ\u00df1", "unprintable"
    for hidden in ("\ufeff", "\u200b"):  # every request is read without them
        yield f"{hidden}]d2{F}10A1", A1
        yield f"]d2{F}10A{hidden}1", A1
    yield f"]d2{F}\u00a010A1", "invisible"
    yield f"]d2{F}10A\uff11", "full_width"
    yield "".join(chr(ord(each) + 0xFEE0) for each in f"{F}10A1"), "full_width"
    yield f"]d1{F}10A1", "other_symbol"
    yield f"]C0{F}10A1", "other_symbol"
    yield "]d2", "empty"
    yield "", "empty"
    yield " \r\n", "empty"
    yield "9" * 5000, "too_much"
    yield f"]d2{F}10A1{GS}" * 20, "too_much"


SCANS = [
    *separators(),
    *fields(),
    *dates(),
    *numbers(),
    *printed(),
    *links(),
    *two_codes(),
    *other_standards(),
    *scanners(),
    *further(),
    *third_look(),
    *fourth_look(),
]
