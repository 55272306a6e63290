"""What carriers' codes mean: one place, the same at a hand-over and in a receipt."""

from datetime import timedelta

import pytest

from services.notifications.domain.carrier_codes import MAIL, SMS, WHATSAPP, Meaning, Means
from services.notifications.domain.carrier_failures import failure_in, sms_failure, whatsapp_failure
from services.notifications.domain.channels import (
    AddressBad,
    Busy,
    CarrierDown,
    ChannelFailed,
    Of,
    TemplateRefused,
    Undeliverable,
    WindowClosed,
)
from services.notifications.domain.hand_overs import DeliveryState, Receipt
from services.notifications.domain.recipients import Channel


@pytest.mark.parametrize(
    ("code", "kind", "of"),
    [
        (131026, Undeliverable, None),
        (131047, WindowClosed, None),
        (132015, TemplateRefused, None),
        (131000, ChannelFailed, None),
        (131042, CarrierDown, None),
        (131016, CarrierDown, None),
        (80007, Busy, Of.EVERYTHING),
        (130429, Busy, Of.NUMBER),
        (131048, Busy, Of.NEW),
        (131056, Busy, Of.RECIPIENT),
        (999999, Undeliverable, None),
    ],
)
def test_a_code_of_whatsapp_is_a_failure_of_its_kind(code: int, kind: type[ChannelFailed], of: Of | None) -> None:
    failure = whatsapp_failure(code)
    assert type(failure) is kind
    assert getattr(failure, "of", None) is of
    assert str(code) in str(failure)


def test_what_whatsapp_asks_to_wait_counts_more_than_our_own_wait() -> None:
    failure = whatsapp_failure(131048, timedelta(minutes=40))
    assert isinstance(failure, Busy)
    assert failure.wait == timedelta(minutes=40)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (30005, AddressBad),
        (30006, AddressBad),
        (30003, Undeliverable),
        (30007, Undeliverable),
        (30001, ChannelFailed),
        (30008, ChannelFailed),
        (30002, CarrierDown),
        (12345, Undeliverable),
        (None, Undeliverable),
    ],
)
def test_a_code_of_the_gateway_is_a_failure_of_its_kind(code: int | None, kind: type[ChannelFailed]) -> None:
    assert type(sms_failure(code)) is kind


def test_a_receipt_that_an_earlier_release_kept_says_what_it_said() -> None:
    kept = Receipt(Channel.SMS, DeliveryState.FAILED, "SM1", None, None, address_bad=True)
    assert isinstance(failure_in(kept), AddressBad)
    without = Receipt(Channel.WHATSAPP, DeliveryState.FAILED, "wamid.1", None)
    assert str(failure_in(without)) == "not by WhatsApp: it could not be delivered"


def test_only_what_says_that_nobody_is_there_makes_an_address_bad() -> None:
    known: list[tuple[int | str, Meaning]] = [*SMS.items(), *MAIL.items()]
    bad = {code for code, meaning in known if meaning.means is Means.ADDRESS_BAD}
    assert bad == {
        21211,
        21214,
        21217,
        21614,
        30005,
        30006,
        "5.1.1",
        "5.1.2",
        "5.1.3",
        "5.1.6",
        "5.1.10",
        "5.2.1",
        "5.4.4",
    }
    assert all(meaning.means is not Means.ADDRESS_BAD for meaning in WHATSAPP.values())
