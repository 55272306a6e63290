"""A patient has several numbers and addresses in an order: messages try one after another, and texts come from any."""

from uuid import UUID

import pytest

from chassis.access.actors import Role
from contracts.booking.patients import PatientErased
from services.notifications.domain.channels import AddressBad, Undeliverable
from services.notifications.timers import OpenCarriers
from tests.integration.notifications.house import House
from tests.integration.notifications.stories import START, Patient, asked, booked, listed
from tests.integration.notifications.test_opt_out import says
from tests.support.running import Running

OWN, MOTHER, MAIL = "+351910000031", "+351910000032", "ines@example.org"
ALL = (("sms", OWN), ("sms", MOTHER), ("email", MAIL))


@pytest.fixture
def carriers(house: House) -> OpenCarriers:
    return house.open


async def bad(notifications: Running, patient: Patient) -> list[tuple[str, str]]:
    answer = await notifications.client(Role.FRONT_DESK).get(f"/patients/{patient.id}/reachability")
    return [(each["channel"], each["address"]) for each in answer.json()["bad"]]


def went_to(house: House) -> list[str]:
    return [each.route.address for each in (*house.sms.took, *house.email.took)]


async def test_the_next_number_is_tried_where_the_first_is_bad(
    notifications: Running, clinic: UUID, house: House
) -> None:
    ines = Patient(clinic, phone=OWN, email=MAIL, addresses=listed(*ALL))
    await notifications.react(ines.registered())
    house.sms.refuses = {OWN: AddressBad("the SMS gateway refuses the number (400 21211)")}
    assert (await booked(notifications, ines))["status"] == "sent"
    assert went_to(house) == [MOTHER]
    assert await bad(notifications, ines) == [("sms", OWN)]
    asked_before = house.sms.asked
    await booked(notifications, ines, 4)
    assert (went_to(house), house.sms.asked - asked_before) == ([MOTHER, MOTHER], 1), "the bad one is not tried again"


async def test_one_channel_may_come_between_two_numbers(notifications: Running, clinic: UUID, house: House) -> None:
    ines = Patient(clinic, phone=OWN, addresses=listed(("sms", OWN), ("email", MAIL), ("sms", MOTHER)))
    await notifications.react(ines.registered())
    house.sms.refuses = {OWN: Undeliverable("the SMS gateway refuses it")}
    assert (await booked(notifications, ines))["channel"] == "email"
    assert await bad(notifications, ines) == []


async def test_a_text_from_any_of_them_is_the_patients(notifications: Running, clinic: UUID) -> None:
    ines = Patient(clinic, phone=OWN, email=MAIL, addresses=listed(*ALL))
    await notifications.react(ines.registered())
    assert (await says(notifications, "Where is it?", sender=MOTHER))["known"] is True
    await notifications.react(ines.changed(addresses=listed(("sms", OWN))))
    assert (await says(notifications, "Where is it?", sender=MOTHER))["known"] is False


async def test_a_release_from_before_says_number_and_address_alone(
    notifications: Running, clinic: UUID, house: House
) -> None:
    ines = Patient(clinic, phone=OWN, email=MAIL, addresses=listed(*ALL))
    await notifications.react(ines.registered())
    await notifications.react(ines.changed(addresses=None))
    house.sms.refuses = {OWN: AddressBad("unknown")}
    assert (await booked(notifications, ines))["channel"] == "email"


async def test_a_channel_of_a_later_release_is_passed_over(notifications: Running, clinic: UUID, house: House) -> None:
    ines = Patient(clinic, phone=OWN, email=None, addresses=listed(("pager", "7"), ("sms", MOTHER)))
    await notifications.react(ines.registered())
    await booked(notifications, ines)
    assert went_to(house) == [MOTHER]


async def test_the_desk_says_which_of_two_is_right(notifications: Running, clinic: UUID, house: House) -> None:
    ines = Patient(clinic, phone=OWN, email=MAIL, addresses=listed(*ALL))
    await notifications.react(ines.registered())
    house.sms.refuses = {each: AddressBad("unknown") for each in (OWN, MOTHER)}
    await booked(notifications, ines)
    assert await bad(notifications, ines) == [("sms", OWN), ("sms", MOTHER)]
    form = {"channel": "sms", "address": MOTHER, "note": "Called her: it is right."}
    answer = await notifications.client(Role.FRONT_DESK).post(f"/patients/{ines.id}/addresses/confirm", json=form)
    assert answer.status_code == 200, answer.text
    assert await bad(notifications, ines) == [("sms", OWN)]


async def test_a_code_that_proves_an_address_is_announced_to_nobody_else(
    notifications: Running, clinic: UUID, house: House
) -> None:
    ines = Patient(clinic, phone=OWN, email=MAIL, addresses=listed(*ALL))
    await notifications.react(ines.registered())
    event = asked(ines, MOTHER, START).model_copy(update={"proves": True})
    await notifications.react(event)
    await notifications.fire_timers()
    assert went_to(house) == [MOTHER]


async def test_nothing_is_left_of_them_after_an_erasure(notifications: Running, clinic: UUID) -> None:
    ines = Patient(clinic, phone=OWN, email=MAIL, addresses=listed(*ALL))
    await notifications.react(ines.registered())
    await notifications.react(PatientErased(patient_id=ines.id, erased_at=START))
    assert (await says(notifications, "Hello?", sender=MOTHER))["known"] is False
