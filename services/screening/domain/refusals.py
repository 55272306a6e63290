"""What screening refuses, by name. Each sentence says what to do; none of them reveals an answer."""

from chassis.refusals import Invalid, NotFound, Refusal


class AnswersMissing(Invalid):
    """Questions that could matter are not answered; ``errors`` names each."""


class AnswersNotUnderstood(Invalid):
    """Answers to questions that are not asked, or of another kind than asked; ``errors`` names each."""


class ClinicNotKnown(Refusal):
    """The clinic's time zone has not arrived yet, so its local day is not known."""


class NoClearance(Refusal):
    """There is no consult clearance that holds on this day."""


class Superseded(Refusal):
    """Another decision took its place."""


class AlreadyRuled(Refusal):
    """A medical director has ruled on it."""


class RulingRefused(Refusal):
    """This ruling cannot stand."""


class NothingToAsk(Refusal):
    """There is no rule set at all, so nobody can be asked anything."""


class IntakeNotFound(NotFound):
    """There is no such intake."""


class ScreeningNotFound(NotFound):
    """There is no such decision."""
