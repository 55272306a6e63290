"""How a page behind a link says its address and what has to be proved for it, and what it is given."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chassis.access.actors import Actor
from chassis.access.grants import Grant
from chassis.ids import new_id
from chassis.local_time import local_day
from services.console.domain.sessions import form_token
from services.console.neighbours import Caller, Neighbours
from services.console.pages.forms import SentFile
from services.console.pages.given import Given
from services.console.pages.rendering import Rendering
from services.console.pages.sent_before import said_to

ACTS = {"appointment_id": "visit", "intake_id": "form", "message_id": "advice"}
"""What a link is for, by the parameter that its token is bound to."""
DAY_FORM = "screening:read_day_answers"
"""What a link is for that is about an appointment and not about the visit itself."""
HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Seen:
    """What is known of a link before it is opened (``POST /links/look``)."""

    is_open: bool
    ended_as: str | None
    proves: str | None
    """``first``: the date of birth opens it. ``for_more``: it opens the patient's own record. None: it is not known."""
    language: str | None
    clinic: Mapping[str, str] | None
    """Its name, address, map, telephone number and zone."""

    @property
    def zone(self) -> ZoneInfo | None:
        """The clinic's."""
        return ZoneInfo(self.clinic["time_zone"]) if self.clinic else None


@dataclass(frozen=True)
class Visitor:
    """Who opened a link, and what they may do."""

    token: str
    actor: Actor
    grant: Grant

    @property
    def patient_id(self) -> str:
        """Whose link it is."""
        return self.actor.subject

    @property
    def act(self) -> str:
        """``visit``, ``day``, ``form`` or ``advice``."""
        return "day" if DAY_FORM in self.grant.operations else ACTS[self.grant.only[0][0]]

    @property
    def subject_id(self) -> str:
        """The appointment, health form or message."""
        return self.grant.only[0][1]

    @property
    def proved(self) -> bool:
        """Whether they gave the date of birth."""
        return bool(self.grant.own)


@dataclass
class LinkAsked:
    """One request of whoever opened a link."""

    request: Request
    home: str
    """The address of the link, ``/l/{secret}``."""
    seen: Seen
    visitor: Visitor
    fields: Fields
    """What a form sent; empty for a GET."""
    photo: SentFile | None
    """What was sent with a form that takes a photo; None where none was chosen."""
    now: datetime
    """UTC."""
    rendering: Rendering
    neighbours: Neighbours
    notes: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """What of the address could not be read: sentences with their values."""

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's. Raises TypeError while no clinic is known."""
        if self.seen.zone is None:
            raise TypeError("a page with times is about a clinic")
        return self.seen.zone

    @property
    def today(self) -> date:
        """The clinic's."""
        return local_day(self.now, self.zone)

    @property
    def language(self) -> str:
        """In which the page is read."""
        return self.rendering.reader(self.request).language

    def given(self, name: str) -> str:
        """What the address or a form says under this name; empty where it says nothing."""
        of_form = next(iter(self.fields.get(name, ())), None)
        return of_form if of_form is not None else self.request.query_params.get(name, "")

    def day(self, name: str) -> date | None:
        """The local day that is given; None where none is, or something else."""
        said = Given({name: self.given(name)})
        day = said.day(name)
        self.notes += said.notes
        return day

    def subject(self, act: str) -> str:
        """What the link is about, on a page of that act alone. Raises WrongLink."""
        if self.visitor.act != act:
            raise WrongLink
        return self.visitor.subject_id

    async def read_from(self, service: str, path: str, **query: Any) -> Any:
        """Ask a service. Raises Refused, Unauthenticated, Unavailable."""
        return await self.neighbours.read_from(service, path, self._caller, **query)

    async def file_from(self, service: str, path: str) -> tuple[bytes, str]:
        """A file, and its media type. Raises Refused, Unauthenticated, Unavailable."""
        return await self.neighbours.file_from(service, path, self._caller)

    async def send_to(
        self, service: str, path: str, body: Any = None, *, version: str | None = None, method: str = "POST"
    ) -> Any:
        """Have a service do something, once for each form that was sent. Raises as ``read_from`` does."""
        key = self.given("key") or str(new_id())
        how: dict[str, Any] = {"key": key, "version": version, "method": method}
        with said_to(self.rendering.reader(self.request)):
            return await self.neighbours.send_to(service, path, self._caller, body, **how)

    async def send_file(self, service: str, path: str, photo: SentFile, **query: Any) -> Any:
        """Have a service keep a file, once for each form that was sent. Raises as ``read_from`` does."""
        key = self.given("key") or str(new_id())
        with said_to(self.rendering.reader(self.request)):
            return await self.neighbours.send_file(
                service, path, self._caller, photo.content, key=key, media_type=photo.media_type, **query
            )

    def draw(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """``links/<template>.html``."""
        return draw(
            self.rendering,
            self.request,
            template,
            self.home,
            self.seen,
            status=status,
            form_token=form_token(self.visitor.token),
            visitor=self.visitor,
            unread=self.notes,
            **values,
        )

    def address(self, page: str = "", **query: str | None) -> str:
        """Of another page of this link. What is None or empty is not in its query."""
        said = urlencode({name: value for name, value in query.items() if value})
        return f"{self.home}{page}" + (f"?{said}" if said else "")

    @staticmethod
    def go(address: str) -> Response:
        """After something was done: the page that shows it. A reload does nothing twice."""
        return RedirectResponse(address, 303)

    @property
    def _caller(self) -> Caller:
        return Caller(self.visitor.token, self.language, self.request.state.correlation_id)


class WrongLink(Exception):
    """The page is about something else than the link: its first page is shown instead."""


def draw(
    rendering: Rendering,
    request: Request,
    template: str,
    home: str,
    seen: Seen,
    *,
    status: int = 200,
    **values: Any,
) -> Response:
    """A page for whoever holds a link, opened or not, with what all of them show."""
    said = {"home": home, "seen": seen, "visitor": None, "new_key": new_id, "refused": None, "unread": (), **values}
    kept = [each for each in request.query_params.multi_items() if each[0] != "language"]
    said["in_language"] = lambda tag: "?" + urlencode([*kept, ("language", tag)])
    here = rendering.reader(request).language
    said["others"] = [each for each in rendering.named_languages.items() if each[0] != here]
    answer = rendering.draw(request, [f"links/{template}.html"], said, zone=seen.zone, status=status)
    answer.headers.update(HEADERS)
    return answer


Show = Callable[[LinkAsked], Awaitable[Response]]


@dataclass(frozen=True)
class LinkPage:
    """One address below a link's."""

    path: str
    method: str
    proved: bool
    """Whether the date of birth is asked for first."""
    show: Show


LINK_PAGES: dict[tuple[str, str], LinkPage] = {}
"""By method and path."""


def link_page(path: str, *, method: str = "GET", proved: bool = False) -> Callable[[Show], Show]:
    """Serve an address below a link's: ``@link_page("/move", method="POST")``."""

    def register(show: Show) -> Show:
        LINK_PAGES[method, path] = LinkPage(path, method, proved, show)
        return show

    return register
