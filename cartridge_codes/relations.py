"""Which GS1 fields need each other, and which exclude each other (GS1 General Specifications 4.13 and 4.14).

Of each field, what must be with it: alternatives apart by commas, what belongs together joined by a plus sign. Only
fields that can stand on a label of a product are here; what GS1 asks of others is not asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from cartridge_codes import faults
from cartridge_codes.faults import Part, ScanRefused

_ITEM = "01,02,03,8006,8026"
_UNIT = "01,03,8006"
_APART: Mapping[str, str] = {
    "01": "02,03,255,37",
    "02": "03",
    "03": "37,235",
    "21": "235",
    "420": "421",
    "421": "4307",
    "4330": "4331",
    "4332": "4333",
    "255": "02,415,8006,8020,8026",
    "422": "426",
    "423": "426",
    "424": "426",
    "425": "426",
    "7240": "03",
    "8006": "01,03,37",
    "8017": "8018",
    "8026": "02,03,8006",
}
_NEEDS: Mapping[str, str] = {
    "02": "37",
    **dict.fromkeys(("10", "11", "13", "15", "16", "20", "422"), _ITEM),
    "12": "8020",
    "17": f"{_ITEM},255",
    "21": _UNIT,
    **dict.fromkeys(("22", "235", "8001", "8014", "8200"), "01"),
    **{str(ai): "01" for ai in (*range(3370, 3376), *range(3920, 3930))},
    **{str(ai): "01" for ai in range(710, 718)},
    **dict.fromkeys(("240", "241"), _ITEM),
    "242": "01,02,8006,8026",
    "243": "01,03",
    "250": "01+21,03+21,8006+21",
    "251": _UNIT,
    **dict.fromkeys(("30", "7002", "7005", "7006", "7007", "7008", "7009", "8005"), "01,02"),
    "37": "00+02,00+8026",
    **dict.fromkeys(("423", "424", "425", "426", "7003", "7010", "7011", "8008"), "01,02,03"),
    "427": "01+422,02+422,03+422",
    "7001": "01,02,8006,8026",
    "7004": "01+10,03+10",
    "7020": "01+416,03+416,8006+416",
    **dict.fromkeys(("7021", "8012"), _UNIT),
    "7022": "01+7021,03+7021,8006+7021",
    **{str(ai): "01,8004" for ai in range(7230, 7240)},
    **{str(ai): "01,02" for ai in range(7030, 7040)},
    "7240": "01,8006",
    "8009": "00,01,03",
    "8026": "37",
    "8040": "01+21",
    **dict.fromkeys(("8041", "8042", "8043"), "01+21+8040"),
    "254": "414",
    "403": "00",
    "415": "8020",
    "8011": "8010",
    "8007": "415",
    "8019": "8017,8018",
    "8020": "415",
    "8030": "00,01+21,03+21,253,255,8003,8004,8006+21,8010+8011,8017,8018",
    "8111": "255",
    **{str(ai): "00" for ai in (*range(4300, 4334), 7041)},
    **{"4303": "4302", "4313": "4312"},
    **{str(ai): "255,8020" for ai in range(3900, 3910)},
    **{str(ai): "8020" for ai in range(3910, 3920)},
    **{str(ai): "255" for ai in range(3940, 3944)},
    **dict.fromkeys(("7241", "7242", "7253", "7254", "7255", "7256"), "8017,8018"),
    **dict.fromkeys(("7250", "7251", "7252", "7257", "7259"), "8018"),
    "7258": "8018+7259",
}
_LOGISTIC_MEASURE = re.compile(r"3(3[0-6]|4\d|5[345]|6[23789])\d")
_PRICE_BY_AMOUNT = re.compile(r"39[235]\d")
"""Prices that say nothing without the count (30) or a measure of what they are for."""
_TRADE_MEASURE = re.compile(r"3(1[0-6]|2\d|5[01267]|6[01456])\d")


def require_relations(fields: Mapping[str, str]) -> None:
    """Raises ScanRefused when fields are together that may not be, or one is without what it needs."""
    for ai in fields:
        for other in _APART.get(ai, "").split(","):
            if other in fields:
                raise ScanRefused(faults.APART, ai=ai, other=other)
    for first, second in _same_measures(fields):
        raise ScanRefused(faults.APART, ai=first, other=second)
    for ai in fields:
        needs = _needs_of(ai)
        if needs and not any(set(each.split("+")) <= fields.keys() for each in needs.split(",")):
            raise ScanRefused(faults.NEEDS, ai=ai, others=_in_words(needs))
        if _PRICE_BY_AMOUNT.fullmatch(ai) and not ("30" in fields or any(map(_TRADE_MEASURE.fullmatch, fields))):
            raise ScanRefused(faults.NEEDS, ai=ai, others=Part("(30) or a measure"))


def _needs_of(ai: str) -> str:
    if _TRADE_MEASURE.fullmatch(ai):
        return "01,02"
    return "00,01" if _LOGISTIC_MEASURE.fullmatch(ai) else _NEEDS.get(ai, "")


def _same_measures(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """One measure twice, with its decimal point in two places."""
    seen: dict[str, str] = {}
    for ai in fields:
        if _TRADE_MEASURE.fullmatch(ai) or _LOGISTIC_MEASURE.fullmatch(ai):
            if ai[:3] in seen:
                yield seen[ai[:3]], ai
            seen[ai[:3]] = ai


def _in_words(needs: str) -> str | Part:
    ways = [_joined("{one} and {other}", [f"({ai})" for ai in way.split("+")]) for way in needs.split(",")]
    return _joined("{one} or {other}", ways)


def _joined(by: str, parts: Sequence[str | Part]) -> str | Part:
    joined = parts[0]
    for each in parts[1:]:
        joined = Part(by, {"one": joined, "other": each})
    return joined
