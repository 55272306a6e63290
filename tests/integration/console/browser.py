"""A browser without script: cookies, links and forms."""

from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from needlepoint.trial.provider import PEOPLE, Person, RehearsalProvider
from tests.support.html_faults import faults_in
from tests.support.outside import outside
from tests.support.running import Running

ADDRESS = "http://console"
BY_ROLE = {each.role: each for each in PEOPLE}
HOSTILE = """"><img src=x onerror=alert(1)></script><script>alert('1')</script>{{7*7}}'"""
"""Words that are shown as they are, if nothing takes them for more than words."""


class Form(HTMLParser):
    """The hidden fields of each form of a page, by its action, and by those of its buttons that have their own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, dict[str, str]] = {}
        self._action = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._action = given.get("action", "")
            self.fields.setdefault(self._action, {})
        if tag == "button" and "formaction" in given:
            self.fields[given["formaction"]] = self.fields[self._action]
        if tag == "input" and given.get("type") == "hidden":
            self.fields[self._action][given["name"]] = given.get("value", "")


async def read_strictly(answer: httpx.Response) -> None:
    """Raises AssertionError for a page that browsers would have to mend: each page of each test is read so."""
    await answer.aread()
    if answer.headers.get("Content-Type", "").startswith("text/html") and answer.text.startswith("<!DOCTYPE"):
        assert (faults := faults_in(answer.text)) == [], (answer.url, faults)


class Browser:
    """What one person sees."""

    def __init__(self, running: Running, provider: RehearsalProvider) -> None:
        transport = httpx.ASGITransport(running.app)
        self.client = httpx.AsyncClient(transport=transport, base_url=ADDRESS, timeout=60)
        self.client.event_hooks["response"].append(read_strictly)
        self._provider = provider

    async def signs_in(self, person: Person, wanted: str = "/clinics") -> httpx.Response:
        """From the page that was wanted, to the provider and back. Answers the page."""
        if person not in self._provider.people:
            self._provider.people.append(person)
        going = await self.client.get("/sign-in/go", params={"next": wanted})
        asked = dict(parse_qsl(urlsplit(going.headers["Location"]).query))
        chosen = {**asked, "person": str(self._provider.people.index(person))}
        async with outside() as elsewhere:
            back = (await elsewhere.post(f"{self._provider.address}/authorize", data=chosen)).headers["Location"]
        came = await self.client.get(back)
        return await self.client.get(came.headers["Location"]) if came.is_redirect else came

    async def sends(self, page: httpx.Response, action: str, *, to: str | None = None, **fields: str) -> httpx.Response:
        """A form of a page, with what the person filled in; ``to`` is another address that one of its buttons has."""
        hidden = Form(page.text).fields[action]
        body = urlencode({**hidden, **fields})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.client.post(to or action, content=body, headers=kind)
