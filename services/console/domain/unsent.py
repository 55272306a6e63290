"""A form that somebody sent when their session had ended: kept for minutes, and sealed for their browser. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from services.console.domain.sessions import seal, unseal

KEPT = timedelta(minutes=15)
"""How long it is kept: signing in takes ten minutes at most. A policy of this software; no source states it."""
LONGEST = 256_000
"""Bytes of all that was typed. A form is far shorter; more is not kept."""
TOKEN, KEY = "form_token", "key"
OURS = frozenset({TOKEN, KEY})
"""Fields that are made anew with each page, and say nothing of what it is about."""
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class UnsentForm:
    """What was typed, and where."""

    action: str
    """The address that the form was sent to."""
    page: str
    """The address of the page that shows the form, with its query."""
    fields: Fields
    """Each field with all of its values, hidden ones too."""
    file: str | None = None
    """The name of the file that was chosen: the file itself is not kept."""

    @property
    def is_worth_keeping(self) -> bool:
        """Whether something could be lost: a button alone is pressed again."""
        typed = [each for name, values in self.fields.items() if name not in OURS for each in values]
        return any(each.strip() for each in typed) or self.file is not None


def unsent_of(action: str, page: str, sent: Fields, file: str | None, *, decided: bool) -> UnsentForm:
    """From what a form sent. ``decided``: it was refused, so that it is to be sent anew.

    Where nobody knows whether it was done, it keeps its key, by which it is done once.
    """
    left_out = OURS if decided else {TOKEN}
    return UnsentForm(action, page, {name: list(values) for name, values in sent.items() if name not in left_out}, file)


def seal_unsent(secret: str, form: UnsentForm) -> bytes:
    """For the database, which cannot read it."""
    return seal(secret, b"unsent", json.dumps(asdict(form)).encode())


def open_unsent(secret: str, sealed: bytes) -> UnsentForm:
    """What was sealed. Raises NotOpened."""
    return UnsentForm(**json.loads(unseal(secret, b"unsent", sealed)))
