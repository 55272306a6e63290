"""Lists that services answer page by page, read whole."""

from collections.abc import Mapping
from typing import Any

from services.console.pages.registry import Asked

Said = Mapping[str, Any]
"""An object as a service's API answers it."""
PAGE = 200
"""Items of one of a service's pages."""


async def read_list(asked: Asked, service: str, path: str, most_pages: int, /, **query: Any) -> tuple[list[Said], bool]:
    """The items of a list, and whether there are more than so many of the service's pages.

    Raises Refused, Unauthenticated, Unavailable.
    """
    found: list[Said] = []
    after = None
    for _ in range(most_pages):
        said = await asked.read_from(service, path, after=after, **{"limit": PAGE, **query})
        found += said["items"]
        after = said["next"]
        if after is None:
            break
    return found, after is not None
