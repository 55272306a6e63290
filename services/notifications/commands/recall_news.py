"""Directors are told of a recall, and whoever was told of one that it was a mistake."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.work import Work
from services.notifications.commands.plans import announce
from services.notifications.domain.escalations import Told
from services.notifications.domain.messages import LEFT, RECALL, Announcement, about_recall, about_withdrawal
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.recipients import Channel
from services.notifications.store.escalation_policies import told_of_recalls
from services.notifications.store.messages import Found, messages_of_recall, messages_to_directors
from services.notifications.worklist import DIRECTOR_TO_CALL, WORKLIST

_RECALLED, _WITHDRAWN = "recalled", "withdrawn"
"""Words of the occasion."""
_DIRECTORS = "director/%"


@dataclass(frozen=True)
class RecallNews:
    """What is known of a recall, or of its end, at one clinic."""

    recall_id: UUID
    notice_id: UUID | None
    """The notice of which the news is as a whole."""
    clinic_id: UUID
    happened_at: datetime
    """UTC."""
    facts: Mapping[str, Any]
    """``gtin``, ``lot`` and ``reason``, as a text says them."""

    @property
    def about(self) -> str:
        """The key of what is written about it."""
        return about_recall(self.notice_id or self.recall_id)


async def tell_directors(work: Work, news: RecallNews) -> None:
    """Write to everybody whom the clinic has named, at once. Who is named by several clinics has one mail."""
    for person in await told_of_recalls(work, news.clinic_id):
        await _tell(work, news, _RECALLED, person)


async def tell_directors_of_mistake(work: Work, news: RecallNews) -> None:
    """Write to whoever was told of the recall. What had not left does not leave, and its calls are not needed.

    A recall of a notice that is withdrawn by itself was told under the notice: whom the clinic names now is told.
    """
    for message_id in await messages_to_directors(work, news.about):
        await WORKLIST.close(work, DIRECTOR_TO_CALL, message_id, "recall_withdrawn")
    written = await messages_of_recall(work, news.about, _DIRECTORS)
    told = [Told(each.facts["director"], each.facts["sent_to"]) for each in written if _left(each)]
    for person in told if written else await told_of_recalls(work, news.clinic_id):
        await _tell(work, news, _WITHDRAWN, person)


async def is_believed(work: Work, news: RecallNews) -> bool:
    """Whether the clinic's stock contact may have read of the recall; not when what was written did not leave."""
    written = await messages_of_recall(work, news.about, f"clinic/{news.clinic_id}")
    return not written or any(map(_left, written))


def _left(message: Found) -> bool:
    return message.status in LEFT


async def _tell(work: Work, news: RecallNews, word: str, person: Told) -> None:
    await announce(
        work,
        Announcement(
            Occasion.RECALL_TOLD,
            about=about_withdrawal(news.recall_id) if word == _WITHDRAWN else news.about,
            clinic_id=news.clinic_id,
            happened_at=news.happened_at,
            word=word,
            facts={
                **news.facts,
                "director": person.name,
                "report": str(news.notice_id or news.recall_id),
                RECALL: "notice_id" if news.notice_id else "recall_id",
                "sent_by": Channel.EMAIL.value,
                "sent_to": person.email,
            },
            cause_id=news.recall_id,
            to=f"director/{person.email.lower()}",
        ),
    )
