"""How many parts an SMS is sent and charged as (3GPP TS 23.038, TS 23.040)."""

from collections.abc import Sequence

GSM_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Each takes 7 bits. One sign that is neither here nor below, such as ã, makes the whole text 16-bit (UCS-2)."""
GSM_EXTENSION = frozenset("^{}\\[~]|€\f")
"""Each takes the place of two."""
LAST_OF_ONE_PLACE = 0xFFFF
"""What Unicode has beyond it, emojis among them, takes two places in UTF-16."""


def is_gsm(sign: str) -> bool:
    """Whether a character is one of those of 7 bits, or of their extension."""
    return sign in GSM_ALPHABET or sign in GSM_EXTENSION


def segments(text: str) -> int:
    """How many SMS parts ``text`` needs: 160 or 153 characters each, or 70 or 67 where UCS-2 is needed.

    A character that takes two places is not split between two parts.
    """
    signs = set(text)
    if signs <= GSM_ALPHABET | GSM_EXTENSION:
        return _parts([2 if sign in GSM_EXTENSION else 1 for sign in text], single=160, each=153)
    return _parts([2 if ord(sign) > LAST_OF_ONE_PLACE else 1 for sign in text], single=70, each=67)


def _parts(places: Sequence[int], *, single: int, each: int) -> int:
    if sum(places) <= single:
        return 1
    parts, left = 0, 0
    for wanted in places:
        if wanted > left:
            parts, left = parts + 1, each
        left -= wanted
    return parts
