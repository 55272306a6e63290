"""Patients of a recalled lot are informed: letters are released once, and each is followed until its patient knows."""

from collections.abc import Collection, Sequence
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts.inventory.recalls import RecallLetterReleased
from contracts.notifications.messages import MessageFailed, MessageSent
from services.inventory.commands.recall_letter_ends import publish_end
from services.inventory.commands.recall_retractions import pass_on, retract
from services.inventory.domain.recall_letters import (
    RECALL_WITHDRAWN,
    UNTOLD,
    InformedBy,
    LetterStatus,
    require_stands,
)
from services.inventory.domain.refusals import LettersReleased, LetterUnknown
from services.inventory.forms.recall_letters import RecallLetterView
from services.inventory.store.recall_letters import (
    change_letter,
    keep_letters,
    lock_letter,
    standing_letters,
    treated_with,
    withdraw,
)
from services.inventory.store.recalls import change_recall, lock_standing_recall, released_recalls_of
from services.inventory.tables import recall_letters, uses

WITHDRAWN = "withdrawn"
"""Why a letter is withdrawn: the lot was not used on the patient after all."""


async def release_letters(work: Work, recall_id: UUID) -> int:
    """Have everybody written to on whom the lot was used; who is traced later is written to as well.

    Answers how many patients. Raises RecallUnknown, RecallWasWithdrawn, LettersReleased.
    """
    recall = await lock_standing_recall(work, recall_id)
    if recall.letters_released_at is not None:
        raise LettersReleased("The letters of this recall were released already: look at who knows.")
    released = {"letters_released_at": work.now, "letters_released_by": work.actor.subject}
    await change_recall(work, recall_id, **released)
    letters = await keep_letters(work, recall, await treated_with(work, recall))
    _publish(work, recall, letters)
    work.audit("recall letters released", f"recall/{recall_id}", patients=len(letters))
    return len(letters)


async def write_to_traced(work: Work, gtin: str, lots: Collection[str], session_id: UUID) -> None:
    """A use of a recalled lot was traced: its patient is written to when those of the recall are.

    Of several lots, where the session says another than its cartridge was received as.
    """
    for recall in await released_recalls_of(work, gtin, lots):
        traced = await treated_with(work, recall, uses.c.session_id == session_id)
        _publish(work, recall, await keep_letters(work, recall, traced))


async def withdraw_letter(work: Work, gtin: str, lots: Collection[str], patient_id: UUID) -> None:
    """A use was withdrawn: where nothing of it was used on the patient another time, no recall of it concerns them."""
    for recall in await released_recalls_of(work, gtin, lots):
        if await treated_with(work, recall, uses.c.patient_id == patient_id):
            continue
        this = (recall_letters.c.recall_id == recall.id, recall_letters.c.patient_id == patient_id)
        for letter in await standing_letters(work, *this):
            if not await pass_on(work, letter, recall):
                await withdraw(work, letter.id, WITHDRAWN)
                publish_end(work, letter, WITHDRAWN)


async def part_letters(work: Work, patient_id: UUID, other: UUID, used: Sequence[Row]) -> None:
    """What was used on one patient had been taken for another's: whom it concerns is written to, nobody else.

    ``used``: the products and lots, as ``gtin`` and ``lot``.
    """
    for use in used:
        await withdraw_letter(work, use.gtin, {use.lot}, other)
        for recall in await released_recalls_of(work, use.gtin, {use.lot}):
            treated = await treated_with(work, recall, uses.c.patient_id == patient_id)
            _publish(work, recall, await keep_letters(work, recall, treated))


async def inform(work: Work, letter_id: UUID, how: InformedBy) -> RecallLetterView:
    """Somebody informed the patient. Said again, it is put right. Raises LetterUnknown, Forbidden, LetterOver."""
    letter = await _lock(work, letter_id)
    if letter.mistaken_at is not None:
        return await _correct(work, letter)
    answered = letter.status == LetterStatus.ANSWERED.value
    said = {"informed_at": work.now, "informed_how": how.value, "informed_by": work.actor.subject}
    status = {} if answered else {"status": LetterStatus.INFORMED.value}
    changed = await change_letter(work, letter_id, **said, **status)
    publish_end(work, letter, "informed")
    work.audit("patient informed of a recall", f"recall-letter/{letter_id}", how=how.value)
    return RecallLetterView.model_validate(changed._mapping)


async def answer(work: Work, letter_id: UUID) -> RecallLetterView:
    """The patient said that they know. Raises LetterUnknown, Forbidden, LetterOver."""
    letter = await _lock(work, letter_id)
    if letter.mistaken_at is not None:
        return await _correct(work, letter)
    said = {"answered_at": work.now, "answered_by": work.actor.subject, "status": LetterStatus.ANSWERED.value}
    changed = await change_letter(work, letter_id, **said)
    publish_end(work, letter, "answered")
    work.audit("patient answered to a recall", f"recall-letter/{letter_id}")
    return RecallLetterView.model_validate(changed._mapping)


async def _correct(work: Work, letter: Row) -> RecallLetterView:
    """They know that the recall was a mistake."""
    said = {"corrected_at": work.now, "corrected_by": work.actor.subject}
    changed = await change_letter(work, letter.id, **said)
    publish_end(work, letter, "corrected")
    work.audit("patient informed of a mistaken recall", f"recall-letter/{letter.id}")
    return RecallLetterView.model_validate(changed._mapping)


async def note_sent(work: Work, event: MessageSent) -> None:
    """A channel took the message about it."""
    letter = await lock_letter(work, event.letter_id) if event.letter_id else None
    if letter is None:
        return
    if letter.withdrawn_because == RECALL_WITHDRAWN and letter.mistaken_at is None:
        await retract(work, letter, sent_at=event.sent_at, channel=event.channel)
    if letter.status not in UNTOLD:
        return
    sent = {"status": LetterStatus.SENT.value, "sent_at": event.sent_at, "channel": event.channel}
    await change_letter(work, letter.id, **sent, unreached_because=None)


async def note_unreached(work: Work, event: MessageFailed) -> None:
    """No message reaches the patient."""
    letter = await lock_letter(work, event.letter_id) if event.letter_id else None
    if letter is None or letter.status != LetterStatus.RELEASED.value:
        return
    await change_letter(work, letter.id, status=LetterStatus.UNREACHED.value, unreached_because=event.reason)


async def _lock(work: Work, letter_id: UUID) -> Row:
    letter = await lock_letter(work, letter_id)
    if letter is None:
        raise LetterUnknown("There is no such letter among those that you may see: look for it in the list of letters.")
    work.access.authorize(whose=letter.patient_id, where=letter.clinic_id)
    if letter.mistaken_at is None:
        require_stands(LetterStatus(letter.status))
    return letter


def _publish(work: Work, recall: Row, letters: Sequence[Row]) -> None:
    for letter in letters:
        work.publish(
            RecallLetterReleased(
                letter_id=letter.id,
                recall_id=recall.id,
                patient_id=letter.patient_id,
                clinic_id=letter.clinic_id,
                gtin=recall.gtin,
                product=recall.product,
                lot=recall.lot,
                used_at=letter.used_at,
                released_at=letter.released_at,
            )
        )
