"""What nobody signed decides nothing that clears: it may only make a decision stricter."""

from collections.abc import Mapping

from services.screening.domain.facts import Answer, affirmed
from services.screening.domain.outcomes import CLEARANCES
from services.screening.domain.results import Compared, Result, compared


def with_earlier_yes(earlier: Mapping[str, Answer], unsigned: Mapping[str, Answer]) -> dict[str, Answer]:
    """The unsigned answers; where they take back a yes, a day or a doubt, the earlier answer stands."""
    kept = {
        code: answer
        for code, answer in earlier.items()
        if affirmed(answer) is not False and affirmed(unsigned.get(code)) is False
    }
    return {**unsigned, **kept}


def may_replace(before: Result | None, after: Result) -> bool:
    """Whether a result of unsigned answers may take the place of the decision that counts, if there is one.

    It has to be stricter, or as strict with a ground that was not known before. The first decision may not clear.
    """
    if before is None:
        return after.outcome not in CLEARANCES
    found = compared(before, after)
    return found is Compared.STRICTER or (found is Compared.SAME and after.rules > before.rules)
