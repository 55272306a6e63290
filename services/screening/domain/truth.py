"""Three-valued logic (Kleene's): true, false, and None for what is not answered or not sure."""

from collections.abc import Iterable

Truth = bool | None


def all_of(truths: Iterable[Truth]) -> Truth:
    """False when one is false; otherwise unknown when one is unknown. True when there is none at all."""
    known = list(truths)
    if any(truth is False for truth in known):
        return False
    return None if any(truth is None for truth in known) else True


def any_of(truths: Iterable[Truth]) -> Truth:
    """True when one is true; otherwise unknown when one is unknown. False when there is none at all."""
    known = list(truths)
    if any(truth is True for truth in known):
        return True
    return None if any(truth is None for truth in known) else False


def not_of(truth: Truth) -> Truth:
    """What is unknown stays unknown."""
    return None if truth is None else not truth
