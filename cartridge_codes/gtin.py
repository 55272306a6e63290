"""GTINs: the number of a product in GS1's system."""

from string import ascii_lowercase, ascii_uppercase, digits

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
    return len(gtin) == 14 and ends_in_check_digit(gtin)


def ends_in_check_digit(number: str) -> bool:
    """Whether these are digits and the last is the check digit of the others, as of every GS1 key."""
    if not (number.isascii() and number.isdigit()):
        return False
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(number[:-1])))
    return -total % 10 == int(number[-1])


_VALUES = "!\"%&'()*+,-./" + digits + ":;<=>?" + ascii_uppercase + "_" + ascii_lowercase
_PAIR = "".join(each for each in digits + ascii_uppercase if each not in "01IO")
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)


def ends_in_check_pair(number: str) -> bool:
    """Whether the last two characters check the others, as in a model number (GS1 General Specifications 7.9.5).

    Each character before them counts as its place in GS1's 82, times a prime that grows from right to left.
    """
    if not 3 <= len(number) <= len(_PRIMES) + 2 or not set(number) <= set(_VALUES):
        return False
    total = sum(_VALUES.index(each) * prime for each, prime in zip(reversed(number[:-2]), _PRIMES, strict=False))
    high, low = divmod(total % 1021, 32)
    return number[-2:] == _PAIR[high] + _PAIR[low]


def lot_key(gtin: str, lot: str) -> str:
    """``GTIN/lot``: the same lot number of two products is two lots."""
    return f"{gtin}/{lot}"
