"""While a file of patients is checked, each line is compared with the lines before it, which are not in the database.

A line that was tried is undone again, so the rules of the registration find nobody of the same file. Applied, they do.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.exchange.domain.importing import Importing, Line
from services.booking.exchange.domain.kinds import LineOutcome
from services.booking.exchange.forms.lines import registration_in
from services.booking.exchange.store.import_lines import lines_like
from services.booking.people.domain.duplicates import in_common
from services.booking.people.forms.patients import RegistrationForm
from services.booking.people.store.finding import registration_keys

_IN_THE_RECORDS = (LineOutcome.CREATED.value, LineOutcome.UPDATED.value)
"""Outcomes after which a patient has the name, birthday and addresses of the line."""


class _Before:
    """People of the lines before one, by what two records of one person have in common."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[tuple[int, RegistrationForm]]] = defaultdict(list)

    def add(self, line: int, form: RegistrationForm, keys: Iterable[str]) -> None:
        """From the next line on it is one of them."""
        for key in keys:
            self._by_key[key].append((line, form))

    def like(self, form: RegistrationForm, keys: Iterable[str]) -> int | None:
        """The first line whose person may be this one."""
        alike = (line for key in keys for line, other in self._by_key[key] if in_common(form, other))
        return min(alike, default=None)


async def compare_with_lines_before(
    work: Work, importing: Importing, rows: Sequence[Row], results: dict[int, dict[str, Any]]
) -> None:
    """Refuse, in the results by number, new patients who look like somebody of a line before theirs.

    Each result of a line that is in the records once the file is applied gets its ``keys``, for the lines after it.
    """
    people = dict(_people(importing, rows, results))
    if not people:
        return
    keys = {number: registration_keys(form) for number, form in people.items()}
    before = _Before()
    for row in await lines_like(work, importing.id, {key for each in keys.values() for key in each}, rows[0].line):
        before.add(row.line, _form(importing, row), row.found_by)
    for number, form in people.items():
        if results[number]["outcome"] == LineOutcome.CREATED.value and not form.confirm_new:
            alike = before.like(form, keys[number])
            if alike is not None:
                results[number] |= {"outcome": LineOutcome.REFUSED.value, "problems": [_problem(alike)]}
                continue
        results[number]["keys"] = [*keys[number], *_changed_by(results[number])]
        before.add(number, form, keys[number])


async def changed_before(
    work: Work,
    importing: Importing,
    result: Mapping[str, Any],
    row: Row,
    known: Sequence[Row],
    rows: Sequence[Row],
    results: Mapping[int, Mapping[str, Any]],
) -> list[Row]:
    """Earlier lines, but for ``known`` ones, that change a patient who was taken for the one of a line.

    ``rows`` and ``results`` are those of its piece, which are not stored yet.
    """
    alike = {f"is:{candidate}" for each in result.get("problems", ()) for candidate in each.get("candidates", ())}
    if not alike:
        return []
    here = [each for each in rows if each.line in results and alike & set(_changed_by(results[each.line]))]
    stored = [
        each
        for each in await lines_like(work, importing.id, alike, rows[0].line)
        if each.outcome == LineOutcome.UPDATED.value
    ]
    seen = {each.line for each in known}
    return [each for each in (*stored, *here) if each.line not in seen and each.line < row.line]


def _changed_by(result: Mapping[str, Any]) -> list[str]:
    """The key of the record that a line changes."""
    return [f"is:{result['subject_id']}"] if result["outcome"] == LineOutcome.UPDATED.value else []


def _people(
    importing: Importing, rows: Sequence[Row], results: Mapping[int, Mapping[str, Any]]
) -> Iterator[tuple[int, RegistrationForm]]:
    for row in rows:
        if results[row.line]["outcome"] in _IN_THE_RECORDS:
            yield row.line, _form(importing, row)


def _form(importing: Importing, row: Row) -> RegistrationForm:
    return registration_in(importing, Line(row.line, row.cells, None))


def _problem(line: int) -> dict[str, Any]:
    sentence = (
        f"This person may be the one of line {line}: take one of the two lines out, or say in new_because how you know "
        "that it is somebody else."
    )
    return {"column": "new_because", "sentence": sentence}
