"""What the story may touch: the public APIs as people with roles see them, and the run's own switches."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx

from chassis.access.actors import Role
from chassis.ids import new_id
from needlepoint.trial.demo.requests_shown import RequestsShown
from needlepoint.trial.demo.stage import Stage

Json = dict[str, Any]

_LIMITS = httpx.Limits(keepalive_expiry=2)
"""Seconds. Shorter than a server keeps an idle connection (uvicorn: 5), or a request could meet one that is closing."""


class StoryBroken(Exception):
    """A request that the story needs was refused; the text is what the service said."""


@dataclass
class World:
    """The running system, and what the story has learnt so far."""

    stage: Stage
    known: Json = field(default_factory=dict)
    """Things made in one scene and needed in a later one, by a name of the story's."""
    shown: RequestsShown | None = None
    """Where each request is shown; None: nowhere."""
    _http: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=30, limits=_LIMITS))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    @property
    def now(self) -> datetime:
        """The moment it is in the story, UTC."""
        return self.stage.now

    def caller(self, role: Role, *, subject: str | None = None, clinics: list[str] | None = None) -> "Caller":
        """Somebody with a role, who sees all clinics or only those named."""
        return Caller(self, role, subject, [UUID(clinic) for clinic in clinics] if clinics else None)

    def practitioner(self, practitioner_id: str, clinic_id: str) -> "Caller":
        """A practitioner of a clinic, who records what they did themselves."""
        return Caller(self, Role.PRACTITIONER, None, [UUID(clinic_id)], UUID(practitioner_id))

    async def settle(self) -> int:
        """Let every event reach everybody whose worker runs; answers how many were sent so far."""
        return await self.stage.settle()

    async def travel(self, to: datetime) -> None:
        """Let time pass until ``to``; everything that is due on the way happens at its own time."""
        await self.stage.travel(to)

    def local(self, clinic: str, moment: datetime | str) -> datetime:
        """A moment on the wall clock of a clinic known by its name in the story."""
        found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return found.astimezone(ZoneInfo(self.known[clinic]["time_zone"]))


@dataclass
class Caller:
    """One person at the APIs. Every POST carries an Idempotency-Key of its own."""

    world: World
    role: Role
    subject: str | None
    clinics: list[UUID] | None
    practitioner: UUID | None = None

    async def get(self, service: str, path: str, **query: Any) -> Any:
        """Read. Raises StoryBroken when refused."""
        return self.expect(await self.request(service, "GET", path, query=query))

    async def every(self, service: str, path: str, **query: Any) -> list[Json]:
        """Read a list to its last page."""
        items: list[Json] = []
        after: Json = {}
        while True:
            answer = await self.get(service, path, **query, **after)
            items += answer["items"]
            if not answer.get("next"):
                return items
            after = {"after": answer["next"]}

    async def post(self, service: str, path: str, body: Json | None = None, **headers: str) -> Any:
        """Create or do. Raises StoryBroken when refused."""
        return self.expect(await self.request(service, "POST", path, body=body, headers=headers))

    async def put(self, service: str, path: str, body: Json) -> Any:
        """Set. Raises StoryBroken when refused."""
        return self.expect(await self.request(service, "PUT", path, body=body))

    async def refused(self, service: str, path: str, body: Json) -> Json:
        """Try something that must not happen; answers the problem document. Raises StoryBroken when it was allowed."""
        answer = await self.request(service, "POST", path, body=body)
        if not 400 <= answer.status_code < 500:
            raise StoryBroken(f"POST {path} was answered with {answer.status_code}; it should have been refused")
        problem: Json = answer.json()
        return problem

    async def request(
        self, service: str, method: str, path: str, *, body: Json | None = None, query: Any = None, headers: Any = None
    ) -> httpx.Response:
        """One request, answered whatever it is."""
        token = self.world.stage.key.token(
            self.role,
            now=self.world.now,
            subject=self.subject,
            clinics=self.clinics,
            practitioner=self.practitioner,
            valid_for=timedelta(minutes=10),
        )
        sent = {"Authorization": f"Bearer {token}", **(headers or {})}
        if method == "POST":
            sent.setdefault("Idempotency-Key", str(new_id()))
        url = f"{self.world.stage.url(service)}/v1{path}"
        answer = await self.world._http.request(method, url, json=body, params=query, headers=sent)
        if self.world.shown:
            self.world.shown.show(service, self.role, answer)
        return answer

    @staticmethod
    def expect(answer: httpx.Response) -> Any:
        """What was answered. Raises StoryBroken when it was refused."""
        if answer.is_success:
            return answer.json()
        request = answer.request
        raise StoryBroken(f"{request.method} {request.url.path} -> {answer.status_code}: {answer.text[:400]}")
