"""Booking may use a kind of appointment or a channel that came after these templates: the message goes out."""

import pytest

from contracts.vocabulary import AppointmentKind, Channel
from services.notifications.domain.catalogue.appointments import REMINDER, reminder_of, visit
from services.notifications.domain.reach import Contact, Route, route_to


def test_an_appointment_of_an_unknown_kind_is_called_an_appointment_and_reminded_of_plainly() -> None:
    assert visit("patch_test") == "appointment"
    assert visit(AppointmentKind.REVIEW) == "review"
    assert reminder_of("patch_test") is REMINDER


@pytest.mark.parametrize(
    ("phone", "email", "route"),
    [
        ("+351910000027", "marta@patients.example", Route(Channel.SMS, "+351910000027")),
        (None, "marta@patients.example", Route(Channel.EMAIL, "marta@patients.example")),
        (None, None, None),
    ],
)
def test_who_wants_an_unknown_channel_gets_what_there_is(
    phone: str | None, email: str | None, route: Route | None
) -> None:
    assert route_to(Contact("Marta", "signal", phone, email), whatsapp_approved=True) == route
