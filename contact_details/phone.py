"""Telephone numbers in E.164: a plus sign, the country code and the number, such as ``+351912345678``."""

import re

import phonenumbers

from chassis.plain_text import plain, seen


def e164(written: str) -> str:
    """A number with its country code, as people write it. Raises ValueError, whose sentence says what to do."""
    try:
        number = phonenumbers.parse(plain(written))
    except phonenumbers.NumberParseException as error:
        raise ValueError("Give the number with its country code, for example +351 912 345 678.") from error
    if number.extension:
        raise ValueError("Leave out the extension: messages reach whole numbers only. Add it to a note.")
    if not phonenumbers.is_valid_number(number):
        raise ValueError("There is no such telephone number in that country. Check its digits.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def e164_from_gateway(address: str) -> str:
    """A number as gateways hand it over: ``whatsapp:+351912345678``, ``00351912345678`` or ``351912345678``.

    Raises ValueError as `e164` does: a short code or the name of a company is no number.
    """
    number = seen(plain(address)).strip().rpartition(":")[2].strip().removeprefix("+").removeprefix("00")
    return e164(f"+{number}")


def endings_to_find(written: str) -> list[str]:
    """What a number may end with that people write with or without its country code; digits alone.

    ``+351 912 345 678`` is the whole number, ``00351912345678`` too; ``0912 345 678`` may be a national number, whose
    first zero is left out, or the end of a longer one.
    """
    written = plain(written)
    digits = "".join(str(int(each)) for each in re.findall(r"\d", written))  # also those of other scripts
    if written.strip().startswith("+"):
        return [digits]
    return list(dict.fromkeys([digits, digits.removeprefix("00"), digits.lstrip("0")]))
