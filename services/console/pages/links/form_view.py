"""The health form in parts, from what screening asks and what is saved. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.console.pages.answers import all_questions

REST = "rest"
"""The part of questions that stand in no section."""


@dataclass(frozen=True)
class Part:
    """One screen of the form."""

    code: str
    title: str | None
    """None: the questions that belong to no section."""
    questions: Sequence[Mapping[str, Any]]
    missing: int
    """Questions of it without which the form cannot be signed."""

    @property
    def codes(self) -> list[str]:
        """Of its questions."""
        return [each["code"] for each in self.questions]


@dataclass(frozen=True)
class FormView:
    """The whole form."""

    parts: Sequence[Part]
    answers: Mapping[str, Any]
    places: Sequence[Mapping[str, Any]]
    version: int
    is_signed: bool
    is_begun: bool

    @property
    def missing(self) -> int:
        """How many questions wait for an answer."""
        return sum(each.missing for each in self.parts)

    @property
    def done(self) -> int:
        """How many parts wait for nothing."""
        return sum(each.missing == 0 for each in self.parts)

    def part(self, code: str) -> Part | None:
        """The part with this code; None where there is none, or nothing of it is asked."""
        return next((each for each in self.parts if each.code == code), None)

    def after(self, code: str) -> Part | None:
        """The part that follows; None after the last."""
        codes = [each.code for each in self.parts]
        following = self.parts[codes.index(code) + 1 :] if code in codes else self.parts
        return next(iter(following), None)

    @property
    def unfinished(self) -> Part | None:
        """The first part that waits for something; None when the form can be signed."""
        return next((each for each in self.parts if each.missing), None)


def form_view(questionnaire: Mapping[str, Any], saved: Mapping[str, Any]) -> FormView:
    """From ``GET /intakes/{id}/questionnaire`` and ``…/answers``: of all questions those that are asked now."""
    asked, missing = set(saved["asked"]), set(saved["missing"])
    questions = [each for each in all_questions(questionnaire) if each["code"] in asked]
    sections = {each["code"]: each["text"] for each in questionnaire["sections"]}
    parts = []
    for code, title in [*sections.items(), (REST, None)]:
        of_part = [each for each in questions if (each["section"] if each["section"] in sections else REST) == code]
        if of_part:
            lacking = sum(each["code"] in missing for each in of_part)
            parts.append(Part(code, title, of_part, lacking))
    return FormView(
        parts,
        saved["answers"] or {},
        questionnaire["places"],
        saved["version"],
        is_signed=saved["state"] == "signed",
        is_begun=saved["state"] == "begun",
    )
