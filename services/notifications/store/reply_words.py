"""The published words with which people answer: which version is read."""

from collections.abc import Sequence
from datetime import UTC

from chassis.reference import Kind
from chassis.reference.reading import in_force_or_waiting
from chassis.work import Work
from services.notifications.domain.replies import ReplyLanguage, ReplyWords, reply_problems

REPLY_WORDS = Kind(
    name="reply-words",
    document=ReplyWords,
    summary="With which words patients stop, start, confirm, cancel, and tell of a reaction, by language.",
    problems=reply_problems,
)


async def reply_languages(work: Work) -> Sequence[ReplyLanguage]:
    """The languages of the version in force; of the newest one while none is signed: a stop waits for no signature.

    The law's own words are read without any version (domain/opt_outs.py).
    """
    found = await in_force_or_waiting(work, REPLY_WORDS, work.now.astimezone(UTC).date())
    return list(found.document.languages.values()) if found else []
