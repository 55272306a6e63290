"""What screening refuses, by name. Each sentence says what to do; none of them reveals an answer."""

from chassis.refusals import Invalid, NotFound, Refusal


class AnswersMissing(Invalid):
    """Questions that could matter are not answered; ``errors`` names each."""


class AnswersNotUnderstood(Invalid):
    """Answers to questions that are not asked, or of another kind than asked; ``errors`` names each."""


class GuardianNeeded(Invalid):
    """A minor does not sign for themselves."""


class StaffNeeded(Invalid):
    """Nobody but staff signs that they read the questions out."""


class NothingToSign(Refusal):
    """No answers are saved that could be signed."""


class DayFormNeeded(Invalid):
    """What may have changed since the declaration was not asked."""


class DayFormOutdated(Refusal):
    """The questions or the declaration changed after the form of the day was shown."""


class DayFormTooEarly(Refusal):
    """The day of the session is too far away for its form to be answered."""


class ResponseNotUnderstood(Invalid):
    """The FHIR resource is not a declaration of this questionnaire; ``errors`` names each path."""


class QuestionnaireNotExpressed(Invalid):
    """The FHIR resource asks what questions here cannot ask; ``errors`` names each path."""


class DeclarationNotFound(NotFound):
    """There is no such declaration."""


class ClinicNotKnown(Refusal):
    """The clinic's time zone has not arrived yet, so its local day is not known."""


class NoClearance(Refusal):
    """There is no consult clearance that holds on this day."""


class Superseded(Refusal):
    """Another decision took its place, or what it was about was entered in error."""


class AlreadyRuled(Refusal):
    """A medical director has ruled on it, and the ruling lasts until a clinician ends it."""


class NoRuling(Refusal):
    """There is no ruling that could be ended or kept."""


class NeedsSecondClinician(Refusal):
    """The ruling sets a rule aside: somebody proposes it and somebody else confirms it."""


class SamePerson(Refusal):
    """Who proposed a ruling does not confirm it, and who asked a question does not answer it."""


class ProposalSettled(Refusal):
    """It was confirmed, rejected or overtaken by another decision."""


class AlreadyProposed(Refusal):
    """A ruling on this is proposed already."""


class RulingRefused(Refusal):
    """This ruling cannot stand."""


class NothingToAsk(Refusal):
    """There is no rule set at all, so nobody can be asked anything."""


class IntakeNotFound(NotFound):
    """There is no such intake."""


class NotInReview(Refusal):
    """It is no review, or the review is over."""


class QuestionWaits(Refusal):
    """A question about this review waits for its answer."""


class QuestionSettled(Refusal):
    """It was withdrawn or answered, or the review that it was about is over."""


class QuestionNotFound(NotFound):
    """There is no such question."""


class ProposalNotFound(NotFound):
    """There is no such proposal."""


class ScreeningNotFound(NotFound):
    """There is no such decision."""


class SuspendedByReaction(NoClearance):
    """A reaction was reported: nobody is treated before a medical director has decided."""


class ReactionNotFound(NotFound):
    """There is no such report of a reaction."""


class SignNotKnown(Invalid):
    """The reaction rules in force list no such sign; ``errors`` names each."""


class DaysNotPossible(Invalid):
    """A reaction cannot begin in the future, or end before it began."""


class ReportClosed(Refusal):
    """The report was withdrawn, so nothing about it changes any more."""


class NothingToLookAt(Refusal):
    """Somebody has to say first what the signs are."""


class NothingSuspended(Refusal):
    """This report suspends nothing now."""


class AlreadyAcknowledged(Refusal):
    """A medical director has acknowledged it."""


class ConsentNotFound(NotFound):
    """There is no such consent."""


class ConsentIncomplete(Invalid):
    """Something is missing that a consent needs; ``errors`` names it."""


class DocumentReplaced(Refusal):
    """What was read is not what is signed today."""


class ConsentIsOver(Refusal):
    """The consent was withdrawn or replaced."""


class RecordMerged(Refusal):
    """The record has ended: it was merged into another one of the same person (410)."""

    status = 410
