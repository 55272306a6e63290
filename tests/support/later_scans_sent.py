"""More scans that are sent to the running APIs: sources as in scans_sent.py."""

from collections.abc import Iterator

from tests.support.scan_answers import A1, A1_S1, GS, LINK, SECRET, SSCC, Answer, F, G, Says


def further() -> Iterator[tuple[str, Answer]]:
    """Leap years, the other dates, fields of other lengths, and links as resolvers write them."""
    for digits, day in (
        ("320229", "2032-02-29"),
        ("320200", "2032-02-29"),
        ("281200", "2028-12-31"),
        ("280400", "2028-04-30"),
        ("770101", "2077-01-01"),
    ):
        yield f"01{G}17{digits}10A1", Says(expires_on=day)
    yield f"01{G}1730022910A1", "no_day"
    for other in ("15290101", "16270101", "11260200", "17280131"):
        yield f"{F}{other}10A1", A1
    for other, fault in (("15281301", "no_day"), ("16280001", "no_day"), ("13280230", "no_day"), ("12280131", "needs")):
        yield f"{F}{other}10A1", fault
    yield f"01{G}152801311628013110A1", "missing"
    yield f"{F}1728020110A1", "twice"
    for more in (
        "7112345678",
        "71012345",
        "7240PROTO1",
        "400ORDER7",
        "422620",
        "7021ABC",
        "235TPX1",
        "243PACK1",
        "2432ABC",
        "70022801311200",
        "7006280131",
        "7007280131",
        "7007280131280201",
        "8008280131120000",
    ):
        yield f"{F}{more}{GS}10A1", A1
    for fixed in ("4130614141000005", "4140614141000005", "3103000123"):
        yield f"{F}{fixed}10A1", A1
    yield f"{F}414061414100000610A1", "check_digit"
    yield f"{F}310300012{GS}10A1", "wrong_form"
    yield f"{F}42262010A1", "too_long"
    yield f"{F}700628013110A1", "too_long"
    yield f"{F}401CONS1{GS}10A1", "wrong_form"
    yield f"{F}8013GMN1{GS}10A1", "wrong_form"
    yield f"{F}235TPX1{GS}21S1{GS}10A1", "apart"
    yield f"{F}03{G}10A1", "apart"
    yield f"{F}7010{GS}10A1", "empty_field"
    yield f"{F}8110123{GS}10A1", "coupon"
    yield f"{LINK}/10/A1/?17=280131", A1
    yield f"{LINK}/10/A1/21/S1/?17=280131", A1_S1
    yield f"{LINK}/?17=280131", "missing"
    yield f"{LINK}/10/A1?17=280131;15=280131", A1
    yield f"{LINK}/10/A1?17=280131&3103=000123", A1
    yield f"{LINK}/10/A%2E1?17=280131", Says(lot="A.1")
    yield f"{LINK}/10/A+1?17=280131", Says(lot="A+1")
    yield f"{LINK}/10/A1/21/S%2F1?17=280131", Says(serial="S/1")
    yield f"{LINK}/10/A1?%31%37=280131", A1
    yield f"{LINK}/10/A1?17=280131&s4t=abc", A1
    yield f"{LINK}/10/A1/22/V2?17=280131", "link_order"
    yield f"{LINK}/10/A1/21/S1/21/S2?17=280131", "link_order"
    yield f"{LINK}/235/TPX/10/A1?17=280131", "link_order"
    yield f"{LINK}/10/A%23%3F1?17=280131", "wrong_form"
    yield f"{LINK}/10/{'L' * 21}?17=280131", "wrong_form"
    yield f"{LINK}/10/A1#17=280131", "missing"
    yield "https://id.gs1.org/414/0614141000005/", "other_key"
    for hibc in ("+A123BJC5D6E71G", "]C0+A99912345/$$3280131", "+$$280131LOTC"):
        yield hibc, "hibc"
    yield "]A0=G123417654321000", "isbt"
    yield "=,0280311359&>0280311359", "isbt"
    yield f"[)>\x1e05\x1d{F}10A1\x1e\x04", "other_symbol"


def third_look() -> Iterator[tuple[str, Answer]]:
    """By a third hand on 28 November 2026: reasons that said less than was known, and the grammar of links."""
    for digits in ("20280131", "19990131", "20280100"):
        yield f"(01){G}(17){digits}(10)A1", "date_of_eight"
        yield f"01{G}17{digits}10A1", "date_of_eight"
        yield f"{LINK}/10/A1?17={digits}", "date_of_eight"
    yield f"(01){G}(11)20260131(17)280131(10)A1", "date_of_eight"
    yield f"(01){G}(7003)202801311200(10)A1", "date_of_eight"
    yield f"{F}1520280131{GS}10A1", "date_of_eight"
    for digits in ("31012028", "2801", "28/01/31", "JAN2028", "2028-01"):
        yield f"(01){G}(17){digits}(10)A1", "wrong_form"
    yield f"01{G}17202813{'10A1'}", "no_day"
    yield f"{F}70032801002359{GS}10A1", "no_day"
    yield f"{F}10A1{GS}8008260101", "wrong_form"
    yield f"{F}10A1{GS}80082601011260", "too_long"
    yield f"{F}10A1{GS}800826010100", A1
    yield f"{F}10A1{GS}80082601010101", A1
    yield f"{F}10A1{GS}80044012345ABC", A1
    yield f"{F}10A1{GS}8006{G}0102", "apart"
    yield f"8006{G}0102{GS}17280131{GS}10A1", "piece"
    yield f"https://id.gs1.org/8006/{G}0102/10/A1?17=280131", "piece"
    yield f"03{G}1728013121S1{GS}10A1", "made_to_order"
    for other in (
        "4140614141000005",
        "25306141410000051",
        "8018123456789012345675",
        "80044012345X",
        "4170614141000005",
    ):
        yield f"]C1{other}", "other_key"
    yield f"00{SSCC}{F}10A1", Says(of_box=True)
    yield f"https://id.gs1.org/00/{SSCC}?02={G}&37=10&10=A1&17=280131", Says(quantity=10, of_box=True)
    yield f"{F}10A1{GS}9112", A1
    yield f"{F}10A1{GS}98", "empty_field"
    yield f"{F}240X{GS}241Y{GS}10A1", A1
    yield f"{F}10A1{GS}7230ABCD", A1
    yield f"{F}10A1{GS}723012", "wrong_form"
    yield f"{F}10A1{GS}718Y", "not_gs1"
    yield f"{F}10A1{GS}31060001", "not_gs1"
    yield f"{F}10A1{GS}301.5", "too_long"
    for user in ("user@", f"user:{SECRET}@"):
        yield f"https://{user}id.gs1.org/01/{G}/10/A1?17=280131", "link_user"
    for host in ("id.gs1.org:", "id_gs1.org", "xn--mnchen-3ya.de", "192.0.2.1", "id.gs1.org./", "a%2Db.example"):
        yield f"https://{host}/01/{G}/10/A1?17=280131", A1
    for before in ("id.gs1.org", "www.maker.example/p", "https:/id.gs1.org", "//id.gs1.org", "ftp://x.example", ""):
        yield f"{before}/01/{G}/10/A1?17=280131", "link_scheme"
    yield f"{LINK}/lot/A1?17=280131", "link_words"
    yield "https://dlnkd.tn.gg/gtin/9780345418913", "link_words"
    yield "https://maker.example/instructions-for-use", "web_link"
    yield "https://id.gs1.org/DAYyYSPyjLZsRgQ1fsAKmR0A", "compressed_link"
    yield f"{LINK}/10/A1//?17=280131", "link_path"
    yield f"{LINK}/10/A1/21?17=280131", "link_path"
    yield f"{LINK}/10/A1??17=280131", "missing"
    yield f"{LINK}/10/A1?17=280131&12345=6", "unknown_field"
    yield f"{LINK}/10/A1?17=28%30131", A1
    yield f"{LINK}/10/A(1)'?17=280131", Says(lot="A(1)'")
    for symbol in ("]Q2", "]d4"):
        yield f"{symbol}{LINK}/10/A1?17=280131", A1
    for symbol in ("]E0", "]I1", "]A0", "]C0"):
        yield f"{symbol}{LINK}/10/A1?17=280131", "other_symbol"
    yield f"{F}]d210A1", A1
    yield f"{F}10A1]C1", "stray_identifier"
    yield f"]C1]d2{F}10A1", "stray_identifier"
    yield f"d2{F}10A1", "keyboard"
    yield f"C1{F}10A1", "keyboard"
    for sent in ("~1", "\\F", "\\035", "|", "#"):
        yield f"{sent}{F}10A1", "separator_first"
    for before in ("S", "'", '"', "=", "LBL-"):
        yield f"{before}{F}10A1", "added_before"
    yield f"{G}1728013110A1", "without_number"
    yield f"{F}10A1<0x1D>21S1", A1_S1
    yield f"{F}10A\u0661", "other_digits"
    yield f"(01){G}(17)28013\u06f1(10)A1", "other_digits"
    yield "+a123bjc5d6e71g", "hibc"
    yield "[)>06<GS>9N110375286414", "ppn"
    yield "PZN-03752864", "ppn"
    yield "- 03752864", "ppn"
    yield "3074257BF7194E4000001A85", "epc"
    for content in ("upi://pay?pa=x", "bitcoin:1abc", f"BCD\n002\n1\nSCT\n\n{SECRET}", "MEBKM:TITLE:x;;", "intent://x"):
        yield content, "other_content"
