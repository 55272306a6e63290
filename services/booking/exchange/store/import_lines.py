"""Lines of imports: as they were read, what became of them, and whom they wait for."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, cast, func, select, text, update

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.exchange.domain.csv_files import FileLine
from services.booking.exchange.domain.kinds import WRONG, ImportState
from services.booking.people.tables import import_lines, imports

_WRONG = [outcome.value for outcome in WRONG]
IS_UNSETTLED = import_lines.c.outcome.in_(_WRONG) & import_lines.c.settled_at.is_(None)
"""The condition for a line of an applied import to be one about which somebody has to do something."""
RESULT = ("outcome", "problems", "subject_id", "patient_id")
"""The columns that say what became of a line."""
_KEEP_LINES = text(
    "INSERT INTO import_lines (import_id, line, external_id, cells, problems)"
    " SELECT :of, * FROM unnest(CAST(:lines AS integer[]), CAST(:ids AS text[]), CAST(:cells AS jsonb[]),"
    " CAST(:problems AS jsonb[]))"
)

_KEEP_RESULTS = text(
    "UPDATE import_lines SET phase = :phase, outcome = result.outcome, problems = result.problems,"
    " subject_id = result.subject_id, patient_id = result.patient_id,"
    " found_by = CASE WHEN result.keys IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(result.keys)) END,"
    " foreseen = result.foreseen"
    " FROM unnest(CAST(:lines AS integer[]), CAST(:outcomes AS text[]), CAST(:problems AS jsonb[]),"
    " CAST(:subjects AS uuid[]), CAST(:patients AS uuid[]), CAST(:keys AS jsonb[]), CAST(:foreseen AS jsonb[]))"
    " AS result (line, outcome, problems, subject_id, patient_id, keys, foreseen)"
    " WHERE import_id = :of AND import_lines.line = result.line"
)


async def keep_lines(work: Work, import_id: UUID, lines: Sequence[FileLine]) -> None:
    """Store what was read, in one statement."""
    problems = [[{"column": column, "sentence": sentence} for column, sentence in line.problems] for line in lines]
    await work.execute(
        _KEEP_LINES,
        {
            "of": import_id,
            "lines": [line.number for line in lines],
            "ids": [line.external_id for line in lines],
            "cells": [None if line.problems else json.dumps(line.cells, ensure_ascii=False) for line in lines],
            "problems": [json.dumps(each, ensure_ascii=False) for each in problems],
        },
    )


async def next_lines(work: Work, import_id: UUID, phase: str, after: int, most: int) -> Sequence[Row]:
    """Lines after a number that were not handled in this phase, in the order of the file."""
    of = import_lines.c
    statement = (
        select(import_lines)
        .where(of.import_id == import_id, of.line > after, of.phase.is_distinct_from(phase))
        .order_by(of.line)
        .limit(most)
    )
    return (await work.execute(statement)).all()


async def lines_like(work: Work, import_id: UUID, keys: Collection[str], before: int) -> Sequence[Row]:
    """Lines before another one that have one of these keys, in the order of the file."""
    of = import_lines.c
    statement = (
        select(of.line, of.external_id, of.cells, of.found_by, of.foreseen, of.outcome)
        .where(of.import_id == import_id, of.line < before, of.found_by.bool_op("&&")(cast(list(keys), ARRAY(Text))))
        .order_by(of.line)
    )
    return (await work.execute(statement)).all()


async def keep_results(work: Work, import_id: UUID, phase: str, results: Mapping[int, Mapping[str, Any]]) -> None:
    """What became of lines of a locked import in a phase, by number: outcome, problems, subject_id, patient_id.

    ``keys`` is with those that `lines_like` is to find, and ``foreseen`` with what they would store.
    """
    every = results.values()
    await work.execute(
        _KEEP_RESULTS,
        {
            "of": import_id,
            "phase": phase,
            "lines": list(results),
            "outcomes": [each["outcome"] for each in every],
            "problems": [json.dumps(each["problems"], ensure_ascii=False) for each in every],
            "subjects": [each["subject_id"] for each in every],
            "patients": [each["patient_id"] for each in every],
            "keys": [json.dumps(each["keys"]) if "keys" in each else None for each in every],
            "foreseen": [json.dumps(each["foreseen"]) if each.get("foreseen") else None for each in every],
        },
    )


async def change_line(work: Work, import_id: UUID, line: int, **columns: Any) -> None:
    """Change columns of a line of a locked import."""
    which = (import_lines.c.import_id == import_id) & (import_lines.c.line == line)
    await work.execute(update(import_lines).where(which).values(**columns))


async def find_line(work: Work, import_id: UUID, line: int) -> Row:
    """A line. Raises NotFound."""
    which = (import_lines.c.import_id == import_id) & (import_lines.c.line == line)
    row = (await work.execute(select(import_lines).where(which))).one_or_none()
    if row is None:
        raise NotFound("There is no such line.")
    return row


async def count_outcomes(work: Work, import_id: UUID) -> dict[str, int]:
    """How many lines have which outcome."""
    of = import_lines.c
    statement = (
        select(of.outcome, func.count().label("lines"))
        .where(of.import_id == import_id, of.outcome.is_not(None))
        .group_by(of.outcome)
    )
    return {row.outcome: row.lines for row in await work.execute(statement)}


async def count_lines(work: Work, import_ids: Collection[UUID]) -> dict[UUID, list[Row]]:
    """How many lines of each import were handled last in which phase with which outcome, and wait for somebody."""
    of = import_lines.c
    statement = (
        select(
            of.import_id,
            of.phase,
            of.outcome,
            func.count().label("lines"),
            func.count().filter(IS_UNSETTLED).label("unsettled"),
        )
        .where(of.import_id.in_(import_ids))
        .group_by(of.import_id, of.phase, of.outcome)
    )
    found: dict[UUID, list[Row]] = {import_id: [] for import_id in import_ids}
    for row in await work.execute(statement):
        found[row.import_id].append(row)
    return found


async def count_unsettled(work: Work, import_id: UUID) -> int:
    """How many lines wait for somebody."""
    count: int = await work.scalar(
        select(func.count()).select_from(import_lines).where(import_lines.c.import_id == import_id, IS_UNSETTLED)
    )
    return count


async def settle_lines_fixed_by(work: Work, row: Row) -> set[UUID]:
    """Lines of earlier imports that this one has taken need nobody any more. Answers the imports that they are of."""
    earlier, now = import_lines.alias(), import_lines
    taken = (
        select(earlier.c.external_id)
        .where(earlier.c.import_id == row.id, earlier.c.outcome.not_in(_WRONG), earlier.c.external_id.is_not(None))
        .scalar_subquery()
    )
    same_files = select(imports.c.id).where(
        imports.c.clinic_id == row.clinic_id,
        imports.c.source == row.source,
        imports.c.kind == row.kind,
        imports.c.state == ImportState.APPLIED.value,
        imports.c.id != row.id,
    )
    statement = (
        update(now)
        .where(now.c.import_id.in_(same_files), IS_UNSETTLED, now.c.external_id.in_(taken))
        .values(settled_at=work.now, settled_by=row.applied_by, settled_because=f"taken by import {row.id}")
        .returning(now.c.import_id)
    )
    return set((await work.execute(statement)).scalars())
