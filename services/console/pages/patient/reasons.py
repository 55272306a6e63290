"""Why a message was not sent, as notifications says it, or nobody was reached, as booking does: in words of the page.

A carrier's own words stay.
"""

from collections.abc import Sequence

from services.console.pages.words import word

REASONS = frozenset(
    {
        word("The patient has opted out of all messages: call them."),
        word("The patient wrote that it is to be cancelled, and its time had changed: call them."),
        word("did not agree to marketing"),
        word("it was not known in time how to reach them, or about what"),
        word("it was said in the same message as another one"),
        word("it may not have arrived: a mail server wrote about it, and no program can read what"),
        word("no carrier took it until it was too late"),
        word("no templates were signed in time"),
        word("no way to reach: neither a phone number nor an e-mail address is known"),
        word("no work address is known of whoever is asked: somebody must call"),
        word("opted out of all messages"),
        word("opted out of marketing"),
        word("quiet hours last until it is too late to write"),
        word("the appointment was held until it was too late"),
        word("the same was said about something else of that day"),
        word("too late"),
        word("too late: quiet hours last until then"),
        word("too soon to remind: the appointment was made less than that ahead"),
        word("no SMS gateway is set up"),
        word("no WhatsApp account is set up"),
        word("no mail server is set up"),
        word("waits for signed templates"),
        word("waits: a limit of WhatsApp held it back until there were no messages that day"),
        word("waits: the appointment is held"),
        word("what it says is no longer so"),
        word("WhatsApp takes only approved templates outside of 24 hours after the patient wrote"),
    }
)
BEGINNINGS = (
    word("not sent"),
    word("not true any longer"),
    word("the channel failed until it was too late"),
)
"""What stands before a colon, and then why."""


def in_words(reason: str) -> tuple[Sequence[str], str]:
    """What of it is in words of the page, to be translated, and what is not."""
    if reason in REASONS:
        return [reason], ""
    begins, _, rest = reason.partition(": ")
    if rest and begins in BEGINNINGS:
        more, other = in_words(rest)
        return [begins, *more], other
    return [], reason
