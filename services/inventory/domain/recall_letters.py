"""What is known of a patient who is to be informed about a recalled lot."""

from enum import StrEnum

from services.inventory.domain.refusals import LetterOver


class LetterStatus(StrEnum):
    """How far it is known that a patient knows."""

    RELEASED = "released"
    """A director decided that they are written to; no channel has taken a message yet."""
    SENT = "sent"
    """A channel took the message. Nobody knows whether it was read."""
    UNREACHED = "unreached"
    """No message reaches them: somebody has to call."""
    INFORMED = "informed"
    """Somebody spoke with them, or handed a letter over."""
    ANSWERED = "answered"
    """They said that they know."""
    WITHDRAWN = "withdrawn"
    """It concerns them no longer."""


class InformedBy(StrEnum):
    """How somebody informed a patient."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    POST = "post"


UNTOLD = (LetterStatus.RELEASED, LetterStatus.UNREACHED)
"""Nothing has gone to them."""
OPEN = (*UNTOLD, LetterStatus.SENT)
"""Nobody knows that they know."""


RECALL_WITHDRAWN = "recall_withdrawn"
"""Why a letter is withdrawn: the recall was a mistake."""


def may_believe(status: LetterStatus) -> bool:
    """Whether a patient has heard of the recall, so that somebody calls when it was a mistake."""
    return status not in UNTOLD and status is not LetterStatus.WITHDRAWN


def require_stands(status: LetterStatus) -> None:
    """Raises LetterOver when the letter was withdrawn."""
    if status is LetterStatus.WITHDRAWN:
        raise LetterOver("This recall does not concern the patient any longer: nobody has to inform them.")
