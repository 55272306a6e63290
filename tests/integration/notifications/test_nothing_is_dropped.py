"""Nothing inbound is dropped: each text ends as something done, something that a person reads, or a refusal."""

import asyncio
from typing import Any

import pytest

from chassis.access.actors import Role
from chassis.plain_text import seen
from tests.integration.notifications.stories import DAY, START, Appointment, Patient
from tests.integration.notifications.test_texts import listed
from tests.support.running import Running

WORDS = ["STOP", "STOPALL", "CANCEL", "START", "YES", "no", "C1", "C2", "0", "1", "2", "sí", "baja", "my face burns"]
ODD = ["", " ", "\n", "🙂🙂", "مرحبا", "\u202eSTOP", "S\u200bTOP", "x" * 5000, "{clinic}", "%s", "C1 C2", "¿qué?"]
UNKNOWN, KNOWN = "+351900000000", "+351912345678"


async def sent(running: Running, text: str, id: str | None = None, sender: str = KNOWN) -> Any:
    form = {"channel": "sms", "sender": sender, "text": text, "id": id}
    return await running.client(Role.INTEGRATION).post("/inbound", json=form)


@pytest.mark.parametrize("sender", [KNOWN, UNKNOWN])
async def test_each_text_is_done_or_waits_for_a_person(notifications: Running, ana: Patient, sender: str) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    for number, text in enumerate([*WORDS, *ODD][: 18 if sender == UNKNOWN else None]):
        answer = await sent(notifications, text, f"SM-{number}", sender)
        assert answer.status_code == 200, (text, answer.text)
        made = answer.json()
        assert made["waits"] or made["taken_for"], (text, made)
        again = await sent(notifications, text, f"SM-{number}", sender)
        assert again.json() == made, "delivered twice, done once"
        assert (await listed(notifications))[0]["text"] == seen(text).strip()
        await notifications.fire_timers()


@pytest.mark.parametrize("form", [{"text": "a\0b"}, {"text": "x" * 5001}, {"sender": ""}, {"channel": "pigeon"}])
async def test_what_cannot_be_kept_is_refused_by_name(notifications: Running, form: dict[str, str]) -> None:
    whole = {"channel": "sms", "sender": KNOWN, "text": "Hello", **form}
    answer = await notifications.client(Role.INTEGRATION).post("/inbound", json=whole)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["type"].startswith("urn:needlepoint:problem:")


async def test_two_workers_and_one_text_do_it_once(notifications: Running, ana: Patient) -> None:
    answers = await asyncio.gather(*(sent(notifications, "STOPALL", "SM-1") for _ in range(4)))
    assert len({answer.json()["text_id"] for answer in answers}) == 1
    assert len(await listed(notifications)) == 1
