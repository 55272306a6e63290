"""What two clinics do with a transfer."""

from typing import Any
from uuid import UUID

import httpx

from tests.integration.inventory.stories import PEN


def line(lot: str, quantity: int = 1, **more: Any) -> dict[str, Any]:
    return {"gtin": PEN, "lot": lot, "quantity": quantity, **more}


def label(scan: str, quantity: int | None = None, **more: Any) -> dict[str, Any]:
    return {"scan": scan, "quantity": quantity, **more}


async def send(
    client: httpx.AsyncClient, sender: UUID, receiver: UUID, *items: dict[str, Any], **more: Any
) -> httpx.Response:
    body = {"from_clinic_id": str(sender), "to_clinic_id": str(receiver), "items": list(items), **more}
    return await client.post("/transfers", json=body)


async def sent(
    client: httpx.AsyncClient, sender: UUID, receiver: UUID, *items: dict[str, Any], **more: Any
) -> dict[str, Any]:
    return done(await send(client, sender, receiver, *items, **more))


async def act(client: httpx.AsyncClient, transfer: dict[str, Any], verb: str, **body: Any) -> httpx.Response:
    return await client.post(f"/transfers/{transfer['id']}/{verb}", json=body)


async def arrived(client: httpx.AsyncClient, transfer: dict[str, Any], *items: dict[str, Any]) -> dict[str, Any]:
    return done(await act(client, transfer, "receive", items=list(items)))


async def read(client: httpx.AsyncClient, transfer: dict[str, Any]) -> dict[str, Any]:
    return done(await client.get(f"/transfers/{transfer['id']}"))


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    body: dict[str, Any] = answer.json()
    return body


def problem(answer: httpx.Response) -> str:
    assert not answer.is_success, answer.text
    return str(answer.json()["type"].rsplit(":")[-1])
