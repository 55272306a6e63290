"""What is refused about a correction of a lot, by name."""

from chassis.refusals import Invalid, NotFound, Refusal


class LotSaysOtherwise(Refusal):
    """The books do not say of the lot what was to be corrected; ``expires_on`` is what they say."""


class LotStands(Refusal):
    """The books say of the lot already what it is to be corrected to."""


class LotDatesInvalid(Invalid):
    """The lot would be made after its last day of use, or in the future."""


class NumberOpened(Refusal):
    """A session opened the cartridge, so its lot is what that session's record says."""


class NumberPutAway(Refusal):
    """The cartridge is not on a shelf in the books."""


class LotCorrectionUnknown(NotFound):
    """There is no such correction of a lot."""
