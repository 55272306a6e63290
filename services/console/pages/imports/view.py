"""How the pages of imports say kinds, states and outcomes. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.console.pages.words import word

KINDS: Mapping[str, str] = {
    "patients": word("Patients"),
    "courses": word("Courses that were begun"),
    "appointments": word("Appointments ahead"),
}
"""In the order in which files are taken: the later ones name the patients."""
STATES: Mapping[str, str] = {
    "receiving": word("The file has not been read"),
    "checking": word("Each line is being tried"),
    "checked": word("Tried: nothing has been taken over yet"),
    "applying": word("Being taken over"),
    "applied": word("Taken over"),
    "discarded": word("Deleted, nothing was taken over"),
}
OUTCOMES: Mapping[str, str] = {
    "created": word("New"),
    "updated": word("Changed"),
    "unchanged": word("The same as before"),
    "linked": word("Registered here already"),
    "refused": word("Cannot be taken"),
    "conflict": word("Changed here since"),
}
ENCODINGS: Mapping[str, str] = {"utf-8": "UTF-8", "windows-1252": "Windows-1252"}
SEPARATORS: Mapping[str, str] = {"comma": word("Comma"), "semicolon": word("Semicolon"), "tab": word("Tab")}
DATES: Mapping[str, str] = {"iso": "2027-03-31", "day_first": "31.03.2027", "month_first": "03/31/2027"}
HOW = ("kind", "source", "encoding", "separator", "dates")
"""What is said of a file beside its clinic."""
WRONG = ("refused", "conflict")
GOING_ON = ("checking", "applying")


def counts_of(outcomes: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    """How many lines have which outcome, in the order of ``OUTCOMES``."""
    return [(words, outcomes[code]) for code, words in OUTCOMES.items() if outcomes.get(code)]


def wrong_of(outcomes: Mapping[str, int]) -> int:
    """Lines that cannot be taken as they are."""
    return sum(outcomes.get(code, 0) for code in WRONG)


def candidates_of(lines: Sequence[Mapping[str, Any]]) -> set[str]:
    """The patients who look like somebody of these lines."""
    return {each for line in lines for problem in line["problems"] for each in problem["candidates"]}
