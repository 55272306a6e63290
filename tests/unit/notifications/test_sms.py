"""How many parts an SMS has."""

import pytest

from services.notifications.domain.sms import segments


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ã" * 70, 1),
        ("ã" * 71, 2),
        ("ã" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("ã" * 66 + "😀" + "ã" * 66, 3),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 151 + "€" + "a" * 153, 2),
        ("ç" * 71, 2),
        ("Ç" * 160, 1),
    ],
)
def test_one_sign_outside_the_gsm_alphabet_halves_what_fits(text: str, parts: int) -> None:
    assert segments(text) == parts
