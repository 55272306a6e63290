"""Telephone numbers and e-mail addresses as forms take them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from services.booking.people.forms.fields import Email, Phone

PHONE: TypeAdapter[str] = TypeAdapter(Phone)
EMAIL: TypeAdapter[str] = TypeAdapter(Email)


@pytest.mark.parametrize("written", ["+351912345678", "+351 912 345 678", "+351-912-345-678"])
def test_a_number_is_kept_in_one_way_however_it_is_written(written: str) -> None:
    assert PHONE.validate_python(written) == "+351912345678"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("912345678", "country code"),
        ("nobody", "country code"),
        ("", "country code"),
        ("+351 12", "no such telephone number"),
        ("+351 000 000 000", "no such telephone number"),
        ("+1 212 555 01234", "no such telephone number"),
    ],
)
def test_what_nobody_can_dial_is_refused_in_words(written: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        PHONE.validate_python(written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("Ana@Example.ORG", "Ana@example.org"), ("ana+tips@clinic.example", "ana+tips@clinic.example")],
)
def test_an_address_keeps_its_name_and_its_domain_in_lower_case(written: str, kept: str) -> None:
    assert EMAIL.validate_python(written) == kept


@pytest.mark.parametrize(
    "written", ["ana", "ana@", "@example.org", "ana@example", "a b@example.org", "ana@exa..mple.org"]
)
def test_what_is_not_an_address_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValidationError, match=r"for example ana@example\.org"):
        EMAIL.validate_python(written)
