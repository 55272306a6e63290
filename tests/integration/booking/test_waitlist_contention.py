"""Many cancel, accept, decline and let time pass at once: each freed time goes to one patient, and nobody gets two."""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from tests.integration.booking.chain import Chain, made, moment
from tests.integration.booking.test_double_booking import require_sound
from tests.integration.booking.waiting import CANCELLED

ROUNDS = 12
TWO_OPEN = """
SELECT patient_id FROM waitlist_offers WHERE state = 'open' GROUP BY patient_id HAVING count(*) > 1
UNION ALL SELECT freed_id FROM waitlist_offers WHERE state = 'open' GROUP BY freed_id HAVING count(*) > 1
UNION ALL SELECT freed_id FROM waitlist_offers GROUP BY freed_id, patient_id HAVING count(*) > 1
"""
NOT_HELD = """
SELECT id FROM waitlist_offers WHERE state = 'open' AND NOT EXISTS (
    SELECT FROM occupations WHERE appointment_id = hold_id AND resource_kind = 'patient' AND resource_id = patient_id)
"""


async def test_each_freed_time_goes_to_one_patient_and_nobody_gets_two(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=["2.0"] * 2, pens=1)
    chain.booking.clock.set(moment("2027-03-01T09:00:00+00:00"))
    booked = []
    for slot in (await chain.slots(house, "consult", **{"from": "2027-03-03", "to": "2027-03-05"}, limit=40))[::4]:
        patient = await chain.register(house)
        booked.append(made(await chain.book(patient, house, "consult", slot)))
    moves = booked[len(booked) // 2 :]
    for each in moves:
        wish = {"appointment_id": each["id"], "clinic_ids": [house.clinic_id], "patient_id": each["patient_id"]}
        made(await chain.desk.post("/waitlist-entries", json=wish))
    waiting = [await chain.register(house) for _ in range(8)]
    for patient in waiting:
        form = {"patient_id": patient, "clinic_ids": [house.clinic_id], "notice_minutes": 0}
        made(await chain.desk.post("/waitlist-entries", json=form))
    dice = random.Random(11)
    counted = Counter(await asyncio.gather(*[_cancel(chain, each) for each in booked[: len(booked) // 2]]))
    assert set(counted) == {200}
    answers: Counter[int] = Counter()
    for _ in range(ROUNDS):
        await asyncio.gather(chain.booking.worker.timers.fire_due(), chain.booking.worker.timers.fire_due())
        await _require_kept(chain)
        offers = made(await chain.desk.get("/waitlist-offers", params={"state": "open"}))["items"]
        if not offers:
            break
        lapsing = dice.random() < 0.3
        acts = [_answer(chain, each, dice.choice(["accept", "decline", "accept"])) for each in offers for _ in range(3)]
        if lapsing:
            chain.booking.clock.set(min(moment(each["until"]) for each in offers) - timedelta(milliseconds=50))
        answers.update(await asyncio.gather(*acts))
    assert set(answers) <= {200, 409}, answers
    assert answers[200] > 0
    await require_sound(chain)
    for patient in waiting:
        assert len(await chain.ahead(patient)) <= 1
    accepted = made(await chain.desk.get("/waitlist-offers", params={"state": "accepted"}))["items"]
    given = [each["appointment_id"] for each in accepted]
    entries = [each["entry_id"] for each in accepted]
    assert len(given) == len(accepted)
    assert len(set(entries)) == len(entries)
    for offer in accepted:
        appointment = await chain.appointment(offer["appointment_id"])
        assert appointment["patient_id"] == offer["patient_id"]
        assert appointment["starts_at"] <= offer["starts_at"]


async def _cancel(chain: Chain, appointment: dict[str, Any]) -> int:
    return (await chain.desk.post(f"/appointments/{appointment['id']}/cancel", json=CANCELLED)).status_code


async def _answer(chain: Chain, offer: dict[str, Any], what: str) -> int:
    return (await chain.desk.post(f"/waitlist-offers/{offer['id']}/{what}")).status_code


async def _require_kept(chain: Chain) -> None:
    async with chain.booking.work() as work:
        assert (await work.execute(text(TWO_OPEN))).all() == []
        assert (await work.execute(text(NOT_HELD))).all() == []
