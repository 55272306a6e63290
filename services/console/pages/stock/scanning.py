"""What the screens for scanning share: a person's list of scans, and what is wrong with one scan."""

from uuid import UUID

from starlette.responses import Response

from services.console.neighbours import Refused
from services.console.pages.registry import Asked
from services.console.pages.words import word

LONGEST = 10_000
"""Characters of a scan that inventory takes, to refuse what no label can say."""
FULL = word("The list is full: finish it, and go on with a new one.")


def key_of(asked: Asked, purpose: str) -> tuple[str, UUID, str]:
    """Of the person's list at the clinic of the address; ``purpose`` is the last word of its page's address, too."""
    return asked.signed_in.session.subject, asked.at.id, purpose


async def take_off(asked: Asked, purpose: str) -> Response:
    """The line that the form names is no longer on the list; where it names none, no line is."""
    line_id = asked.form.get("line")
    if line_id:
        await asked.scan_lists.take_off(key_of(asked, purpose), line_id)
    else:
        await asked.scan_lists.clear(key_of(asked, purpose))
    return asked.go(asked.address(f"stock/{purpose}"))


def problem_of(refused: Refused) -> str:
    """What is wrong with the one scan that was sent; the refusal itself speaks of items."""
    return str(refused.errors[0]["problem"]) if refused.errors else refused.sentence
