"""What products are called, for pages on which services say their GTINs."""

from collections.abc import Mapping

from chassis.refusals import Unavailable
from services.console.neighbours import Refused
from services.console.pages.lists import read_list
from services.console.pages.registry import Asked

MOST_PAGES = 5
"""Of inventory's list: a thousand products; of one that is not among them the GTIN is shown."""


async def product_names(asked: Asked) -> Mapping[str, str]:
    """Their names by GTIN; none while inventory does not answer, or for whom the catalogue is not.

    Raises Unauthenticated.
    """
    try:
        found, _ = await read_list(asked, "inventory", "/products", MOST_PAGES)
    except (Refused, Unavailable):
        return {}
    return {each["gtin"]: each["name"] for each in found}
