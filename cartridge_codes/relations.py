"""Which GS1 fields need each other, and which exclude each other (GS1 General Specifications 4.13 and 4.14)."""

import re
from collections.abc import Mapping

from cartridge_codes import faults
from cartridge_codes.faults import ScanRefused

_ITEM = ("01", "02", "03", "8006", "8026")
_APART: Mapping[str, tuple[str, ...]] = {
    "01": ("02", "03", "255", "37"),
    "02": ("01", "03"),
    "03": ("01", "02", "37"),
    "21": ("235",),
}
_NEEDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "02": (("37",), ("00",)),
    "03": (("21",),),
    "10": (_ITEM,),
    "11": (_ITEM,),
    "13": (_ITEM,),
    "15": (_ITEM,),
    "16": (_ITEM,),
    "17": ((*_ITEM, "255"),),
    "20": (_ITEM,),
    "21": (("01", "03", "8006"),),
    "22": (("01",),),
    "235": (("01",),),
    "240": (("01", "02", "8006", "8026"),),
    "241": (("01", "02", "8006", "8026"),),
    "242": (("01", "02", "8006", "8026"),),
    "243": (("01",),),
    "250": (("01", "8006"), ("21",)),
    "251": (("01", "8006"),),
    "30": (("01", "02"),),
    "37": (("00",), ("02", "8026")),
}
"""Of each group one has to be there."""
_MEASURE = re.compile(r"3[1-6]\d\d")


def require_relations(fields: Mapping[str, str]) -> None:
    """Raises ScanRefused when fields are together that may not be, or one is without what it needs."""
    for ai in fields:
        for other in _APART.get(ai, ()):
            if other in fields:
                raise ScanRefused(faults.APART, ai=ai, other=other)
    for ai in fields:
        groups = (("01", "02"),) if _MEASURE.fullmatch(ai) else _NEEDS.get(ai, ())
        for group in groups:
            if not fields.keys() & set(group):
                raise ScanRefused(faults.NEEDS, ai=ai, others=" or ".join(f"({each})" for each in group))
