"""Nothing typed is lost: a form that did nothing is given back with what was typed in it.

Where the page that refuses it shows the form, it is filled in there. Where the session had ended, or nobody answered,
it is kept for its person, and filled in when they open the form's page next.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from chassis.data.errors import is_infrastructure
from chassis.run.logs import describe
from services.console.commands.sessions import Sessions, SignedIn
from services.console.commands.unsent import UnsentForms
from services.console.domain.sessions import form_token
from services.console.domain.unsent import TOKEN, Fields, UnsentForm, unsent_of
from services.console.pages.cookies import Cookies
from services.console.pages.filling import Filled, fill
from services.console.pages.forms import sent_with
from services.console.pages.registry import LIVE, PAGES
from services.console.pages.rendering import Rendering
from services.console.pages.words import word

log = structlog.get_logger()

HERE_AGAIN = word("What you typed before is here again. Check it, and send it: it is recorded once.")
CHOOSE_AGAIN = word("Choose the file {name} again.")


class Unsent:
    """The forms of one console that did nothing."""

    def __init__(
        self, forms: UnsentForms, sessions: Sessions, cookies: Cookies, rendering: Rendering, address: str
    ) -> None:
        self._forms = forms
        self._sessions = sessions
        self._cookies = cookies
        self._rendering = rendering
        self._address = address

    async def keep(self, request: Request, answer: Response, *, to: str = "", decided: bool = False) -> Response:
        """What was typed, for whom the form was made; ``answer`` says why it did nothing.

        ``to`` is where the form would have been sent, where it is another address than the request's. ``decided``: it
        was refused. While the database does not answer, nothing is kept.
        """
        action = to or request.url.path
        if request.method != "POST" or not is_action(action):
            return answer
        try:
            sent, file = await sent_with(request)
            person = await self._person_of(request, sent)
            form = unsent_of(action, page_of_form(request, self._address, action), sent, _name(file), decided=decided)
            if person is not None and form.is_worth_keeping:
                secret = await self._forms.keep(person, form, self._cookies.unsent(request))
                if secret is not None:
                    self._cookies.keep_unsent(answer, secret)
        except Exception as error:
            if not is_infrastructure(error):
                raise
            log.warning("unsent_form_not_kept", error=describe(error))
        return answer

    async def give_back(self, request: Request, signed_in: SignedIn, answer: Response) -> Response:
        """The page, with what was typed: in the form that it refuses, or in one that was sent too late."""
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if request.method == "POST" and answer.status_code >= 400 and is_page:
            answer = await self._refilled(request, answer)
        secret = self._cookies.unsent(request)
        if secret is None or (request.method == "GET" and LIVE in request.headers):
            return answer
        form = await self._forms.find(secret, signed_in.session.subject)
        if form is None or (request.method == "POST" and request.url.path == form.action):
            await self.give_up(request, answer)
        elif request.method == "GET" and request.url.path == urlsplit(form.page).path and is_page:
            return await self._late(request, signed_in, answer, form)
        return answer

    async def give_up(self, request: Request, answer: Response) -> None:
        """What the browser has kept was sent, or is nobody's any more."""
        secret = self._cookies.unsent(request)
        if secret is not None:
            await self._forms.forget(secret)
            self._cookies.forget_unsent(answer)

    async def _person_of(self, request: Request, sent: Fields) -> str | None:
        """None: another site sent it, or nobody knows for whom it was made."""
        if request.headers.get("Origin", self._address) != self._address:
            return None
        return await self._sessions.person_of_form(sent.get(TOKEN, [""])[-1])

    async def _refilled(self, request: Request, answer: Response) -> Response:
        sent, file = await sent_with(request)
        filled = self._fill(request, answer, request.url.path, sent, _name(file))
        return _with(answer, filled.page) if filled else answer

    async def _late(self, request: Request, signed_in: SignedIn, answer: Response, form: UnsentForm) -> Response:
        filled = self._fill(request, answer, form.action, form.fields, form.file, late=True)
        if filled and not filled.lacks:
            return _with(answer, filled.page)
        values = {
            "action": (filled and filled.again) or form.action,
            "fields": [(name, each) for name, values in form.fields.items() for each in values],
            "form_token": form_token(signed_in.secret),
            "file_name": form.file,
            "leave": form.page,
        }
        shown = self._rendering.draw(request, ["templates/unsent.html"], values)
        await self.give_up(request, shown)
        return shown

    def _fill(
        self, request: Request, answer: Response, action: str, typed: Fields, file: str | None, *, late: bool = False
    ) -> Filled | None:
        def said(sentence: str, **values: Any) -> str:
            return self._rendering.reader(request).words_of(sentence, values)

        choose = said(CHOOSE_AGAIN, name=file) if file else ""
        say = said(HERE_AGAIN) if late else ""
        return fill(bytes(answer.body).decode(), action, typed, say=say, file=choose, late=late)


def page_of_form(request: Request, address: str, action: str = "") -> str:
    """The page, with its query, on which a form was sent; the nearest one, where it was shown at a form's address."""
    came = urlsplit(request.headers.get("Referer", ""))
    ours = f"{came.scheme}://{came.netloc}" == address
    path = came.path if ours else action or request.url.path
    if ours and _is_page(path):
        return path + (f"?{came.query}" if came.query else "")
    while path and not _is_page(path):
        path = path.rpartition("/")[0]
    return path or "/"


def is_action(path: str) -> bool:
    """Whether forms are sent to this address."""
    return any(each.fullmatch(path) for each in _addresses("POST"))


def _is_page(path: str) -> bool:
    return any(each.fullmatch(path) for each in _addresses("GET"))


@cache
def _addresses(method: str) -> Sequence[re.Pattern[str]]:
    return [compile_path(each.path)[0] for each in PAGES if each.method == method]


def _name(file: Any) -> str | None:
    return (file.name or "?") if file is not None else None


def _with(answer: Response, page: str) -> Response:
    body = page.encode()
    again = Response(body, answer.status_code)
    again.raw_headers = list(answer.raw_headers)
    again.headers["content-length"] = str(len(body))
    return again
