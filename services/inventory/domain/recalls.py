"""What is still to be done about a recall before a director closes it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from chassis.refusals import Phrase
from services.inventory.domain.refusals import RecallStepsOpen, RecallWasWithdrawn


class RecallStep(StrEnum):
    """Something that a recall still asks for."""

    QUARANTINE = "quarantine"
    """Cartridges wait to be returned or thrown away."""
    IN_TRANSIT = "in_transit"
    """Cartridges are on their way to another clinic."""
    UNACCOUNTED = "unaccounted"
    """Uses or discards that the ledger has no cartridge for."""
    LETTERS = "letters"
    """Patients were treated with the lot, and no director has released the letters."""
    PATIENTS = "patients"
    """Patients of whom nobody knows that they know; of a recall that was withdrawn, that it was a mistake."""


class RecallReport(StrEnum):
    """Something that people have to report about a recall, because no book says it."""

    CONFIRMATION = "confirmation"
    """A clinic that had the lot has not counted what lies apart, or counted other than the books say."""
    SUPPLIER = "supplier"
    """Nobody said that the supplier knows what the chain has."""
    EFFECT = "effect"
    """Nobody checked that the recall reached everybody whom it concerns."""


_TO_DO: Mapping[StrEnum, str] = {
    RecallStep.QUARANTINE: "return or throw away what lies in quarantine",
    RecallStep.IN_TRANSIT: "receive or find what is on its way to another clinic",
    RecallStep.UNACCOUNTED: "find out about uses for which the books have no cartridge",
    RecallStep.LETTERS: "release the letters to patients",
    RecallStep.PATIENTS: "find out whether every patient knows",
    RecallReport.CONFIRMATION: "have each clinic count what lies apart",
    RecallReport.SUPPLIER: "inform the supplier",
    RecallReport.EFFECT: "check that the recall reached everybody",
}


@dataclass(frozen=True)
class Remaining:
    """How much of each is left, over all clinics."""

    quarantine: int
    in_transit: int
    unaccounted: int
    treated: int
    """Patients on whom the lot was used."""
    letters_released: bool
    informed: int
    """Patients who were spoken with, or said that they know."""
    not_known: int
    """Patients with a letter of whom nobody knows that they know."""
    not_confirmed: int = 0
    """Clinics that had the lot and have not counted what lies apart, or counted other than the books say."""
    came: bool = False
    """Some of the lot was received or opened in the chain."""
    supplier_informed: bool = True
    effect_checked: bool = True
    mistaken: int = 0
    """Patients who may believe in a recall that was withdrawn."""
    withdrawn: bool = False
    """The recall was a mistake."""

    @property
    def steps(self) -> tuple[RecallStep, ...]:
        """What is left to be done. Of a recall that was withdrawn, only that its patients learn that."""
        if self.withdrawn:
            return (RecallStep.PATIENTS,) if self.mistaken else ()
        left = {
            RecallStep.QUARANTINE: self.quarantine > 0,
            RecallStep.IN_TRANSIT: self.in_transit > 0,
            RecallStep.UNACCOUNTED: self.unaccounted > 0,
            RecallStep.LETTERS: self.treated > 0 and not self.letters_released,
            RecallStep.PATIENTS: self.not_known > 0,
        }
        return tuple(step for step, open in left.items() if open)

    @property
    def reports(self) -> tuple[RecallReport, ...]:
        """What people have not reported yet. Of a recall that was withdrawn, nothing."""
        missing = {
            RecallReport.CONFIRMATION: self.not_confirmed > 0,
            RecallReport.SUPPLIER: self.came and not self.supplier_informed,
            RecallReport.EFFECT: self.came and not self.effect_checked,
        }
        return () if self.withdrawn else tuple(report for report, open in missing.items() if open)


def require_standing(withdrawn: bool) -> None:
    """Raises RecallWasWithdrawn when the recall was a mistake."""
    if withdrawn:
        raise RecallWasWithdrawn(
            "This recall was withdrawn, so nothing of it is to be done: recall the lot again when it must not be"
            " used after all."
        )


def require_done(steps: Collection[StrEnum], reason: str | None) -> None:
    """Raises RecallStepsOpen when anything is left and nobody says why it need not be done."""
    if steps and reason is None:
        raise RecallStepsOpen(
            "This recall still has open steps: {left}. Finish them, or give the reason why they need not be.",
            left=[Phrase(_TO_DO[step]) for step in steps],
            steps=[step.value for step in steps],
        )
