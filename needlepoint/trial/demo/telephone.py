"""A patient's telephone: a browser without script that opens the link of a message."""

import html
import re
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from needlepoint.trial.demo.world import StoryBroken

_FORM = re.compile(r'<form method="post" action="([^"]+)".*?</form>', re.DOTALL)
_FIELD = re.compile(r'<input type="(hidden|radio)" name="([^"]+)" value="([^"]*)"')


class Telephone:
    """It follows redirects and keeps the cookies of one link."""

    def __init__(self, link: str) -> None:
        parts = urlsplit(link)
        self.home, self.origin = parts.path, f"{parts.scheme}://{parts.netloc}"
        self._http = httpx.AsyncClient(base_url=self.origin, follow_redirects=True, timeout=30)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def sees(self, page: str = "") -> str:
        """A page of the link."""
        return (await self._http.get(self.home + page)).text

    async def sends(self, page: str, to: str = "") -> str:
        """A form of a page, with the first of what it offers; the page that follows. Raises StoryBroken."""
        for form in _FORM.finditer(page):
            if form[1] == self.home + to:
                fields = {name: html.unescape(value) for _, name, value in reversed(_FIELD.findall(form[0]))}
                return (await self._http.post(form[1], data=fields)).text
        raise StoryBroken(f"The page has no form that is sent to …{to}")
