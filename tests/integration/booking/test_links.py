"""Who came by a link to an appointment: moves or cancels that one, once, and does nothing else."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio

from services.booking.app import service
from services.notifications.domain.links import OPENS, Act
from tests.integration.booking.chain import CHOICE, MONDAY, Chain, House, made, refused
from tests.support.fixtures import RunService
from tests.support.links import LinksUnderTest, links, through
from tests.support.running import Running

__all__ = ["links"]
VISIT = " ".join(OPENS[Act.VISIT].operations)


@pytest_asyncio.fixture(loop_scope="session")
async def booking(run_service: RunService, links: LinksUnderTest) -> AsyncIterator[Running]:
    async with run_service(service, start=MONDAY, link_jwks=str(links.jwks)) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def visit(chain: Chain, lisbon: House) -> dict[str, Any]:
    return await chain.booked(await chain.register(lisbon), lisbon, "consult")


def by_link(chain: Chain, links: LinksUnderTest, visit: dict[str, Any]) -> httpx.AsyncClient:
    """Who opened the link to this appointment."""
    return through(chain.booking, links.token(chain.booking, visit["patient_id"], VISIT, appointment_id=visit["id"]))


async def moved(page: httpx.AsyncClient, visit: dict[str, Any], slot: dict[str, Any]) -> httpx.Response:
    shown = await page.get(f"/appointments/{visit['id']}")
    form = {name: slot[name] for name in CHOICE}
    tag = {"If-Match": shown.headers["ETag"]}
    return await page.post(f"/appointments/{visit['id']}/move", json=form, headers=tag)


async def test_it_is_moved_once(chain: Chain, lisbon: House, links: LinksUnderTest, visit: dict[str, Any]) -> None:
    async with by_link(chain, links, visit) as page:
        offered = made(await page.get("/slots", params={"kind": "consult", "clinic_id": lisbon.clinic_id}))["items"]
        first, second = offered[0], offered[3]
        assert made(await moved(page, visit, first))["starts_at"] == first["starts_at"]
        refused(await moved(page, visit, second), "link-used", "ask the clinic")
        assert (await chain.appointment(visit["id"]))["starts_at"] == first["starts_at"]
        made(await page.post(f"/appointments/{visit['id']}/cancel", json={"reason": "on holiday"}))
        again = await page.post(f"/appointments/{visit['id']}/cancel", json={"reason": "on holiday"})
        assert again.headers["Idempotency-Replayed"] == "true"


async def test_what_was_refused_is_tried_again(
    chain: Chain, lisbon: House, links: LinksUnderTest, visit: dict[str, Any]
) -> None:
    other = await chain.register(lisbon, phone="+351912345679", given_name="Rui")
    taken = await chain.booked(other, lisbon, "consult", near="09:00")
    async with by_link(chain, links, visit) as page:
        offered = made(await page.get("/slots", params={"kind": "consult", "clinic_id": lisbon.clinic_id}))["items"]
        gone = {**offered[0], **{name: taken[name] for name in CHOICE if name in taken}}
        assert (await moved(page, visit, gone)).status_code == 409
        made(await moved(page, visit, offered[0]))


async def test_it_is_good_for_nothing_else(
    chain: Chain, lisbon: House, links: LinksUnderTest, visit: dict[str, Any]
) -> None:
    [slot] = await chain.slots(lisbon, "consult", near="16:00", limit=1)
    form = {name: slot[name] for name in CHOICE}
    form |= {"patient_id": visit["patient_id"], "clinic_id": lisbon.clinic_id, "kind": "consult"}
    other = await chain.booked(await chain.register(lisbon, phone="+351912345679"), lisbon, "consult", near="10:00")
    async with by_link(chain, links, visit) as page:
        for answer in (
            await page.get("/appointments"),
            await page.get(f"/appointments/{other['id']}"),
            await page.get(f"/patients/{visit['patient_id']}"),
            await page.patch(f"/patients/{visit['patient_id']}", json={"phone": "+351910000000"}),
            await page.post("/appointments", json=form),
            await page.post(f"/appointments/{other['id']}/cancel", json={"reason": "not mine"}),
            await page.post(f"/appointments/{visit['id']}/miss"),
        ):
            assert answer.status_code == 403, answer.text
        assert (await page.get(f"/appointments/{visit['id']}")).status_code == 200


async def test_a_link_that_names_anothers_appointment_shows_nothing(
    chain: Chain, lisbon: House, links: LinksUnderTest, visit: dict[str, Any]
) -> None:
    other = await chain.register(lisbon, phone="+351912345679")
    token = links.token(chain.booking, other, VISIT, appointment_id=visit["id"])
    async with through(chain.booking, token) as page:
        assert (await page.get(f"/appointments/{visit['id']}")).status_code in (403, 404)
        cancelled = await page.post(f"/appointments/{visit['id']}/cancel", json={"reason": "not mine"})
        assert cancelled.status_code in (403, 404)
