"""From a text that somebody writes to the acknowledgement of a director, over all services."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest_asyncio

from chassis.access.actors import Role
from needlepoint.trial.demo.world import Json, World
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.people import clinic_form, patient_form

LATE = datetime(2027, 3, 8, 23, 0, tzinfo=UTC)
"""In quiet hours, at which a director is asked all the same."""


@pytest_asyncio.fixture(loop_scope="session")
async def world(tmp_path_factory: Any) -> AsyncIterator[World]:
    """The whole system late in the evening, with a clinic, a patient, and two directors in line."""
    folder = tmp_path_factory.mktemp("writing")
    async with EmbeddedSystem(folder, durable=False, start=LATE) as system, World(system) as found:
        form = clinic_form(zone="Europe/Lisbon")
        clinic = found.known["clinic"] = await found.caller(Role.OPERATOR).post("booking", "/clinics", form)
        desk = found.caller(Role.FRONT_DESK)
        found.known["patient"] = await desk.post("booking", "/patients", patient_form(clinic["id"]))
        line = {"contacts": [{"name": "Dr Costa", "email": "costa@example.org"}, {"name": "Dr Silva"}]}
        director = found.caller(Role.MEDICAL_DIRECTOR)
        await director.put("screening", f"/clinics/{clinic['id']}/reaction-line", line)
        await found.settle()
        yield found


async def mails(world: World) -> list[Json]:
    """What directors were asked, the oldest first."""
    found = await world.caller(Role.FRONT_DESK).every("notifications", "/messages", template="report_to_acknowledge")
    return found[::-1]


async def waiting(world: World, service: str) -> list[str]:
    """The kinds of what waits for somebody."""
    return sorted(item["kind"] for item in await world.caller(Role.FRONT_DESK).every(service, "/worklist"))


async def test_a_text_about_the_skin_ends_at_a_director_who_acknowledges_it(world: World) -> None:
    desk, director = world.caller(Role.FRONT_DESK), world.caller(Role.MEDICAL_DIRECTOR)
    wrote = {"channel": "sms", "sender": world.known["patient"]["phone"], "text": "my face burns and oozes"}
    made = await world.caller(Role.INTEGRATION).post("notifications", "/inbound", wrote)
    await world.settle()
    assert await waiting(world, "notifications") == ["unanswered_thread"]
    [report] = await desk.every("screening", "/reactions", status="to_look_at")
    assert (report["text_id"], report["grade"]) == (made["text_id"], None)

    signs = {"signs": ["not_sure"], "reason": "Called: she is not sure what it is."}
    graded = await desk.post("screening", f"/reactions/{report['id']}/amend", signs)
    await desk.post("notifications", f"/texts/{made['text_id']}/settle", {"note": "Called, and reported."})
    await world.settle()
    assert (graded["grade"], graded["suspends"]) == ("serious", True)

    await world.travel(LATE + timedelta(minutes=1))
    [mail] = await mails(world)
    assert (mail["status"], mail["channel"], mail["patient_id"]) == ("sent", "email", None)
    assert report["id"] in mail["text"]
    assert await waiting(world, "notifications") == []

    await world.travel(LATE + timedelta(minutes=20))
    assert [each["status"] for each in await mails(world)] == ["sent", "failed"], "Dr Silva has no work address"
    assert await waiting(world, "notifications") == ["director_to_call"]

    await director.post("screening", f"/reactions/{report['id']}/acknowledge")
    await world.settle()
    assert await waiting(world, "notifications") == []
    await world.travel(LATE + timedelta(hours=2))
    assert len(await mails(world)) == 2, "nobody else is asked"
