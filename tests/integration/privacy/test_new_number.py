"""A patient's new number, through booking and notifications: asked for, confirmed, and then written to."""

import re
from uuid import UUID

from chassis.access.actors import Role
from needlepoint.services import load
from tests.integration.booking.chain import Chain, made
from tests.integration.notifications.stories import arrived
from tests.support.fixtures import RunService

NEW = "+351910000009"


async def test_a_new_number_is_written_to_once_its_code_came_back(run_service: RunService) -> None:
    async with run_service(load("booking")) as booking, run_service(load("notifications")) as notifications:
        chain = Chain(booking)
        house = await chain.open()
        patient = await chain.register(house)
        own = booking.client(Role.PATIENT, subject=UUID(patient))
        notifications.clock.set(booking.clock.now())
        wanted = made(await own.patch(f"/patients/{patient}", json={"phone": NEW}, headers={"If-Match": '"1"'}))

        await notifications.consume(booking)
        await notifications.fire_timers()
        sent = {each.address: each.text for each in await arrived(notifications)}
        assert set(sent) == {NEW, wanted["phone"]}
        [code] = re.findall(r"\b[0-9]{6}\b", sent[NEW])
        [change] = wanted["contact_changes"]
        themselves = notifications.client(Role.PATIENT, subject=UUID(patient))
        given_back = await themselves.post(f"/contact-changes/{change['id']}/confirm", json={"code": code})
        assert given_back.json()["confirmed"], given_back.text
        assert made(await chain.desk.get(f"/patients/{patient}"))["phone"] == wanted["phone"]

        await booking.consume(notifications)
        assert made(await chain.desk.get(f"/patients/{patient}"))["phone"] == NEW
        await chain.booked(patient, house, "consult")
        await notifications.consume(booking)
        await notifications.fire_timers()
        [*_, confirmation] = await arrived(notifications)
        assert confirmation.address == NEW
        assert "is booked" in confirmation.text
