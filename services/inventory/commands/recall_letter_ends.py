"""A letter about a recall is over, whatever ended it."""

from chassis.data.rows import Row
from chassis.work import Work
from contracts.inventory.recalls import RecallLetterEnded


def publish_end(work: Work, letter: Row, because: str) -> None:
    """The patient need not be written to, or called, any longer."""
    work.publish(
        RecallLetterEnded(
            letter_id=letter.id,
            recall_id=letter.recall_id,
            patient_id=letter.patient_id,
            because=because,
            ended_at=work.now,
        )
    )
