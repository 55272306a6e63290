"""The owner's page: who sees it, whether its figures are right, what it says when inventory is away."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from chassis.access.actors import Role
from needlepoint.trial.provider import PEOPLE, Person
from services.console.queries.attendance import Attendance, attendance_of
from services.console.queries.clinics import Clinic
from services.console.store.appointments import keep_appointment
from tests.integration.console.browser import BY_ROLE, HOSTILE
from tests.integration.console.conftest import Console

OWNER = BY_ROLE[Role.OWNER]
FIRST, AFTER = date(2026, 10, 24), date(2026, 10, 27)
"""Over the night on which Lisbon's clocks go back."""


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.role))
async def test_owner_and_director_see_it(console: Console, person: Person) -> None:
    browser = console.browser()
    await browser.signs_in(person)
    seen = person.role in (Role.OWNER, Role.MEDICAL_DIRECTOR)
    for path in ("/owner", "/owner/attendance.csv", "/owner/stock.csv"):
        assert (await browser.client.get(path)).status_code == (200 if seen else 403)


@pytest.mark.parametrize("seed", range(3))
async def test_the_figures_equal_a_slow_recount(console: Console, seed: int) -> None:
    dice, zone = random.Random(seed), ZoneInfo("Europe/Lisbon")
    clinics = [Clinic(uuid4(), name, zone, []) for name in "AB"]
    begins = datetime.combine(FIRST - timedelta(days=1), time(), UTC)
    counted: dict[object, Counter[str]] = {each.id: Counter() for each in clinics}
    async with console.running.work() as work:
        for _ in range(200):
            clinic = dice.choice(clinics)
            status = dice.choice(["booked", "booked", "missed", "cancelled"])
            station = dice.choice([None, "arrived", "done", "left"])
            at = begins + timedelta(minutes=dice.randrange(0, 5 * 24 * 60, 15))
            await keep_appointment(
                work,
                uuid4(),
                patient_id=uuid4(),
                clinic_id=clinic.id,
                kind="session",
                starts_at=at,
                status=status,
                station=station,
                held=False,
            )
            if FIRST <= at.astimezone(zone).date() < AFTER:
                fate = status if status != "booked" else "came" if station else "unsaid"
                counted[clinic.id][fate] += 1
    async with console.running.work() as work:
        found = await attendance_of(work, clinics, FIRST, AFTER)
    for each in clinics:
        assert found[each.id] == Attendance(**counted[each.id])


async def test_a_period_stands_beside_the_one_before_and_inventory_may_be_away(console: Console) -> None:
    console.neighbours.says("GET /inventory/v1/overview", {}, 503)
    page = await console.browser().signs_in(OWNER, "/owner?from=2026-11-09&to=2026-11-22")
    assert page.status_code == 200
    assert "Inventory does not answer at the moment" in page.text
    assert 'value="2026-11-09"' in page.text
    assert "Monday, 26 October 2026" in page.text, "the period before begins there"


async def test_hostile_words_break_out_nowhere(console: Console) -> None:
    row = {
        "clinic": HOSTILE + "x" * 4000,
        "clinic_id": str(uuid4()),
        "currency": "EUR",
        "value_minor": 12345,
        "expiring": 1,
        "used": 2,
    }
    console.neighbours.says("GET /inventory/v1/overview", {"items": [row], "next": None})
    browser = console.browser()
    page = await browser.signs_in(OWNER, f"/owner?from={HOSTILE}")
    assert page.status_code == 200
    assert "123.45" in page.text
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    answer = await browser.client.get("/owner/stock.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "12345" in answer.text
