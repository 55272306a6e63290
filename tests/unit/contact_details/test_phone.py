"""Telephone numbers come to one form, whoever wrote them."""

import pytest

from contact_details.phone import e164, e164_from_gateway


@pytest.mark.parametrize("written", ["+351912345678", "+351 912 345 678", "+351-912-345-678"])
def test_people_write_a_number_in_several_ways(written: str) -> None:
    assert e164(written) == "+351912345678"


@pytest.mark.parametrize(
    "address",
    ["+351912345678", "351912345678", "00351 912 345 678", "whatsapp:+351 912 345 678", " whatsapp:351912345678 "],
)
def test_gateways_write_a_number_in_several_ways(address: str) -> None:
    assert e164_from_gateway(address) == "+351912345678"


@pytest.mark.parametrize("address", ["Clinic", "whatsapp:", "12", "", "+", "00", "+999 123 456 789"])
def test_what_is_no_telephone_number_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"country code|no such telephone number"):
        e164_from_gateway(address)


@pytest.mark.parametrize("extension", [" ext. 12", " x12", ";ext=12", "#12", ",,12"])
def test_an_extension_is_refused_and_not_left_out_unseen(extension: str) -> None:
    """A message would go to the switchboard."""
    with pytest.raises(ValueError, match="Leave out the extension"):
        e164(f"+351 210 000 000{extension}")
