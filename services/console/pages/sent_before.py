"""A form that was sent, and is sent once more with something else in it: by the way back, or from a second tab."""

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.http.languages import Reader
from services.console.neighbours import Refused
from services.console.pages.words import word

SENT_BEFORE = word(
    "This form was sent before with something else in it, which was done: look at what is recorded, or send it again."
)
OTHERWISE = "key-reused"
"""The refusal of a service that did something else under the key of this form."""


@contextmanager
def said_to(reader: Reader) -> Iterator[None]:
    """Of a key a service may speak to programs; people read of their form. Raises Refused as it was otherwise."""
    try:
        yield
    except Refused as refused:
        if refused.kind != OTHERWISE:
            raise
        raise Refused(refused.status, reader.words_of(SENT_BEFORE, {}), {}) from refused
