"""What is refused of counts, by name. Each sentence says what to do."""

from chassis.refusals import Invalid, NotFound, Refusal


class CountUnknown(NotFound):
    """No such count at the caller's clinics."""


class CountInvalid(Invalid):
    """A lot without its product, or an item that is not in the scope of the count."""


class CountUnderWay(Refusal):
    """Another count of the same is not decided yet; ``count_id`` says which."""


class CountNotOpen(Refusal):
    """The count is not in the state in which that is done; ``count_status`` says how far it is."""


class CountedByYou(Refusal):
    """Who counted, or submitted the count, does not decide about it: somebody else does."""
