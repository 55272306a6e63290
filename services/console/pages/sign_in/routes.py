"""From here to the provider and back, and out again."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chassis.access.authenticator import Authenticator
from chassis.refusals import Unauthenticated, Unavailable
from services.console.commands.sessions import Sessions
from services.console.domain.sessions import is_form_token
from services.console.pages.cookies import Cookies
from services.console.pages.forms import form_of
from services.console.pages.rendering import Rendering
from services.console.pages.unsent import Unsent
from services.console.settings import ConsoleSettings
from services.console.sign_in.provider import NotSignedIn, Provider

log = structlog.get_logger()

Show = Callable[[Request], Awaitable[Response]]


class SignInRoutes:
    """The addresses that people use who are not signed in."""

    def __init__(
        self,
        provider: Provider,
        sessions: Sessions,
        authenticator: Authenticator,
        cookies: Cookies,
        rendering: Rendering,
        settings: ConsoleSettings,
        unsent: Unsent,
    ) -> None:
        self._provider = provider
        self._sessions = sessions
        self._authenticator = authenticator
        self._cookies = cookies
        self._rendering = rendering
        self._settings = settings
        self._unsent = unsent

    @property
    def routes(self) -> Sequence[tuple[str, str, Show]]:
        """Path, method, function."""
        return (
            ("/sign-in", "GET", self.offer),
            ("/sign-in/go", "GET", self.go),
            ("/sign-in/back", "GET", self.back),
            ("/sign-out", "POST", self.out),
            ("/signed-out", "GET", self.gone),
        )

    async def offer(self, request: Request) -> Response:
        """One button; why they are signed out, where they were signed in."""
        wanted = local_address(request.query_params.get("next", "/"))
        was = "was" in request.query_params
        values = {"go": f"/sign-in/go?next={quote(wanted, safe='')}{'&again=1' if was else ''}", "was": was}
        return self._rendering.draw(request, ["sign_in/page.html"], values)

    async def go(self, request: Request) -> Response:
        """To the provider."""
        begun = await self._provider.begin_sign_in(again="again" in request.query_params)
        answer = RedirectResponse(begun.address, 303)
        self._cookies.keep_begun(answer, begun, local_address(request.query_params.get("next", "/")))
        return answer

    async def back(self, request: Request) -> Response:
        """From the provider, with a code for the sign-in that this browser began."""
        kept = self._cookies.begun(request)
        state, code = request.query_params.get("state", ""), request.query_params.get("code")
        try:
            if kept is None or not secrets.compare_digest(kept[0].state.encode(), state.encode()):
                raise NotSignedIn("this browser began no such sign-in")
            if code is None:
                raise NotSignedIn(f"the provider said {request.query_params.get('error', 'nothing')!r:.100}")
            given = await self._provider.finish_sign_in(code, kept[0])
            actor = await self._authenticator.authenticate(given.tokens.access)
        except (NotSignedIn, Unauthenticated) as error:
            log.warning("not_signed_in", why=str(error))
            answer: Response = self._rendering.draw(request, ["sign_in/failed.html"], {}, status=403)
            self._cookies.forget_begun(answer)
            return answer
        earlier = self._cookies.secret(request)
        if earlier is not None:
            await self._sessions.end(earlier)
        answer = RedirectResponse(local_address(kept[1]), 303)
        self._cookies.keep(answer, await self._sessions.open_session(actor.subject, given))
        self._cookies.forget_begun(answer)
        return answer

    async def out(self, request: Request) -> Response:
        """Out of the console, and of the provider where it can do that. Raises NotOurForm."""
        secret = self._cookies.secret(request)
        address = "/signed-out"
        if secret is not None:
            await form_of(request, partial(_is_form_token, secret), self._settings.address)
            address = await self._end(secret)
        answer = RedirectResponse(address, 303)
        self._cookies.forget(answer)
        await self._unsent.give_up(request, answer)
        return answer

    async def _end(self, secret: str) -> str:
        signed_in = await self._sessions.recognise(secret)
        await self._sessions.end(secret)
        try:
            there = await self._provider.leave(signed_in.tokens) if signed_in else None
        except Unavailable:
            there = None  # here they are signed out in any case
        return there or "/signed-out"

    async def gone(self, request: Request) -> Response:
        """Says so."""
        return self._rendering.draw(request, ["sign_in/gone.html"], {})


async def _is_form_token(secret: str, token: str) -> bool:
    return is_form_token(secret, token)


def local_address(wanted: str) -> str:
    """The page that was wanted, or the first one: nobody is led to another site by signing in here."""
    is_local = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if is_local and len(wanted) < 2000 else "/"
