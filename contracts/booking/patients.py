"""booking.patients: who a patient is and how they want to be reached. Keyed by patient. No health data."""

from typing import Annotated
from uuid import UUID

from contracts.event import Day, Event, Fact, Identifies, Language, UtcTime, Word

ERASED = "(erased)"
"""Takes the place of a name."""
NO_BIRTHDAY = "1900-01-01"
"""Takes the place of a date of birth: the first day of the calendar."""


class PatientAddress(Fact):
    """A number or e-mail address by which a patient is reached, on one channel."""

    channel: Word
    """How messages travel there, ``sms``, ``whatsapp`` or ``email``; ``whatsapp`` only with the patient's agreement."""
    address: str
    """E.164, or an e-mail address."""
    whose: Word
    """Who reads what is sent there: ``own``, ``guardian`` or ``shared``."""
    proven_at: UtcTime | None
    """UTC. Since when it is known that the patient is reached there; None: nobody has tried."""


class PatientDetails(Fact):
    """The identity and contact facts that screening and notifications need."""

    given_name: Annotated[str, Identifies(ERASED)]
    """As the patient wants to be addressed."""
    date_of_birth: Annotated[Day, Identifies(NO_BIRTHDAY)]
    """Calendar date; age is decided in the home clinic's zone."""
    home_clinic_id: UUID
    """The clinic whose zone and quiet hours apply to messages."""
    phone: Annotated[str | None, Identifies(None)]
    """E.164, or None when the patient gave none."""
    email: Annotated[str | None, Identifies(None)]
    """E-mail address, or None when the patient gave none."""
    language: Language
    """The language in which the patient reads messages, e.g. ``pt``."""
    addresses: Annotated[tuple[PatientAddress, ...] | None, Identifies(None)] = None
    """All that hold, the one to try first at the top: ``phone`` and ``email`` are the first of their kind, ``channel``
    is that of the first. None in events from before addresses were kept: then those fields say all."""


class PatientRegistered(Event, topic="booking.patients", key="patient_id"):
    """A patient is known to the chain."""

    patient_id: UUID
    """The patient."""
    details: PatientDetails
    """Identity and contact."""
    channel: Word
    """How the patient wants to be reached, e.g. ``sms``."""
    marketing: bool
    """True when the patient agreed to marketing messages."""
    imported: bool = False
    """True: taken over from other software. Nobody is at the desk, so the health declaration is asked for when the
    first appointment lies ahead."""


class PatientChanged(Event, topic="booking.patients", key="patient_id"):
    """Identity or contact facts changed; carries all of them, changed or not."""

    patient_id: UUID
    """The patient."""
    details: PatientDetails
    """Identity and contact from now on."""


class ContactPreferencesChanged(Event, topic="booking.patients", key="patient_id"):
    """The patient wants to be reached in another way."""

    patient_id: UUID
    """The patient."""
    channel: Word
    """How the patient wants to be reached from now on, e.g. ``sms``."""
    marketing: bool
    """True when the patient agrees to marketing messages."""


class CareRelationshipOpened(Event, topic="booking.patients", key="patient_id"):
    """A clinic that is not the patient's home may look after them; published again when its end is later."""

    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """The clinic that the patient visits."""
    until: UtcTime
    """UTC. When the relationship ends by itself."""


class CareRelationshipEnded(Event, topic="booking.patients", key="patient_id"):
    """A clinic that was visited does not look after the patient any longer, before the end that was published."""

    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """The clinic that was visited."""
    ended_at: UtcTime
    """UTC. From then on it has no right to the patient; a later CareRelationshipOpened gives it a new one."""


class EmergencyAccessOpened(Event, topic="booking.patients", key="patient_id"):
    """A clinician of another clinic opened the patient's record in an emergency, to read."""

    access_id: UUID
    """The access."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """The clinic where the patient was, and for which the clinician works."""
    opened_by: str
    """The subject of the clinician's token: the record is open to nobody else."""
    until: UtcTime
    """UTC. When it ends by itself."""


class EmergencyAccessReviewed(Event, topic="booking.patients", key="patient_id"):
    """A medical director reviewed an emergency access; if it was still open, it ends."""

    access_id: UUID
    """The access."""
    patient_id: UUID
    """The patient."""
    reviewed_at: UtcTime
    """UTC. When it was reviewed."""


class ContactChangeRequested(Event, topic="booking.patients", key="patient_id"):
    """The patient gave a new number or address: a code goes over it, and until it comes back nothing else does."""

    change_id: UUID
    """The change."""
    patient_id: UUID
    """The patient."""
    kind: Word
    """What is to change, ``phone`` or ``email``."""
    address: Annotated[str, Identifies(ERASED)]
    """The new one: E.164, or an e-mail address. Not theirs before it is confirmed."""
    requested_at: UtcTime
    """UTC."""
    until: UtcTime
    """UTC. When it ends unless it is confirmed."""
    proves: bool = False
    """True: the patient has it already, and the code is to prove that they are reached there. Nobody else is told."""


class ContactChangeWithdrawn(Event, topic="booking.patients", key="patient_id"):
    """A change that waited to be confirmed is void: somebody objected, or another took its place."""

    change_id: UUID
    """The change."""
    patient_id: UUID
    """The patient."""
    withdrawn_at: UtcTime
    """UTC."""


class ContactReplaced(Event, topic="booking.patients", key="patient_id"):
    """Staff gave the patient another number or address, or the patient took it away: who had the former one is told."""

    patient_id: UUID
    """The patient."""
    kind: Word
    """What changed, ``phone`` or ``email``."""
    former: Annotated[str, Identifies(ERASED)]
    """The one that the patient had: E.164, or an e-mail address."""
    replaced_at: UtcTime
    """UTC."""


class PatientErased(Event, topic="booking.patients", key="patient_id"):
    """What identifies the patient was removed and is published no more; whoever stored any of it removes it too."""

    patient_id: UUID
    """The patient, who is from now on only this id."""
    erased_at: UtcTime
    """UTC."""


class PatientMerged(Event, topic="booking.patients", key="patient_id"):
    """Two records were of one person: this one ends, and what it holds belongs to the other one from now on."""

    patient_id: UUID
    """The patient whose record ends; only PatientErased and PatientMergeUndone follow under the key on this topic. On
    other topics, what was made under this id goes on being published under it, so that its order is kept: take it as
    the other patient's, whether it arrives before this event or after it."""
    into: UUID
    """The patient whose record goes on; another PatientMerged may say later that it ends as well."""
    merged_at: UtcTime
    """UTC."""
    merge_id: UUID | None = None
    """By which PatientMergeUndone names it. None: from before merges could be undone, and this one cannot be."""


class PatientMergeUndone(Event, topic="booking.patients", key="patient_id"):
    """Two records were of two people after all: the one that had ended lives again, and what it held goes back to it.

    Decisions that were made about either since they were merged used the answers of both, and hold for neither.
    """

    patient_id: UUID
    """The patient whose record lives again."""
    merge_id: UUID
    """The merge that is undone: PatientMerged with this id has no effect, should it arrive later."""
    parted_from: UUID
    """The patient who held everything until now: the one named by PatientMerged, or one that it was merged into."""
    merged_at: UtcTime
    """UTC. When they were merged: what was decided since used both records."""
    undone_at: UtcTime
    """UTC."""
    subjects: tuple[UUID, ...] = ()
    """The appointments, consults, courses and sessions that are this patient's from now on, with those that were
    published under ``parted_from`` since they were merged: events about them that name that patient are about this
    one, whether they arrive before this event or after it."""
