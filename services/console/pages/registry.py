"""How a page says its address and who may see it, and what it is given."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chassis.access.scopes import About, Scope
from chassis.ids import new_id
from chassis.refusals import Unavailable
from chassis.work import Work
from services.console.access import POLICY, TODAY_SEE
from services.console.commands.scan_lists import ScanLists
from services.console.commands.sessions import SignedIn
from services.console.domain.sessions import form_token
from services.console.neighbours import Caller, Neighbours, Refused
from services.console.pages.forms import SentFile
from services.console.pages.given import Given
from services.console.pages.parts import Part
from services.console.pages.rendering import Rendering
from services.console.pages.sent_before import said_to
from services.console.queries.clinics import Clinic

LIVE = "Live"
"""The header with which an open page asks for its changing part alone."""


@dataclass
class Asked:
    """One request of a signed-in person for a page."""

    request: Request
    work: Work
    """To read, without a transaction; its access is decided, about the clinic of the address where there is one."""
    signed_in: SignedIn
    clinic: Clinic | None
    form: Mapping[str, str]
    """What a form sent; empty for a GET."""
    file: SentFile | None
    """The file that the form brought; None where it brought none."""
    position: int
    """From where the page hears of changes after this moment."""
    rendering: Rendering
    neighbours: Neighbours
    scan_lists: ScanLists

    @property
    def at(self) -> Clinic:
        """The clinic of the address. Raises TypeError on a page that is about none."""
        if self.clinic is None:
            raise TypeError("this page is about no clinic")
        return self.clinic

    @cached_property
    def given(self) -> Given:
        """What the address says after its question mark, and what a form sent, which counts first."""
        return Given({**self.request.query_params, **self.form})

    @property
    def is_live(self) -> bool:
        """Whether the page is open already, and only its changing part is wanted."""
        return LIVE in self.request.headers

    def may(self, scope: Scope, where: UUID) -> bool:
        """Whether to offer an act; the service that does it decides again."""
        return self.work.access.may(scope, where=where)

    async def read_from(self, service: str, path: str, **query: Any) -> Any:
        """Ask a service. Raises Refused, Unauthenticated, Unavailable."""
        await self._let_go()
        return await self.neighbours.read_from(service, path, self._caller, **query)

    async def send_to(
        self,
        service: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        version: str | None = None,
        method: str = "POST",
    ) -> Any:
        """Have a service do something, once for each ``key``: by default once for each form that was sent.

        Raises Refused, Unauthenticated, Unavailable, NotRead.
        """
        self.given.require_read()
        await self._let_go()
        key = key or self.form.get("key") or str(new_id())
        how: dict[str, Any] = {"key": key, "version": version, "method": method}
        with said_to(self.rendering.reader(self.request)):
            return await self.neighbours.send_to(service, path, self._caller, body, **how)

    async def part(self, service: str, path: str, **query: Any) -> Part:
        """What a service answers, or why it does not: the rest of the page is shown all the same.

        Raises Unauthenticated.
        """
        return await self.part_of(self.read_from(service, path, **query))

    async def part_of(self, reading: Awaitable[Any]) -> Part:
        """The same of anything that is read from services."""
        try:
            return Part(await reading)
        except Refused as refused:
            return Part(None, refused.sentence, refused.status)
        except Unavailable as away:
            return Part(None, self.rendering.words(self.request, away), away.status)

    async def file_from(self, service: str, path: str) -> tuple[bytes, str]:
        """A file that a service keeps, and its media type. Raises Refused, Unauthenticated, Unavailable."""
        await self._let_go()
        return await self.neighbours.file_from(service, path, self._caller)

    async def send_file(self, service: str, path: str, **query: str) -> Any:
        """Have a service keep the file that the form brought, or refuse that it brought none.

        Raises Refused, Unauthenticated, Unavailable.
        """
        await self._let_go()
        key = self.form.get("key") or str(new_id())
        content = self.file.content if self.file else b""
        with said_to(self.rendering.reader(self.request)):
            return await self.neighbours.send_file(service, path, self._caller, content, key=key, **query)

    async def send_part(self, service: str, path: str, part: bytes, *, key: str) -> Any:
        """Have a service keep a part of a CSV file, or take it in place of the one before.

        Raises Refused, Unauthenticated, Unavailable.
        """
        await self._let_go()
        how = {"key": key, "media_type": "text/csv", "method": "PUT"}
        return await self.neighbours.send_file(service, path, self._caller, part, **how)

    async def download(self, service: str, path: str, name: str, **query: str | None) -> Response:
        """A file that a service makes, to be saved under ``name``. Raises Refused, Unauthenticated, Unavailable."""
        await self._let_go()
        content, kind = await self.neighbours.file_from(service, path, self._caller, **query)
        saved = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=kind, headers=saved)

    def draw(self, folder: str, *, status: int = 200, zone: ZoneInfo | None = None, **values: Any) -> Response:
        """``<folder>/page.html``, or ``<folder>/live.html`` where its changing part alone is wanted.

        Times are those of ``zone``, or else of the clinic of the address.
        """
        templates = [f"{folder}/live.html"] * self.is_live + [f"{folder}/page.html"]
        zone = zone or (self.clinic.zone if self.clinic else None)
        said = {
            "clinic": self.clinic,
            "person": self.work.actor.subject,
            "form_token": form_token(self.signed_in.secret),
            "new_key": new_id,
            "position": self.position,
            "zone": zone,
            "may_see": self._may_see,
            "unread": self.given.notes,
        }
        return self.rendering.draw(self.request, templates, {**said, **values}, zone=zone, status=status)

    def address(self, page: str, **query: str | None) -> str:
        """Of a page of this clinic, such as ``today``. What is None or empty is not in its query."""
        said = urlencode({name: value for name, value in query.items() if value})
        return f"/c/{self.at.id}/{page}" + (f"?{said}" if said else "")

    def shows(self, clinic_id: str) -> str:
        """The clinic among whose pages the caller opens what is at that one: there, or here where they only see it."""
        return clinic_id if self.may(TODAY_SEE, UUID(clinic_id)) else str(self.at.id)

    @staticmethod
    def go(address: str) -> Response:
        """After something was done: the page that shows it. A reload does nothing twice."""
        return RedirectResponse(address, 303)

    def _may_see(self, name: str) -> bool:
        """Whether to link to a page."""
        scope = _SCOPES[name]
        return self.work.access.may(scope) if scope.about is About.CHAIN else self.work.access.has(scope)

    async def _let_go(self) -> None:
        """Return the connection to the pool, or pages that wait for a service would keep it from all others."""
        await self.work.close()

    @property
    def _caller(self) -> Caller:
        language = self.rendering.reader(self.request).language
        return Caller(self.signed_in.tokens.access, language, self.request.state.correlation_id)


Show = Callable[[Asked], Awaitable[Response]]
_SCOPES = {scope.name: scope for scopes in POLICY.roles.values() for scope in scopes}


@dataclass(frozen=True)
class Page:
    """One address."""

    path: str
    """With ``{clinic_id:uuid}`` where it is about a clinic."""
    scope: Scope
    """Who may use it; about the clinic of the address where it is about a clinic."""
    show: Show
    method: str


PAGES: list[Page] = []


def page(path: str, scope: Scope, *, method: str = "GET") -> Callable[[Show], Show]:
    """Serve an address: ``@page("/c/{clinic_id:uuid}/today", TODAY_SEE)``."""

    def register(show: Show) -> Show:
        PAGES.append(Page(path, scope, show, method))
        return show

    return register
