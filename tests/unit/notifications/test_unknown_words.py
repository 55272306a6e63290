"""Booking may use a kind of appointment or a channel that came after these templates: the message goes out."""

import pytest

from services.notifications.domain.occasions import Occasion
from services.notifications.domain.recipients import Channel, Contact, Route, first_open, ways_to
from tests.unit.notifications.shipped import SHIPPED


@pytest.mark.parametrize(("language", "neutral"), [("en", "appointment"), ("pt-PT", "marcação")])
def test_an_appointment_of_an_unknown_kind_is_called_an_appointment(language: str, neutral: str) -> None:
    visits = SHIPPED.languages[language].phrases.visits
    assert visits.get("patch_test", visits["other"]) == neutral


@pytest.mark.parametrize(
    ("occasion", "messages"),
    [
        (Occasion.APPOINTMENT_BOOKED, ("appointment_confirmed", "appointment_reminder")),
        (Occasion.FOLLOW_UP_BOOKED, ("appointment_reminder",)),
        (Occasion.APPOINTMENT_MOVED, ("appointment_moved", "appointment_reminder")),
        (Occasion.APPOINTMENT_CANCELLED, ("appointment_cancelled",)),
    ],
)
def test_an_appointment_of_an_unknown_kind_gets_the_plain_messages(
    occasion: Occasion, messages: tuple[str, ...]
) -> None:
    assert SHIPPED.for_occasion(occasion, "patch_test") == messages


@pytest.mark.parametrize(
    ("phone", "email", "route"),
    [
        ("+351910000027", "marta@patients.example", Route(Channel.SMS, "+351910000027")),
        (None, "marta@patients.example", Route(Channel.EMAIL, "marta@patients.example")),
        (None, None, None),
    ],
)
def test_who_wants_an_unknown_channel_is_reached_by_what_there_is(
    phone: str | None, email: str | None, route: Route | None
) -> None:
    assert first_open(ways_to(Contact("Marta", "signal", phone, email)), {}) == route
