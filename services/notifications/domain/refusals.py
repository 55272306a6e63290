"""Requests that notifications refuses, by name."""

from chassis.refusals import NotFound, Refusal


class TextUnknown(NotFound):
    """There is no such text, or not for this caller."""


class NothingToSettle(Refusal):
    """The text was settled, or was a request to stop that was obeyed."""


class NothingToAnswer(Refusal):
    """A machine has done what the text asked for, so there is nothing to answer."""


class NobodyToAnswer(Refusal):
    """It is not known which one person wrote the text."""


class HealthWords(Refusal):
    """The answer says something of the patient's health, and whoever holds the telephone would read it."""


class AnswerTooLong(Refusal):
    """The answer would take more parts as an SMS than the chain allows."""


class WindowClosed(Refusal):
    """WhatsApp takes only approved templates by now: the patient wrote more than 24 hours ago."""


NO_TEMPLATE_IN_THREAD = "No signed templates let the clinic answer by message: call, and close the thread."


class NoTemplateForAnswers(Refusal):
    """No templates in force let the clinic answer."""


class TextIsOpen(Refusal):
    """The text waits for somebody already, so it is not opened again."""


class MessageUnknown(NotFound):
    """There is no such message, or not for this caller."""


class NothingToCall(Refusal):
    """The message did not fail, so nobody has to call instead."""


class NothingToConfirm(Refusal):
    """Messages go to this number or address, so nobody has to confirm it."""


UNKNOWN_LINK = "There is no such link: open the one in your message, or call the clinic."


class LinkUnknown(NotFound):
    """There is no such link, or not for this caller."""


class LinkEnded(Refusal):
    """The link was used, ran out, or was ended: the last message has another one (410)."""

    status = 410


class AppointmentUnknown(NotFound):
    """There is no such appointment, or not for this caller."""


class AppointmentChanged(Refusal):
    """The appointment does not take place at the time that was shown: read it again."""


class DraftUnfinished(Refusal):
    """A draft of the templates lacks something without which its texts cannot be filled in: have it checked."""


class RecipientUnknown(NotFound):
    """There is no such patient, or not for this caller."""


class NothingStopped(Refusal):
    """The patient has stopped nothing of the kind, so there is nothing to agree to."""


class AgreedTooEarly(Refusal):
    """The patient stopped messages after the moment that is given, or it lies in the future."""


class NothingAsked(Refusal):
    """Nobody was asked what this text means, or the answer is there: it is settled without saying it."""


class ChangeUnknown(NotFound):
    """There is no such change of contact, or its event has not arrived."""


class CodeExpired(Refusal):
    """The code was given back already, was withdrawn, ran out of time or of tries."""


class RecordMerged(Refusal):
    """The record has ended: it was merged into another one of the same person (410)."""

    status = 410


class EscalationUnknown(NotFound):
    """There is no such escalation, or not for this caller."""


class EscalationOver(Refusal):
    """Somebody acknowledged it already, or what it was about is done."""


class AcknowledgedInScreening(Refusal):
    """A reaction is acknowledged where it is reported, by a medical director."""


class ClinicUnknown(NotFound):
    """The clinic's event has not arrived here."""


class LanguageMissing(Refusal):
    """The templates in force have no words in that language."""

    status = 422


class RecipientTwice(Refusal):
    """An address has one digest a day."""

    status = 422


class LineTwice(Refusal):
    """A cause has one line."""

    status = 422


class PolicyUnknown(NotFound):
    """There is no such policy of the clinic."""


class PolicyInThePast(Refusal):
    """Who was in line on a past day cannot be changed."""

    status = 422


class PolicyHasBegun(Refusal):
    """It counts already, so it is replaced and not taken back."""


UNKNOWN_THREAD = "There is no such thread among those that you may see."


class ThreadUnknown(NotFound):
    """There is no such thread, or not for this caller."""


class ThreadIsOpen(Refusal):
    """The thread waits for somebody at the clinic already."""


class ThreadIsClosed(Refusal):
    """Nothing is left to do in this thread."""


class ThreadOfAnother(Refusal):
    """A colleague has taken this thread."""


class WriterKnown(Refusal):
    """The thread is one patient's: nobody has to find out who wrote."""
