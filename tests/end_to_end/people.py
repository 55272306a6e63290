"""Who uses a running system over HTTP, and what they say to it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from chassis.ids import new_id

Json = dict[str, Any]
EVERY_DAY = [{"weekday": day, "opens": "08:00", "closes": "20:00"} for day in range(7)]
ZONES = ("Europe/Lisbon", "America/New_York", "Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles", "Asia/Dubai")

NURSE = {
    "given_name": "Ana",
    "family_name": "Ribeiro",
    "profession": "nurse",
    "permissions": [{"modality": "pen", "max_depth_mm": "2.0"}],
}


def zone_where_it_is_day(now: datetime) -> str:
    """One in which people may be written to right now, whenever the tests run."""
    return next(zone for zone in ZONES if 9 <= now.astimezone(ZoneInfo(zone)).hour < 19)


def clinic_form(name: str = "Needlepoint Exemplo", zone: str | None = None) -> Json:
    """A clinic that is open every day."""
    return {
        "name": name,
        "address": "Rua do Exemplo 12",
        "time_zone": zone or zone_where_it_is_day(datetime.now(UTC)),
        "map_link": "https://maps.example.org/exemplo",
        "phone": "+351210000000",
        "stock_contact": "stock@example.org",
        "hours": EVERY_DAY,
    }


def patient_form(clinic_id: str, number: int = 0) -> Json:
    """Somebody who wants SMS."""
    return {
        "given_name": "Marta",
        "family_name": "Sousa",
        "date_of_birth": f"{1960 + number // 28}-05-{1 + number % 28:02}",
        "home_clinic_id": clinic_id,
        "phone": f"+3512100001{number:02}",
        "email": f"marta{number}@example.org",
        "channel": "sms",
        "marketing": False,
        "confirm_new": True,
        "new_because": "Another test may have registered somebody of this number",
    }


class People:
    """Everybody at once: each request is made with the token of the role that it names."""

    def __init__(self, addresses: Mapping[str, str], tokens: Mapping[str, str]) -> None:
        self.addresses = addresses
        """Of each service's API, without ``/v1``."""
        self.tokens = tokens
        self._http = httpx.AsyncClient(timeout=30, limits=httpx.Limits(keepalive_expiry=2))  # below the server's 5 s

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def ask(self, role: str, service: str, path: str, **query: str) -> Any:
        """GET; what was answered."""
        return self._said(await self.send(role, "GET", service, path, query=query))

    async def list(self, role: str, service: str, path: str, **query: str) -> list[Json]:
        """GET a short list; its items."""
        found: list[Json] = (await self.ask(role, service, path, limit="200", **query))["items"]
        return found

    async def post(self, role: str, service: str, path: str, body: Json) -> Any:
        """POST; what was answered."""
        return self._said(await self.send(role, "POST", service, path, body))

    async def send(
        self,
        role: str,
        method: str,
        service: str,
        path: str,
        body: Json | None = None,
        *,
        query: Any = None,
        version: int | None = None,
    ) -> httpx.Response:
        """One request, whatever the answer. When the connection ends without one it is sent again, once: its key, or
        the version that it changes, keeps it from being done twice.
        """
        headers = {"Authorization": f"Bearer {self.tokens[role]}", "Idempotency-Key": str(new_id())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        url = f"{self.addresses[service]}/v1{path}"
        request = partial(self._http.request, method, url, json=body, params=query, headers=headers)
        try:
            return await request()
        except (httpx.RemoteProtocolError, httpx.ReadError):
            return await request()

    async def open_clinic(self, zone: str | None = None) -> Json:
        """A clinic with a room and a nurse."""
        clinic: Json = await self.post("operator", "booking", "/clinics", clinic_form(zone=zone))
        await self.post("operator", "booking", f"/clinics/{clinic['id']}/rooms", {"name": "Room 1"})
        await self.post("operator", "booking", f"/clinics/{clinic['id']}/practitioners", NURSE)
        return clinic

    async def register(self, clinic: Json, number: int = 0) -> Json:
        """A patient at the front desk."""
        patient: Json = await self.post("front_desk", "booking", "/patients", patient_form(clinic["id"], number))
        return patient

    async def marry(self, patient: Json, family_name: str) -> Json:
        """The patient has another name from now on."""
        return await self._change(patient, family_name=family_name)

    async def call_from(self, patient: Json, phone: str) -> Json:
        """The patient has another telephone number from now on."""
        return await self._change(patient, phone=phone, reason="the patient showed it at the desk")

    async def _change(self, patient: Json, **to: str) -> Json:
        path = f"/patients/{patient['id']}"
        changed: Json = self._said(
            await self.send("front_desk", "PATCH", "booking", path, dict(to), version=patient["version"])
        )
        return changed

    async def book_consult(self, clinic: Json, patient: Json, since: str, until: str) -> Json:
        """The first slot offered."""
        query = {"clinic_id": clinic["id"], "kind": "consult", "from": since, "to": until, "near": "10:00"}
        offered = (await self.ask("front_desk", "booking", "/slots", **query))["items"][0]
        taken = {name: offered[name] for name in ("starts_at", "practitioner_id", "room_id", "device_id")}
        form = {"patient_id": patient["id"], "clinic_id": clinic["id"], "kind": "consult", **taken}
        booked: Json = await self.post("front_desk", "booking", "/appointments", form)
        return booked

    @staticmethod
    def _said(answer: httpx.Response) -> Any:
        assert answer.is_success, f"{answer.request.method} {answer.request.url} -> {answer.status_code}: {answer.text}"
        return answer.json()
