"""The first page of a link: what it is for, and what else can be done there."""

from starlette.responses import Response

from services.console.pages.links.registry import LinkAsked, link_page
from services.console.pages.links.visit import show_visit


@link_page("")
async def first_page(asked: LinkAsked) -> Response:
    """Of a visit at once; of a form or advice, the page that shows it."""
    if asked.visitor.act == "visit":
        return await show_visit(asked)
    return asked.go(asked.address(f"/{asked.visitor.act}"))
