"""GTINs: the number of a product in GS1's system."""


def as_gtin_14(digits: str) -> str:
    """A GTIN-8, -12, -13 or -14 as 14 digits. Raises ValueError, whose text says what is wrong.

    The check digit is GS1's: weights 3 and 1 alternating from the right (GS1 General Specifications 7.9.1).
    """
    if not (digits.isascii() and digits.isdigit() and len(digits) in (8, 12, 13, 14)):
        raise ValueError("a GTIN is 8, 12, 13 or 14 digits: copy it from the label, without spaces")
    gtin = digits.zfill(14)
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(gtin[:13]))
    if (10 - total % 10) % 10 != int(gtin[13]):
        raise ValueError(f"the check digit of GTIN {digits} is wrong: compare it with the label")
    return gtin
