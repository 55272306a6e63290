"""A clinic that changes its software: files are sent, checked and applied through the public API."""

import csv
import io
from typing import Any

from tests.integration.booking.chain import Chain, House, made

SOURCE = "olddesk-lisbon"


def csv_of(*rows: dict[str, str], separator: str = ",") -> str:
    """A file with a column for each name that any row has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, names, restval="", delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def patient_row(external_id: str, **changes: str) -> dict[str, str]:
    row = {
        "external_id": external_id,
        "given_name": "Rosa",
        "family_name": "Almeida",
        "date_of_birth": "1990-05-04",
        "channel": "sms",
        "phone": "+351910000001",
    }
    return row | changes


OTHER = {"given_name": "Duarte", "family_name": "Pinto", "date_of_birth": "1985-01-31", "phone": "+351910000002"}
"""Somebody who is not like the first."""

BALANCE = {
    "external_id": "c1",
    "patient": "1",
    "concern": "acne_scars",
    "area": "face",
    "modality": "pen",
    "sessions": "6",
    "performed": "2",
    "last_session_on": "2027-02-15",
}
"""A course of which two of six sessions were performed elsewhere."""


class Importer:
    """The director who takes a clinic's records over."""

    def __init__(self, chain: Chain, house: House) -> None:
        self.chain = chain
        self.house = house

    async def begun(self, kind: str, **form: Any) -> str:
        sent = {"clinic_id": self.house.clinic_id, "kind": kind, "source": SOURCE} | form
        begun: str = made(await self.chain.director.post("/imports", json=sent))["id"]
        return begun

    async def sent(self, import_id: str, content: str | bytes, number: int = 1) -> Any:
        body = content.encode() if isinstance(content, str) else content
        at = f"/imports/{import_id}/parts/{number}"
        return await self.chain.director.put(at, content=body, headers={"Content-Type": "text/csv"})

    async def checked(self, kind: str, content: str | bytes, **form: Any) -> dict[str, Any]:
        import_id = await self.begun(kind, **form)
        made(await self.sent(import_id, content))
        made(await self.chain.director.post(f"/imports/{import_id}/check"))
        await self.chain.booking.fire_timers()
        return await self.read(import_id)

    async def applied(self, kind: str, content: str | bytes, **form: Any) -> dict[str, Any]:
        checked = await self.checked(kind, content, **form)
        made(await self.chain.director.post(f"/imports/{checked['id']}/apply", json={}))
        await self.chain.booking.fire_timers()
        return await self.read(checked["id"])

    async def read(self, import_id: str) -> dict[str, Any]:
        return made(await self.chain.desk.get(f"/imports/{import_id}"))

    async def lines(self, import_id: str, **query: Any) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = made(await self.chain.desk.get(f"/imports/{import_id}/lines", params=query))[
            "items"
        ]
        return lines

    async def outcomes(self, import_id: str) -> list[str]:
        return [each["outcome"] for each in await self.lines(import_id)]
