"""booking.appointments: times that are taken, moved and freed. Keyed by patient."""

from uuid import UUID

from contracts.event import Event, Fact, Number, UtcTime, Word


class CartridgeNeed(Fact):
    """The sterile single-use cartridges that a session will take."""

    gtin: str
    """GTIN-14 of the cartridge that fits the device."""
    quantity: Number
    """How many, at least 1."""


class AppointmentTime(Fact):
    """When an appointment occupies its practitioner, room and device."""

    starts_at: UtcTime
    """UTC. When the patient arrives; numbing starts here when there is any."""
    ends_at: UtcTime
    """UTC. When practitioner, room and device are free again."""
    treatment_starts_at: UtcTime
    """UTC. When the needling or the talk itself starts: ``starts_at`` plus the numbing time (S2: about 30 minutes)."""


class OneOfSeveral(Fact):
    """One of several appointments that got their times in one step."""

    appointment_id: UUID
    """The appointment."""
    kind: Word
    """What for: ``consult``, ``session`` or ``review``."""
    starts_at: UtcTime
    """UTC. When it starts."""


class Together(Fact):
    """Several appointments of a patient that were booked, or moved, in one step: the patient is told of all at once."""

    together_id: UUID
    """The step: the same in the event of each of them."""
    appointments: tuple[OneOfSeveral, ...]
    """All of them, also the one that the event is about, the soonest first."""


class AppointmentBooked(Event, topic="booking.appointments", key="patient_id"):
    """A practitioner, a room and, for a session, a device are taken for a patient."""

    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    kind: Word
    """What for: ``consult``, ``session`` or ``review``."""
    origin: Word
    """Who chose the time: a person (``requested``), booking when it held a follow-up (``follow_up``), or other software
    from which it was taken over (``imported``): the patient was informed there and gets no confirmation."""
    time: AppointmentTime
    """When."""
    course_id: UUID | None
    """The course that a session or review belongs to."""
    cartridges: CartridgeNeed | None
    """What inventory is to reserve; None for appointments that use no cartridge."""
    together: Together | None = None
    """The whole course that was booked in one step; None: this one was booked by itself."""
    change: Number = 0
    """Which change of the appointment this is, counted from its booking (1): a later event has a higher one. 0: not
    said, by releases before."""


class AppointmentMoved(Event, topic="booking.appointments", key="patient_id"):
    """An appointment has another time; what was planned for the old one is void."""

    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where, after the move."""
    kind: Word
    """What for: ``consult``, ``session`` or ``review``."""
    previous_starts_at: UtcTime
    """UTC. The earlier start, which is no longer valid."""
    time: AppointmentTime
    """When, after the move."""
    cartridges: CartridgeNeed | None
    """What inventory is to keep reserved for the new day."""
    together: Together | None = None
    """The appointments that moved in one step, because one of them did; None: this one moved by itself."""
    change: Number = 0
    """Which change of the appointment this is, counted from its booking (1): a later event has a higher one. 0: not
    said, by releases before."""


class AppointmentCancelled(Event, topic="booking.appointments", key="patient_id"):
    """An appointment will not take place; its practitioner, room, device and cartridges are free."""

    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where it would have been."""
    kind: Word
    """What it was for: ``consult``, ``session`` or ``review``."""
    starts_at: UtcTime
    """UTC. When it would have started."""
    reason: Word
    """Why, as a code, e.g. ``patient_asked``. What the front desk wrote about it stays in booking."""
    change: Number = 0
    """Which change of the appointment this is, counted from its booking (1): a later event has a higher one. 0: not
    said, by releases before."""


class AppointmentMissed(Event, topic="booking.appointments", key="patient_id"):
    """The patient did not come; nothing was used."""

    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    kind: Word
    """What it was for: ``consult``, ``session`` or ``review``."""
    starts_at: UtcTime
    """UTC. When it should have started."""


class AppointmentReinstated(Event, topic="booking.appointments", key="patient_id"):
    """An appointment that was cancelled, missed or performed by mistake stands again, at the time that it had."""

    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    kind: Word
    """What for: ``consult``, ``session`` or ``review``."""
    was: Word
    """What it was said to be by mistake: ``cancelled``, ``missed`` or ``performed``."""
    time: AppointmentTime
    """When. A missed one may have begun already."""
    course_id: UUID | None
    """The course that a session or review belongs to."""
    cartridges: CartridgeNeed | None
    """What inventory is to reserve again; None for appointments that use no cartridge."""
    change: Number = 0
    """Which change of the appointment this is, counted from its booking (1): a later event has a higher one. 0: not
    said, by releases before."""


class WaitlistOffered(Event, topic="booking.appointments", key="patient_id"):
    """A time that became free is kept for a patient who waits for one, until they answer."""

    offer_id: UUID
    """The offer."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    kind: Word
    """What for: ``consult``, ``session`` or ``review``."""
    starts_at: UtcTime
    """UTC. When it would start."""
    until: UtcTime
    """UTC. Until when the patient can accept; afterwards the next one is asked."""
    asked: Word
    """Who asks the patient: a ``message``, or the front ``desk``, which calls. With any other word nobody writes."""
    moving_id: UUID | None
    """The appointment that would move there; None: a new one would be booked."""


class WaitlistOfferEnded(Event, topic="booking.appointments", key="patient_id"):
    """A time is no longer kept for a patient; one that was accepted is booked or moved by an event of its own."""

    offer_id: UUID
    """The offer."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where it would have been."""
    kind: Word
    """What for: ``consult``, ``session`` or ``review``."""
    starts_at: UtcTime
    """UTC. When it would have started."""
    why: Word
    """``accepted``, ``declined``, ``lapsed``, ``withdrawn``, or ``answered_too_late``: the patient wrote that they take
    it, and could not have it any more."""
    ended_at: UtcTime
    """UTC."""


class VisitProgressed(Event, topic="booking.appointments", key="patient_id"):
    """A patient is somewhere in a visit: arrived, and so on. That a session was recorded is said by that alone."""

    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    kind: Word
    """What for: ``consult``, ``session`` or ``review``."""
    station: Word
    """``arrived``, ``numbing``, ``in_treatment``, ``done`` or ``left``. A reader passes over a word that it does not
    know."""
    at: UtcTime
    """UTC. Since when; it may have been noted later."""


class VisitCorrected(Event, topic="booking.appointments", key="patient_id"):
    """Something that was noted of a visit was not so, or at another moment."""

    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    kind: Word
    """What for: ``consult``, ``session`` or ``review``."""
    corrected: Word
    """The station that was noted by mistake, or at a wrong moment, e.g. ``arrived``."""
    station: Word | None
    """Where the patient is after the correction; None: not arrived."""
    at: UtcTime | None
    """UTC. Since when; None: not arrived."""


class AttendanceNoted(Event, topic="booking.appointments", key="patient_id"):
    """A patient cancelled late or did not come, or a deposit is asked. A till may charge; booking does not."""

    fact_id: UUID
    """The fact, by which later events name it."""
    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    kind: Word
    """What for: ``consult``, ``session`` or ``review``."""
    fact: Word
    """``cancelled_late``, ``missed`` or ``deposit``. A reader passes over a word that it does not know."""
    starts_at: UtcTime
    """UTC. When the appointment starts, or would have."""
    noted_at: UtcTime
    """UTC. When it was noted."""
    policy_id: UUID | None
    """The version of what was agreed by which it counts; None: nothing was."""
    spared: bool
    """It counts, and passes without a consequence, as agreed or because nothing was."""
    moved_from: UtcTime | None = None
    """UTC. The start that the patient gave up by a late move; None: the appointment was not moved."""


class AttendanceSettled(Event, topic="booking.appointments", key="patient_id"):
    """A late cancellation, a no-show or a deposit was waived, paid elsewhere, withdrawn, or stands again."""

    fact_id: UUID
    """The fact."""
    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    fact: Word
    """``cancelled_late``, ``missed`` or ``deposit``."""
    state: Word
    """``waived``, ``paid``, ``withdrawn``, or ``stands`` again. A reader asks somebody about a word that it does not
    know."""
    settled_at: UtcTime
    """UTC."""


class AppointmentHeld(Event, topic="booking.appointments", key="patient_id"):
    """An appointment keeps its time and may not take place until it is released: nobody reminds of it."""

    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    kind: Word
    """What for: ``session``."""
    starts_at: UtcTime
    """UTC. When it starts, if it is released before."""
    reason: Word
    """Why, as a code, e.g. ``clearance_suspended``. It never names a health matter."""
    reasons: tuple[Word, ...] = ()
    """Every reason, as codes; ``reason`` is the first of them. Empty in events from before there were several."""


class AppointmentReleased(Event, topic="booking.appointments", key="patient_id"):
    """An appointment that was held may take place again, at the time that it kept."""

    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    kind: Word
    """What for: ``session``."""
    starts_at: UtcTime
    """UTC. When it starts."""
