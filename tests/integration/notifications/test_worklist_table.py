"""The table of notifications' worklist: the fact that opens an item, and what ends it. One row each; none flaps."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from contracts.booking import worklist as booking
from contracts.vocabulary import Modality
from services.notifications.app import service
from services.notifications.commands.addresses import note_alive
from services.notifications.domain.channels import AddressBad, ChannelFailed
from services.notifications.domain.recipients import Channel, Route
from services.notifications.timers import OpenCarriers
from tests.integration.notifications.house import House
from tests.integration.notifications.stories import DAY, HOUR, START, Appointment, Patient, performed, run_until
from tests.integration.notifications.test_digests import DESK, TUESDAY, item, set_digest
from tests.integration.notifications.test_escalations import SILVA, Item, in_line, line
from tests.integration.notifications.test_opt_out import says
from tests.support.corrected_sessions import amended, voided
from tests.support.running import Running

HELD_BY = {
    "carrier_down": "test_carriers.py",
    "link_locked": "test_links.py",
    "messages_held_back": "test_portfolios.py",
}
"""Kinds whose story needs parts that this file has not, and the file that tells it."""
STRANGER = "+351 919 999 999"


@dataclass
class Desk:
    """Notifications, its carriers, a clinic and a patient; what happened is kept for who ends it."""

    running: Running
    house: House
    clinic: UUID
    ana: Patient
    happened: Any = None

    async def items(self, kind: str, state: str = "open") -> list[dict[str, Any]]:
        asked = {"kind": kind, "state": state, "clinic_id": str(self.clinic)}
        answer = await self.running.client(Role.FRONT_DESK).get("/worklist", params=asked)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def asks(self, path: str, **body: Any) -> None:
        answer = await self.running.client(Role.FRONT_DESK).post(path, json=body)
        assert answer.is_success, answer.text


Step = Callable[[Desk], Awaitable[Any]]


@pytest.fixture
def carriers(house: House) -> OpenCarriers:
    return house.open


@pytest.fixture
def desk(notifications: Running, house: House, clinic: UUID, ana: Patient) -> Desk:
    return Desk(notifications, house, clinic, ana)


async def a_patient_asks_something(desk: Desk) -> None:
    desk.happened = await says(desk.running, "Can I come at three instead?")


async def a_stranger_writes_and_nobody_reads(desk: Desk) -> None:
    desk.happened = await says(desk.running, "Who are you?", STRANGER)
    await run_until(desk.running, START + 2 * HOUR)


async def it_is_settled(desk: Desk) -> None:
    await desk.asks(f"/texts/{desk.happened['text_id']}/settle", note="Called.")


async def it_is_answered(desk: Desk) -> None:
    await desk.asks(f"/texts/{desk.happened['text_id']}/answer", text="Yes, come at three.")


async def the_thread_is_closed(desk: Desk) -> None:
    [found] = await desk.items("unanswered_thread")
    await desk.asks(f"/threads/{found['subject_id']}/close", reason="called", note="Called.")


async def a_number_is_refused(desk: Desk) -> None:
    desk.house.sms.failure = AddressBad("the SMS gateway refuses the number (400 21211)")
    await desk.running.react(Appointment(desk.ana, START + 3 * DAY).booked())
    await desk.running.fire_timers()
    desk.house.sms.failure = None


async def there_is_another(desk: Desk) -> None:
    await desk.running.react(desk.ana.changed(phone="+351910000009"))


async def something_arrives_there(desk: Desk) -> None:
    async with desk.running.work() as work:
        await note_alive(work, Route(Channel.SMS, str(desk.ana.phone)))


async def a_colleague_says_that_it_is_right(desk: Desk) -> None:
    await desk.asks(f"/patients/{desk.ana.id}/addresses/confirm", channel="sms", note="Asked her.")


async def the_daily_mail_does_not_arrive(desk: Desk) -> None:
    await set_digest(desk.running, desk.clinic, recipients=[{"email": DESK}])
    await desk.running.react(item(booking, desk.clinic, "call_patient", START))
    desk.house.email.failure = ChannelFailed("the mail server asks to try later (451)")
    await run_until(desk.running, TUESDAY + 8 * HOUR)


async def a_later_one_arrives(desk: Desk) -> None:
    desk.house.email.failure = None
    await run_until(desk.running, TUESDAY + DAY + HOUR)


async def its_addresses_are_set_again(desk: Desk) -> None:
    desk.house.email.failure = None
    assert (await set_digest(desk.running, desk.clinic, recipients=[])).status_code == 200


async def care_reaches_nobody(desk: Desk) -> None:
    desk.ana = Patient(desk.clinic, phone=None, email=None)
    await desk.running.react(desk.ana.registered())
    desk.happened = performed(desk.ana, START)
    await desk.running.react(desk.happened)
    await run_until(desk.running, START + 11 * HOUR)


async def somebody_calls(desk: Desk) -> None:
    for found in await desk.items("patient_to_call") + await desk.items("advice_to_correct"):
        message = found["about"].get("message_id", found["subject_id"])
        await desk.asks(f"/messages/{message}/settle", note="Called.")


async def the_session_is_void(desk: Desk) -> None:
    await desk.running.react(voided(desk.happened))


async def care_was_of_another_device(desk: Desk) -> None:
    desk.happened = performed(desk.ana, START)
    await desk.running.react(desk.happened)
    await run_until(desk.running, START + 11 * HOUR)
    await desk.running.react(amended(desk.happened, modality=Modality.RF))


async def nobody_is_in_line(desk: Desk) -> None:
    await in_line(desk.running, desk.clinic, line())
    desk.happened = Item(desk.clinic)
    await desk.running.react(desk.happened.overdue())


async def who_is_in_line_has_no_address(desk: Desk) -> None:
    await in_line(desk.running, desk.clinic, line({**SILVA, "phone": None}))
    desk.happened = Item(desk.clinic)
    await desk.running.react(desk.happened.overdue())


async def the_decision_is_made(desk: Desk) -> None:
    await desk.running.react(desk.happened.closed())


async def a_director_takes_it(desk: Desk) -> None:
    await desk.running.react(desk.happened.claimed())


ROWS: list[tuple[str, Step, Step, str]] = [
    ("unanswered_thread", a_patient_asks_something, it_is_settled, "settled"),
    ("unanswered_thread", a_patient_asks_something, it_is_answered, "answered"),
    ("unanswered_thread", a_patient_asks_something, the_thread_is_closed, "settled"),
    ("text_to_read", a_stranger_writes_and_nobody_reads, it_is_settled, "settled"),
    ("address_bad", a_number_is_refused, there_is_another, "changed"),
    ("address_bad", a_number_is_refused, something_arrives_there, "proven"),
    ("address_bad", a_number_is_refused, a_colleague_says_that_it_is_right, "confirmed"),
    ("digest_not_sent", the_daily_mail_does_not_arrive, a_later_one_arrives, "sent"),
    ("digest_not_sent", the_daily_mail_does_not_arrive, its_addresses_are_set_again, "changed"),
    ("patient_to_call", care_reaches_nobody, somebody_calls, "called"),
    ("patient_to_call", care_reaches_nobody, the_session_is_void, "corrected"),
    ("advice_to_correct", care_was_of_another_device, somebody_calls, "called"),
    ("escalation_not_acknowledged", nobody_is_in_line, the_decision_is_made, "ruled"),
    ("escalation_not_acknowledged", nobody_is_in_line, a_director_takes_it, "acknowledged"),
    ("director_to_call", who_is_in_line_has_no_address, the_decision_is_made, "ruled"),
]


@pytest.mark.parametrize(("kind", "opens", "closes", "why"), ROWS)
async def test_a_fact_opens_an_item_that_stays_until_a_fact_closes_it(
    desk: Desk, kind: str, opens: Step, closes: Step, why: str
) -> None:
    await opens(desk)
    [opened] = await desk.items(kind)
    assert opened["may_claim"] is True
    await time_passes(desk)
    assert [each["id"] for each in await desk.items(kind)] == [opened["id"]]
    assert await desk.items(kind, "closed") == []
    await closes(desk)
    assert await desk.items(kind) == []
    assert [(each["id"], each["closed_why"]) for each in await desk.items(kind, "closed")] == [(opened["id"], why)]
    await time_passes(desk)
    assert await desk.items(kind) == []


async def time_passes(desk: Desk) -> None:
    """What is due in two minutes is done."""
    desk.running.clock.set(desk.running.clock.now() + timedelta(minutes=2))
    await desk.running.fire_timers()


def test_every_kind_has_a_row_here_or_a_file_that_tells_its_story() -> None:
    kinds = {each.name for each in service.worklist.kinds}
    assert {row[0] for row in ROWS} | HELD_BY.keys() == kinds
    here = Path(__file__).parent
    assert all(kind in (here / file).read_text(encoding="utf-8") for kind, file in HELD_BY.items())
