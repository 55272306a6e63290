"""A fourth hand's scans that are sent to the running APIs: sources as in scans_sent.py."""

from collections.abc import Iterator

from tests.support.scan_answers import A1, A1_S1, GS, LINK, SECRET, SSCC, Answer, F, G, OfBox, Says

_CYRILLIC = str.maketrans("dD]AaBbSs", "вВъФфИиЫы")
_GREEK = str.maketrans("dD", "δΔ")


def fourth_look() -> Iterator[tuple[str, Answer]]:
    """All of them."""
    yield from _lengths()
    yield from _two_symbols()
    yield from _links()
    yield from _other_agencies()
    yield from _keyboards()
    yield from _pasted()


def _lengths() -> Iterator[tuple[str, Answer]]:
    """Fields in wrong lengths, empty ones, days at the edges."""
    yield f"01{G}1728013{GS}10A1", "wrong_form"
    yield f"01{G}17{GS}10A1", "empty_field"
    yield f"01{GS}1728013110A1", "empty_field"
    yield f"01{G}{GS}{GS}1728013110A1", "lost_field"
    yield f"01{G[:12]}{GS}1728013110A1", "wrong_form"
    yield f"01{G}9{F[16:]}10A1", "missing"
    yield f"{F}11{GS}10A1", "empty_field"
    yield f"{F}1126013{GS}10A1", "wrong_form"
    yield f"{F}10A1{GS}10", "empty_field"
    yield f"{F}10A1{GS}21{GS}", "empty_field"
    yield f"{F}21{GS}10A1", "empty_field"
    yield f"{F}10A1{GS}2", "not_gs1"
    yield f"{F}10A1{GS}1", "not_gs1"
    yield f"{F}10A1{GS}24", "not_gs1"
    yield f"{F}10A1{GS}240", "empty_field"
    yield f"{F}10A1{GS}2{'1' * 22}", "too_long"
    yield f"{F}10{'0' * 20}", Says(lot="0" * 20)
    yield f"{F}10{'L' * 20}21S1", "too_long"
    yield f"{F}10{'L' * 20}{GS}21S1", Says(lot="L" * 20, serial="S1")
    yield f"{F}3712{GS}10A1{GS}30{'1'}", OfBox("apart")
    yield f"01{G}17360229{GS}10A1", Says(expires_on="2036-02-29")
    yield f"01{G}17270229{GS}10A1", "no_day"
    yield f"01{G}17280230{GS}10A1", "no_day"
    yield f"01{G}11240229{F[16:]}10A1", A1
    yield f"01{G}11230229{F[16:]}10A1", "no_day"
    yield f"01{G}17760301{GS}10A1", Says(expires_on="2076-03-01")
    yield f"01{G}17281131{GS}10A1", "no_day"
    yield f"01{G}70032802291200{GS}10A1{GS}17280229", Says(expires_on="2028-02-29")
    yield f"01{G}70032802301200{GS}10A1{GS}17280229", "no_day"
    yield f"(01){G}(17)280131(10)A1(21)", "printed"
    yield f"(01){G}(17)280131()A1", "printed"
    yield f"(01){G}(17)(10)A1", "printed"
    yield f"(01)1{G}(17)280131(10)A1", "wrong_form"
    yield f"(01){G[:8]}(17)280131(10)A1", "wrong_form"


def _two_symbols() -> Iterator[tuple[str, Answer]]:
    """Two symbols of one label, of which one is a retail barcode, a box, or another label's."""
    yield f"]C11728013110A1\r]E0{G[1:]}\r", A1
    yield f"]C11728013110A1{GS}21S1\r\n]C101{G}\r\n", A1_S1
    yield f"]C121S1\r]C110A1\r]C1{F}\r", A1_S1
    yield f"]d2{F}\r]d2{F}10A1\r", A1
    yield f"]d2{F}10A1\r]d2{F}21S1\r", A1_S1
    yield f"]d2{F}10A1\r]d201{G}1729013110A1\r", "twice"
    yield f"]C1{F}10A1\r{LINK}/10/A1?17=280131\r", A1
    yield f"]C1{F}10A1\r{LINK}/10/A2?17=280131\r", "twice"
    yield f"]d2{F}10A1\r+A99912345/$$52801310X3\r", "hibc"
    yield f"]d2{F}10A1\rWIFI:S:x;P:{SECRET};;\r", "other_content"
    yield f"]d2{F}10A1\rhttps://maker.example/ifu\r", "web_link"
    yield f"{F}\t10A1\t21S1\t", A1_S1
    yield f"]C100{SSCC}\r]C1{F}10A1\r", Says(of_box=True)
    yield f"]C1{F}10A1\r]C1", "stray_identifier"
    yield f"{F}10A1 {F}10A1", "space"
    yield f"{F}10A1,{F}10A2", "too_long"


def _links() -> Iterator[tuple[str, Answer]]:
    """Digital Links: small letters, percent signs, keys twice and against each other, other keys, compression."""
    yield f"hTTps://id.gs1.org/01/{G}/10/A1?17=280131", A1
    yield f"{LINK}/10/%41%31?17=280131", A1
    yield f"{LINK}/%31%30/A1?17=280131", A1
    yield f"https://id.gs1.org/%30%31/{G}/10/A1?17=280131", A1
    yield f"{LINK}/10/a1?17=280131", Says(lot="a1")
    yield f"{LINK}/10/A1?17=280131&17=290131", "link_twice"
    yield f"{LINK}/10/A1?17=280131&7003=2801311200", A1
    yield f"{LINK}/10/A1?17=280131&7003=2901311200", "expiries_differ"
    yield f"{LINK}/10/A1?17=280131&21=S1", "link_place"
    yield f"{LINK}/10/A1/21/S1?17=280131&21=S1", "link_twice"
    yield f"{LINK}/10/A1?17=280131&01={G}", "link_twice"
    yield f"https://id.gs1.org/01/{G}/01/{G}/10/A1?17=280131", "link_twice"
    yield f"https://id.gs1.org/01/09506000134352/01/{G}/10/A1?17=280131", "link_twice"
    yield f"https://id.gs1.org/01/09506000134352/x/01/{G}/10/A1?17=280131", "link_twice"
    yield f"https://id.gs1.org/p/01/01/{G}/10/A1?17=280131", A1
    yield f"{LINK}/10/A1?17=280131&37=12", OfBox("apart")
    yield f"{LINK}/10/A1?17=280131&99=x&98=y", A1
    yield f"{LINK}/10/A1?17=280131&x=10&lot=Z9", A1
    yield f"{LINK}/10/A1?EXP=280131", "link_words"
    yield f"{LINK}/LOT/A1?17=280131", "link_words"
    yield f"{LINK}/10/?17=280131", "empty_field"
    yield f"{LINK}/10//21/S1?17=280131", "empty_field"
    yield f"{LINK}//10/A1?17=280131", "link_path"
    yield "https://id.gs1.org/01//10/A1?17=280131", "empty_field"
    yield f"https://id.gs1.org/01/{G[:-1]}7/10/A1?17=280131", "check_digit"
    yield f"https://id.gs1.org/1/{G}/10/A1?17=280131", "web_link"
    yield f"https://id.gs1.org/01/{G}1/10/A1?17=280131", "wrong_form"
    yield f"https://id.gs1.org/01/{'0' * 14}/10/A1?17=280131", "zeros"
    yield f"https://id.gs1.org/01/9{G[1:]}/10/A1?17=280131", "check_digit"
    yield f"{LINK}/10/A1%0A?17=280131", "wrong_form"
    yield f"{LINK}/10/A1%1D21S1?17=280131", "wrong_form"
    yield f"{LINK}/10/A1?17=280131%20", "wrong_form"
    yield f"{LINK}/10/A1?17=+280131", "wrong_form"
    yield f"{LINK}/10/A1?17=280131&17", "link_twice"
    yield f"{LINK}/10/A1?17=280131 ", A1
    yield f"<{LINK}/10/A1?17=280131>", "link_scheme"
    yield f"{LINK}/ARHKVAdpkgM", "compressed_link"
    yield "https://qr.example/BxPGaWgqAKdCrsdkvzJQ", "compressed_link"
    yield "https://id.gs1.org/8004/4012345ABC", "other_key"
    yield "https://id.gs1.org/253/06141410000051", "other_key"


def _other_agencies() -> Iterator[tuple[str, Answer]]:
    """UDIs and labels of the other agencies, and what is no label."""
    yield "+A99912345/$$+7280131S1X", "hibc"
    yield "+$$3280131A1/SX1C", "hibc"
    yield "+$A1C", "hibc"
    yield "+A99912345Z\r+$$3280131A1C\r", "hibc"
    yield "*+$$3280131A1C*", "hibc"
    yield "]Q1+A99912345/$$3280131A1C", "hibc"
    yield "=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123", "isbt"
    yield "]d1=W00001234567800=>014032", "isbt"
    yield "&,1000000000000XYZ123", "isbt"
    yield "9N111012345678", "ppn"
    yield "[)>\x1e06\x1d9N111234567842\x1d1T1A234B5\x1dD280131\x1dS12345\x1e\x04", "ppn"
    yield "]A0-03752864", "ppn"
    yield "[)>\x1e06\x1d1P123\x1dS45\x1e\x04", "other_symbol"
    yield "urn:epc:class:lgtin:0812345.000001.A1", "epc"
    yield "https://www.example.org", "web_link"
    yield "HTTP://WWW.EXAMPLE.ORG/A", "web_link"
    yield "www.example.org", "not_gs1"
    yield f"BEGIN:VEVENT\nSUMMARY:{SECRET}\nEND:VEVENT", "other_content"
    yield f"]Q1MECARD:N:{SECRET};;", "other_content"
    yield f"sms:+351210000000?body={SECRET}", "other_content"
    yield f"WIFI:T:nopass;S:{SECRET};;\r", "other_content"


def _keyboards() -> Iterator[tuple[str, Answer]]:
    """Keyboards of other alphabets and countries, Caps Lock, and signs in the place of FNC1."""
    yield f"]d2{F}10A1".translate(_CYRILLIC), "keyboard"
    yield f"{F}10AB1".translate(_CYRILLIC), "unprintable"
    yield f"]d2{F}10A1".translate(_GREEK), "keyboard"
    yield f"]D2{F}10A1", "swapped_capitals"
    yield f"\u00fcd2{F}10A1", "keyboard"
    yield f"\u0130d2{F}10A1", "keyboard"
    yield f"{F}10A1".translate(str.maketrans("0123456789", '=!"#$%&/()')), "digits_as_signs"
    yield f"{F}10A1".translate(str.maketrans("0123456789", '=!"\u00a7$%&/()')), "digits_as_signs"
    for sent in ("!", "_", "%", "&", ";"):
        yield f"01{G}10A1{sent}17280131", "swallowed"
    for sent in ("\u00a7", "\u00b6", "\u20ac", "\u00ac"):
        yield f"{F}10A1{sent}21S1", "separator_as"
    yield f"{F}10A1\\u001d21S1", A1_S1
    yield f"10A1\u00a7{F}21S1\u00a7240R", "separator_as"
    yield f"{F}10A1\u00a71", "unprintable"
    yield f"{F}10A\u00c41{GS}21S1", "unprintable"
    yield f"{F}10A1\x1e21S1", "control"
    yield f"{F}10A1 21S1", "space"
    yield f"{F}10A1\\x1D21S1", A1_S1
    yield f"{F}10A1<gs>21S1", A1_S1


def _pasted() -> Iterator[tuple[str, Answer]]:
    """What is typed or pasted from a document, a chat or a table."""
    yield f"\u201c(01){G}(17)280131(10)A1\u201d", "unprintable"
    yield f"(01){G}(17)280131(10)A\u20131", "unprintable"
    yield f"\uff08\uff10\uff11\uff09{G}(17)280131(10)A1", "full_width"
    yield f"(01){G}\u00a0(17)280131(10)A1", "invisible"
    yield f"(01){G}(17)280131(10)A1.", Says(lot="A1.")
    yield f"(01) {G}, (17) 280131, (10) A1", "wrong_form"
    yield f"(01){G};(17)280131;(10)A1", "wrong_form"
    yield f"GTIN:{G} LOT:A1", "space"
    yield f"GTIN({G})", "not_gs1"
    yield f"(gtin){G}(lot)A1", "printed"
    yield f"(01){G}(17)28 01 31(10)A1", "printed"
    yield f"(O1){G}(17)280131(10)A1", "printed"
    yield f"(01){G}(17)\u0662\u0668\u0660\u0661\u0663\u0661(10)A1", "other_digits"
    yield f"{'(10)A1' * 90}", "too_much"
