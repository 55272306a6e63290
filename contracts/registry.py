"""The registry: every event type that was ever published, by its CloudEvents type."""

from collections.abc import Iterator

from contracts.booking import appointments, cartridges, clinics, consults, courses, patients, sessions
from contracts.booking import worklist as booking_worklist
from contracts.event import Event, Fact, Identifies
from contracts.inventory import recalls, stock
from contracts.inventory import worklist as inventory_worklist
from contracts.notifications import messages, texts, threads
from contracts.notifications import worklist as notifications_worklist
from contracts.screening import screenings, worklist

EVENTS: tuple[type[Event], ...] = (
    clinics.ClinicOpened,
    clinics.ClinicChanged,
    clinics.ClosedDaysChanged,
    patients.PatientRegistered,
    patients.PatientChanged,
    patients.ContactPreferencesChanged,
    patients.CareRelationshipOpened,
    patients.CareRelationshipEnded,
    patients.EmergencyAccessOpened,
    patients.EmergencyAccessReviewed,
    patients.ContactChangeRequested,
    patients.ContactChangeWithdrawn,
    patients.ContactReplaced,
    patients.PatientErased,
    patients.PatientMerged,
    patients.PatientMergeUndone,
    appointments.AppointmentBooked,
    appointments.AppointmentMoved,
    appointments.AppointmentCancelled,
    appointments.AppointmentMissed,
    appointments.AppointmentReinstated,
    appointments.VisitProgressed,
    appointments.VisitCorrected,
    appointments.AttendanceNoted,
    appointments.AttendanceSettled,
    appointments.AppointmentHeld,
    appointments.AppointmentReleased,
    appointments.WaitlistOffered,
    appointments.WaitlistOfferEnded,
    consults.ConsultCompleted,
    consults.ConsultAmended,
    consults.ConsultVoided,
    courses.CoursePlanned,
    courses.FollowUpScheduled,
    courses.ResultsReviewed,
    courses.ResultsReviewAmended,
    courses.ResultsReviewVoided,
    courses.CourseStopped,
    courses.CourseResumed,
    courses.CourseCompleted,
    courses.CourseReopened,
    sessions.SessionPerformed,
    sessions.SessionAmended,
    sessions.SessionVoided,
    cartridges.CartridgeUsed,
    cartridges.CartridgeUseWithdrawn,
    cartridges.CartridgeDiscarded,
    cartridges.CartridgeDiscardWithdrawn,
    booking_worklist.WorklistItemOpened,
    booking_worklist.WorklistItemClaimed,
    booking_worklist.WorklistItemReleased,
    booking_worklist.WorklistItemOverdue,
    booking_worklist.WorklistItemClosed,
    screenings.IntakeRequested,
    screenings.ScreeningDecided,
    screenings.DayFormHandedIn,
    screenings.RulingEnded,
    screenings.DecisionVoided,
    worklist.WorklistItemOpened,
    worklist.WorklistItemClaimed,
    worklist.WorklistItemReleased,
    worklist.WorklistItemOverdue,
    worklist.WorklistItemClosed,
    screenings.ReactionReported,
    screenings.ReactionEscalated,
    screenings.ReactionAcknowledged,
    screenings.ReactionWithdrawn,
    screenings.ClearanceSuspended,
    screenings.SuspensionLifted,
    screenings.ClearanceEnded,
    screenings.ConsentSigned,
    screenings.ConsentEnded,
    stock.StockLow,
    stock.CartridgeMisused,
    stock.CartridgeMisuseClosed,
    stock.LotRecalled,
    stock.CartridgesRecalled,
    stock.CartridgesRecallWithdrawn,
    stock.RecallNoticeEntered,
    stock.RecallWithdrawn,
    stock.LotCorrected,
    stock.CartridgeLotCorrected,
    stock.CartridgesFellShort,
    stock.CartridgesFound,
    stock.StockShort,
    stock.StockShortEnded,
    recalls.RecallLetterReleased,
    recalls.RecallLetterRetracted,
    recalls.RecallLetterEnded,
    messages.MessageSent,
    messages.MessageArrived,
    messages.MessageFailed,
    messages.ContactOptedOut,
    messages.ContactConfirmed,
    messages.OfferAnswered,
    messages.ContactOptedIn,
    messages.AppointmentAnswered,
    texts.TextReceived,
    texts.TextSettled,
    threads.ThreadChanged,
    inventory_worklist.WorklistItemOpened,
    inventory_worklist.WorklistItemClaimed,
    inventory_worklist.WorklistItemReleased,
    inventory_worklist.WorklistItemOverdue,
    inventory_worklist.WorklistItemClosed,
    notifications_worklist.WorklistItemOpened,
    notifications_worklist.WorklistItemClaimed,
    notifications_worklist.WorklistItemReleased,
    notifications_worklist.WorklistItemOverdue,
    notifications_worklist.WorklistItemClosed,
)

BY_TYPE: dict[str, type[Event]] = {event.type_name(): event for event in EVENTS}
TOPICS: tuple[str, ...] = tuple(dict.fromkeys(event.topic for event in EVENTS))


def topics_of(publisher: str) -> tuple[str, ...]:
    """The topics that a service writes: their names start with its own."""
    return tuple(topic for topic in TOPICS if topic.startswith(f"{publisher}."))


def identifying_fields(publisher: str) -> tuple[tuple[str, tuple[str, ...], str | None], ...]:
    """What a service's events say of who a person is: the type, where in the event, and what takes its place."""
    return tuple(
        (event.type_name(), path, instead)
        for event in EVENTS
        if event.publisher() == publisher
        for path, instead in _identifying_in(event)
    )


def _identifying_in(fact: type[Fact]) -> Iterator[tuple[tuple[str, ...], str | None]]:
    for name, field in fact.model_fields.items():
        for mark in field.metadata:
            if isinstance(mark, Identifies):
                yield (name,), mark.instead
        if isinstance(field.annotation, type) and issubclass(field.annotation, Fact):
            yield from (((name, *path), instead) for path, instead in _identifying_in(field.annotation))
