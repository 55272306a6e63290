"""Somebody told their mail provider that a mail of ours is unwanted: its report, RFC 5965 (ARF). Pure."""

from dataclasses import dataclass
from email.message import Message

from services.notifications.domain.incoming_mail import header
from services.notifications.domain.mail_reports import message_id_in

_UNWANTED = frozenset({"abuse", "fraud", "opt-out", "opt-out-list"})
"""RFC 5965, 7.3. ``not-spam`` takes it back, which is no consent; ``virus`` and ``auth-failure`` are no patient's."""


@dataclass(frozen=True)
class Complaint:
    """What a provider reports of one mail."""

    message_id: str | None
    """Of our mail; None: it returns none of ours, and anybody can have written it."""
    unwanted: bool
    """Whether its reader asked for no more of the kind."""


def complaint_in(mail: Message) -> Complaint | None:
    """What it complains about; None when it is no such report."""
    found = next((part for part in mail.walk() if part.get_content_type() == "message/feedback-report"), None)
    if found is None:
        return None
    fields = found.get_payload()
    blocks = [each for each in fields if isinstance(each, Message)] if isinstance(fields, list) else []
    kinds = {header(each, "Feedback-Type").lower() for each in blocks}
    return Complaint(message_id_in(mail), not kinds.isdisjoint(_UNWANTED))
