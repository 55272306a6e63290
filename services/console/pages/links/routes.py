"""From the address in a message to a page: a link is looked at, opened, and its pages are shown or refused in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from chassis.access.authenticator import Authenticator
from chassis.clock import Clock
from chassis.http.gate import require_turn
from chassis.http.plain_routes import PlainRoute
from chassis.http.rates import Rates
from chassis.refusals import Refusal, Unauthenticated
from services.console.neighbours import Neighbours, Refused
from services.console.pages.forms import SentFile
from services.console.pages.links.cookies import LinkCookies
from services.console.pages.links.forms import KEPT, PHOTO_LOST, day_in, kept_in, patient_form_of, require_our_form
from services.console.pages.links.registry import LINK_PAGES, LinkAsked, LinkPage, Seen, Visitor, WrongLink, draw
from services.console.pages.packing import packed
from services.console.pages.rendering import Rendering
from services.console.pages.words import word

NOBODYS = Seen(is_open=False, ended_as=None, proves=None, language=None, clinic=None)
"""A link that there is not, or that cannot be looked at now."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{22}")
_LEADS_TO = re.compile(r"(/[a-z]+)*(\?[a-z]+=[\w%-]+)?")
NOT_A_DAY = word("Give day, month and year in figures, such as 1 5 1990.")
WRONG_DAY = word("That is not the date of birth that the clinic has.")


class LinkRoutes:
    """The addresses below ``/l/``."""

    def __init__(
        self,
        neighbours: Neighbours,
        authenticator: Authenticator,
        cookies: LinkCookies,
        rendering: Rendering,
        addresses: Rates,
        clock: Clock,
    ) -> None:
        self._neighbours = neighbours
        self._authenticator = authenticator
        self._cookies = cookies
        self._rendering = rendering
        self._addresses = addresses
        self._clock = clock

    @property
    def routes(self) -> list[BaseRoute]:
        """All of them; a link's own address is looked at with GET, which uses nothing up, and opened with POST."""
        return [
            PlainRoute("/l/{secret}", self._packed, methods=["GET", "POST"]),
            PlainRoute("/l/{secret}/{page:path}", self._packed, methods=["GET", "POST"]),
        ]

    async def _packed(self, request: Request) -> Response:
        return packed(request, await self._answer(request))

    async def _answer(self, request: Request) -> Response:
        home = f"/l/{request.path_params['secret']}"
        request.state.language = self._cookies.language(request)
        seen = NOBODYS
        try:
            self._count_address(request)
            seen = await self._look(request)
            request.state.language = request.state.language or seen.language
            return self._switch(request, home) or await self._page(request, home, seen)
        except WrongLink:
            return RedirectResponse(home, 303)
        except Refused as refused:
            return self._draw(request, "refused", home, seen, status=refused.status, sentence=refused.sentence)
        except Refusal as refusal:
            sentence = self._rendering.words(request, refusal)
            answer = self._draw(request, "refused", home, seen, status=refusal.status, sentence=sentence)
            if refusal.status in (429, 503):
                answer.headers["Retry-After"] = str(refusal.retry_after)
            return answer

    def _count_address(self, request: Request) -> None:
        """Raises TooManyRequests: somebody tries out secrets."""
        require_turn(self._addresses.take(request.client.host if request.client else ""))

    async def _look(self, request: Request) -> Seen:
        secret = request.path_params["secret"]
        if not _SECRET.fullmatch(secret):
            return NOBODYS
        try:
            found = await self._ask(request, "look", {"secret": secret})
        except Refused as refused:
            if refused.status != 404:
                raise
            return NOBODYS
        return Seen(found["state"] == "open", found["ended_as"], found["proves"], found["language"], found["clinic"])

    async def _ask(self, request: Request, what: str, body: Mapping[str, Any]) -> Any:
        language = self._rendering.reader(request).language
        return await self._neighbours.open_door(
            "notifications", f"/links/{what}", body, language, request.state.correlation_id
        )

    def _switch(self, request: Request, home: str) -> Response | None:
        """``?language=`` at any page: from then on this link is read in it."""
        wanted = request.query_params.get("language")
        if request.method != "GET" or wanted not in self._rendering.languages:
            return None
        rest = urlencode([each for each in request.query_params.multi_items() if each[0] != "language"])
        answer = RedirectResponse(request.url.path + (f"?{rest}" if rest else ""), 303)
        self._cookies.keep_language(answer, home, wanted)
        return answer

    async def _page(self, request: Request, home: str, seen: Seen) -> Response:
        path = request.url.path.removeprefix(home)
        if path == "" and request.method == "POST":
            return await self._open(request, home, seen)
        fields, photo = await patient_form_of(request) if request.method == "POST" else ({}, None)
        page = LINK_PAGES.get((request.method, path))
        if page is None:
            return RedirectResponse(home, 303)
        visitor = await self._visitor(request)
        if visitor is None or (page.proved and not visitor.proved):
            return self._ask_to_open(request, home, seen, page, fields, photo)
        if request.method == "POST":
            require_our_form(request, fields, visitor.token)
        try:
            return await self._show(page, self._asked(request, home, seen, visitor, fields, photo))
        except Unauthenticated:  # between here and there it expired
            return self._ask_to_open(request, home, seen, page, fields, photo)

    def _asked(
        self,
        request: Request,
        home: str,
        seen: Seen,
        visitor: Visitor,
        fields: dict[str, list[str]],
        photo: SentFile | None = None,
    ) -> LinkAsked:
        now = self._clock.now()
        return LinkAsked(request, home, seen, visitor, fields, photo, now, self._rendering, self._neighbours)

    @staticmethod
    async def _show(page: LinkPage, asked: LinkAsked) -> Response:
        asked.request.state.actor = asked.visitor.actor
        return await page.show(asked)

    async def _visitor(self, request: Request, token: str | None = None) -> Visitor | None:
        token = token or self._cookies.token(request)
        if token is None:
            return None
        try:
            actor = await self._authenticator.authenticate(token)
        except Unauthenticated:
            return None
        return Visitor(token, actor, actor.grant) if actor.grant else None

    def _ask_to_open(
        self,
        request: Request,
        home: str,
        seen: Seen,
        page: LinkPage,
        fields: dict[str, list[str]],
        photo: SentFile | None,
    ) -> Response:
        """What was typed is sent again with the proof; a photo, which no field can hold, is asked for again."""
        query = f"?{request.url.query}" if request.url.query and page.method == "GET" else ""
        kept = {each: fields[each] for each in fields if each != "form_token"}
        wanted = Wanted(page.path + query, page.proved, kept, photo_lost=photo is not None)
        return self._opening(request, home, seen, wanted, was_open=bool(fields))

    def _opening(
        self,
        request: Request,
        home: str,
        seen: Seen,
        wanted: "Wanted",
        *,
        refused: str | None = None,
        tries_left: int | None = None,
        was_open: bool = False,
    ) -> Response:
        """The page that opens a link; or that says why it does not open any more, and whom to call."""
        if not seen.is_open:
            return self._draw(request, "ended", home, seen, status=404 if seen is NOBODYS else 410)
        if wanted.proves and seen.proves is None:
            return self._draw(request, "unproven", home, seen, status=409)
        return self._draw(
            request,
            "opening",
            home,
            seen,
            status=422 if refused else 200,
            wanted=wanted,
            prove=wanted.proves or seen.proves == "first",
            refused=refused,
            tries_left=tries_left,
            was_open=was_open,
        )

    async def _open(self, request: Request, home: str, seen: Seen) -> Response:
        fields, photo = await patient_form_of(request)
        wanted = Wanted.of(fields)
        if not seen.is_open:
            return self._opening(request, home, seen, wanted)
        born = day_in(fields, "born")
        if born is None and (wanted.proves or seen.proves == "first"):
            return self._opening(request, home, seen, wanted, refused=NOT_A_DAY)
        body = {"secret": request.path_params["secret"], "date_of_birth": born.isoformat() if born else None}
        found = await self._ask(request, "open", body)
        token = found["access_token"]
        if token is None and found["tries_left"] == 0:
            return self._opening(request, home, await self._look(request), wanted)
        if token is None:
            return self._opening(request, home, seen, wanted, refused=WRONG_DAY, tries_left=found["tries_left"])
        answer = await self._lead_on(request, home, seen, token, wanted, photo)
        self._cookies.keep_token(answer, home, token, found["expires_in"])
        return answer

    async def _lead_on(
        self, request: Request, home: str, seen: Seen, token: str, wanted: "Wanted", photo: SentFile | None
    ) -> Response:
        """To the page that was wanted; what was typed there before is done now."""
        page, visitor = LINK_PAGES.get(("POST", wanted.page)), await self._visitor(request, token)
        if not wanted.kept or page is None or visitor is None or (page.proved and not visitor.proved):
            return RedirectResponse(home + wanted.page, 303)
        return await self._show(page, self._asked(request, home, seen, visitor, wanted.kept, photo))

    def _draw(self, request: Request, template: str, home: str, seen: Seen, **values: Any) -> Response:
        return draw(self._rendering, request, template, home, seen, **values)


@dataclass(frozen=True)
class Wanted:
    """Where whoever opens a link wanted to go."""

    page: str = ""
    """Below the link's own address."""
    proves: bool = False
    """Whether it needs the date of birth, whatever the link does."""
    kept: dict[str, list[str]] = field(default_factory=dict)
    """What was typed there, before the link had to be opened again."""
    photo_lost: bool = False
    """Whether a photo was chosen there, which has to be chosen again."""

    @classmethod
    def of(cls, fields: dict[str, list[str]]) -> Self:
        """From the page that opens the link."""
        page = next(iter(fields.get("then", ())), "")
        return cls(page if _LEADS_TO.fullmatch(page) else "", "prove" in fields, kept_in(fields), PHOTO_LOST in fields)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What was typed, for hidden fields."""
        return [(f"{KEPT}{name}", value) for name, values in self.kept.items() for value in values]
