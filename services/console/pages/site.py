"""The site: who asks is found by their cookie, what they may is decided, and the page is shown or refused in words."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial
from urllib.parse import quote, urlsplit
from uuid import UUID

import structlog
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chassis.access.access import Access
from chassis.access.authenticator import Authenticator
from chassis.access.scopes import About
from chassis.data.errors import is_infrastructure
from chassis.http.gate import BodyTooLarge, require_turn
from chassis.http.plain_routes import PlainRoute
from chassis.http.rates import Rates
from chassis.local_time import local_day
from chassis.refusals import Refusal, Unauthenticated, Unavailable
from chassis.run.logs import describe
from services.console.access import clinics_of
from services.console.commands.scan_lists import ScanLists
from services.console.commands.sessions import Sessions, SignedIn
from services.console.commands.unsent import UnsentForms
from services.console.domain.live import LIVE_PAGES, TODAY
from services.console.neighbours import Neighbours, Refused
from services.console.pages import files
from services.console.pages.cookies import Cookies
from services.console.pages.forms import form_of
from services.console.pages.given import day_in
from services.console.pages.links.cookies import LinkCookies
from services.console.pages.links.routes import LinkRoutes
from services.console.pages.live import Live
from services.console.pages.packing import packed
from services.console.pages.registry import LIVE, PAGES, Asked, Page
from services.console.pages.rendering import Rendering
from services.console.pages.shared import SharedParts
from services.console.pages.sign_in.routes import SignInRoutes
from services.console.pages.unsent import Unsent, page_of_form
from services.console.pages.words import word
from services.console.queries.changes import read_latest
from services.console.queries.clinics import find_clinic
from services.console.settings import ConsoleSettings
from services.console.sign_in.provider import Provider

log = structlog.get_logger()

TOO_LARGE = word("What you sent is too large: choose a file of at most {megabytes} MB. Nothing was saved of it.")

NO_PAGE = word("There is no page at this address. It may be cut off, or of an earlier release.")
PLACES = ("/c", "/clinics", "/operate", "/owner", "/recalls", "/scan-check", "/sign-in", "/signed-out", "/stock")
"""Below these every address is a page's: one that is none is said in words."""

Endpoint = Callable[[Request], Awaitable[Response]]


class Site:
    """The pages of one process, with what they share."""

    streams = r"/(c/[^/]+/)?live"

    def __init__(self, app: FastAPI, settings: ConsoleSettings) -> None:
        state = app.state
        require_safe_provider(settings, rehearsal=state.settings.rehearsal)
        self._transactions = state.transactions
        self._access_log = state.access_log
        self._policy = state.policy
        self._authenticator: Authenticator = state.authenticator
        self._settings = settings
        self._addresses = Rates(state.settings.limit_address_rate)
        self._callers = Rates(state.settings.limit_caller_rate)
        self._rendering = Rendering(settings, state.language)
        self._neighbours = Neighbours(settings, own=app)
        self._cookies = Cookies(settings)
        provider = Provider(settings, self._transactions.clock)
        self._sessions = Sessions(self._transactions, settings, provider)
        self._live = Live(self._transactions)
        self._scan_lists = ScanLists(self._transactions)
        self._parts = SharedParts()
        unsent = UnsentForms(self._transactions)
        self._unsent = Unsent(unsent, self._sessions, self._cookies, self._rendering, settings.address)
        self._sign_in = SignInRoutes(
            provider, self._sessions, self._authenticator, self._cookies, self._rendering, settings, self._unsent
        )
        self._links = LinkRoutes(
            self._neighbours,
            self._authenticator,
            LinkCookies(settings),
            self._rendering,
            self._addresses,
            self._transactions.clock,
        )

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Every address."""
        shown = [*self._sign_in.routes, *[(each.path, each.method, self._showing(each)) for each in PAGES]]
        return (
            PlainRoute("/static/{digest}/{name}", files.serve),
            Route("/c/{clinic_id:uuid}/live", self._guarded(self._stream)),
            Route("/live", self._guarded(self._stream)),
            PlainRoute("/unsent", self._guarded(self._keep), methods=["POST"]),
            *self._links.routes,
            *[PlainRoute(path, self._guarded(show), methods=[method]) for path, method, show in shown],
            PlainRoute("/c", self._nowhere, methods=["GET"]),
            *[PlainRoute(f"{place}/{{rest:path}}", self._nowhere, methods=["GET", "POST"]) for place in PLACES],
        )

    async def close(self) -> None:
        """Close the connections to the other services."""
        await self._live.close()
        await self._neighbours.close()

    def _guarded(self, show: Endpoint) -> Endpoint:
        """Refusals as pages, in words; what fails is a page too."""

        async def answer(request: Request) -> Response:
            return packed(request, await shown(request))

        async def shown(request: Request) -> Response:
            try:
                return await show(request)
            except Unauthenticated:
                return await self._unsent.keep(request, await self._to_sign_in(request))
            except Refusal as refusal:
                return await self._unsent.keep(request, self._refused(request, refusal), decided=refusal.status < 500)
            except Refused as refused:
                answer = self._not_possible(request, refused.sentence, refused.status, self._back(request))
                return await self._unsent.keep(request, answer, decided=True)
            except Exception as error:
                if not is_infrastructure(error):
                    raise
                log.warning("page_without_database", error=describe(error))
                away = Unavailable("The console's database does not answer at the moment: try again in a minute.")
                return self._refused(request, away)

        return answer

    def _showing(self, page: Page) -> Endpoint:
        async def show(request: Request) -> Response:
            signed_in = await self._who(request)
            form: dict[str, str] = {}
            file = None
            if page.method == "POST":
                is_ours = partial(self._sessions.is_form_of, signed_in)
                form, file = await form_of(request, is_ours, self._settings.address)
            if LIVE not in request.headers or page.method == "POST":  # what the page does by itself is no act of theirs
                await self._sessions.see(signed_in.session)
            access = self._decided(request, page)
            clinic_id = request.path_params.get("clinic_id")
            async with self._transactions.begin(access=access, reading=True) as work:
                since = await read_latest(work)  # first: what changes while the page is made is shown by the next

                async def make() -> Response:
                    clinic = await find_clinic(work, clinic_id) if clinic_id else None
                    shared = (self._rendering, self._neighbours, self._scan_lists)
                    asked = Asked(request, work, signed_in, clinic, form, file, since.position, *shared)
                    answer = await page.show(asked)
                    if page.method == "GET" and not _is_html(answer):
                        asked.given.require_read()
                    self._access_log.add_reads(work)
                    return answer

                alike = (signed_in.tokens.access, str(request.url), self._rendering.reader(request).language)
                answer = await self._parts.answer(request, work, alike, since, make)
            if clinic_id and LIVE not in request.headers:
                await self._sessions.remember(signed_in.session, clinic_id)
            return await self._unsent.give_back(request, signed_in, answer)

        return show

    async def _nowhere(self, request: Request) -> Response:
        return self._not_possible(request, self._rendering.reader(request).words_of(NO_PAGE, {}), 404, "/")

    async def _keep(self, request: Request) -> Response:
        """A page whose session is over has somebody sign in: what they had typed in it is kept, and nothing is done."""
        self._count_address(request)
        return await self._unsent.keep(request, Response(status_code=204), to=request.query_params.get("to", ""))

    async def _stream(self, request: Request) -> Response:
        """Says when an open page, of one clinic or of all that the person works for, is to be read again.

        Looking is no act: it does not keep a session awake.
        """
        signed_in = await self._who(request)
        name, here = request.query_params.get("page"), request.path_params.get("clinic_id")
        path = f"/c/{{clinic_id:uuid}}/{name}" if here else f"/{name}"
        page = next((each for each in PAGES if each.path == path), None)
        if name not in LIVE_PAGES or page is None:
            return Response(status_code=404)
        access = self._decided(request, page)
        clinics = frozenset({here}) if here else clinics_of(access)
        day = await self._day_of(request, here) if here and name == TODAY else None

        async def is_over() -> bool:
            return await self._sessions.recognise(signed_in.secret) is None

        return self._live.stream(request, clinics, is_over, day)

    async def _day_of(self, request: Request, clinic_id: UUID) -> Callable[[], date]:
        """The day that an open board shows. Raises NotFound."""
        async with self._transactions.begin(reading=True) as work:
            zone = (await find_clinic(work, clinic_id)).zone
        chosen = day_in(request.query_params.get("day"))
        return lambda: chosen or local_day(self._transactions.clock.now(), zone)

    async def _who(self, request: Request) -> SignedIn:
        """Raises Unauthenticated, TooManyRequests."""
        secret = self._cookies.secret(request)
        signed_in = await self._sessions.recognise(secret) if secret else None
        if signed_in is None:
            self._count_address(request)
            raise Unauthenticated("Nobody is signed in.")
        try:
            request.state.actor = await self._authenticator.authenticate(signed_in.tokens.access)
        except Unauthenticated:
            await self._sessions.end(signed_in.secret)
            raise
        require_turn(self._callers.take(signed_in.session.subject))
        return signed_in

    def _count_address(self, request: Request) -> None:
        require_turn(self._addresses.take(request.client.host if request.client else ""))

    def _decided(self, request: Request, page: Page) -> Access:
        """Raises Forbidden."""
        access = Access(self._policy, request.state.actor, page.scope, operation=f"page {page.path}")
        access.admit()
        if page.scope.about is About.CLINIC:
            access.authorize(where=request.path_params["clinic_id"])
        return access

    async def _to_sign_in(self, request: Request) -> Response:
        if LIVE in request.headers or request.headers.get("Accept") == "text/event-stream":
            return Response(status_code=401)
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = wanted if request.method == "GET" else self._back(request)
        was = "&was=signed-in" if self._cookies.secret(request) else ""
        answer = RedirectResponse(f"/sign-in?next={quote(back, safe='')}{was}", 303)
        self._cookies.forget(answer)
        return answer

    def refused(self, request: Request, refusal: Refusal) -> Response:
        """What the gate did not let through, with the way back to the form: what was typed may still be there."""
        if isinstance(refusal, BodyTooLarge):
            megabytes = max(int(refusal.values["bytes"]) // 1_000_000, 1)
            sentence = self._rendering.reader(request).words_of(TOO_LARGE, {"megabytes": megabytes})
            return self._not_possible(request, sentence, refusal.status, self._back(request))
        return self._refused(request, refusal)

    def _refused(self, request: Request, refusal: Refusal) -> Response:
        sentence = self._rendering.words(request, refusal)
        answer = self._not_possible(request, sentence, refusal.status, self._back(request))
        if refusal.status in (429, 503):
            answer.headers["Retry-After"] = str(refusal.retry_after)
        return answer

    def _back(self, request: Request) -> str:
        """The page on which a form was sent that did nothing, or the first page."""
        return page_of_form(request, self._settings.address) if request.method == "POST" else "/"

    def _not_possible(self, request: Request, sentence: str, status: int, back: str) -> Response:
        said = {"sentence": sentence, "back": back}
        return self._rendering.draw(request, ["templates/refused.html"], said, status=status)


def require_safe_provider(settings: ConsoleSettings, *, rehearsal: bool) -> None:
    """Raises ValueError: outside a rehearsal people sign in over https alone."""
    if rehearsal or not settings.oidc_issuer:
        return
    for name, address in (("OIDC_ISSUER", settings.oidc_issuer), ("ADDRESS", settings.address)):
        if urlsplit(address).scheme != "https":
            raise ValueError(
                f"CONSOLE_{name} is not an https address: anybody on the way could act for whoever signs in"
            )


def _is_html(answer: Response) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")


def site_at(read: Callable[[], ConsoleSettings]) -> Callable[[FastAPI], Site]:
    """The pages of a console with these settings."""
    return lambda app: Site(app, read())
