"""GTINs: the number of a product in GS1's system."""

LENGTHS = (8, 12, 13, 14)


def gtin_14(written: str) -> str:
    """A GTIN-8, -12, -13 or -14 as 14 digits. Raises ValueError, whose sentence says what is wrong and what to do."""
    if not (written.isascii() and written.isdigit() and len(written) in LENGTHS and int(written)):
        raise ValueError("A GTIN is 8, 12, 13 or 14 digits, not all zeros: copy it from the label, without spaces.")
    gtin = written.zfill(14)
    if not has_check_digit(gtin):
        raise ValueError(f"The GTIN {written} has a wrong check digit: compare it with the label.")
    return gtin


def has_check_digit(gtin: str) -> bool:
    """Whether these are 14 digits, and the last is right.

    The check digit is GS1's: weights 3 and 1 alternating from the right (GS1 General Specifications 7.9.1).
    """
    if not (gtin.isascii() and gtin.isdigit() and len(gtin) == 14):
        return False
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(gtin[:13]))
    return (10 - total % 10) % 10 == int(gtin[13])


def lot_key(gtin: str, lot: str) -> str:
    """``GTIN/lot``: the same lot number of two products is two lots."""
    return f"{gtin}/{lot}"
