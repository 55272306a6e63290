"""What a transaction appends at its end: events, entries of the access log, and the answer to its request."""

from functools import cache
from typing import NamedTuple


class Part(NamedTuple):
    """A piece of the statement, with ``{}`` for the places of its values."""

    sql: str
    types: tuple[str, ...]

    def placed(self, after: int) -> str:
        """With the places of its values, which come after as many others."""
        return self.sql.format(*(f"${place}::{of}" for place, of in enumerate(self.types, start=after + 1)))


ANSWER = Part(
    "INSERT INTO idempotency_keys (key, fingerprint, status, headers, body, subject, created_at)"
    " VALUES ({}, {}, {}, {}, {}, {}, {}) ON CONFLICT DO NOTHING RETURNING true",
    ("text", "text", "integer", "jsonb", "bytea", "text", "timestamptz"),
)
"""Waits for whoever stores an answer under the same key at this moment."""
EVENTS = Part(
    "append_events({}, {}, {}, {}, {}, {}, {})",
    ("uuid[]", "text[]", "text[]", "text[]", "text[]", "text[]", "timestamptz"),
)
ACCESSES = Part("append_access({})", ("text",))


@cache
def appending(*parts: Part) -> str:
    """One statement for these parts, ANSWER first where it is among them.

    Its first column is true, or false when another answer is stored under the key: then this work must not commit.
    """
    before, columns, after = "", ["true"], 0
    for part in parts:
        placed = part.placed(after)
        after += len(part.types)
        if part is ANSWER:
            # The first column is evaluated first, so nobody waits for this key who holds the lock of an event's key.
            before, columns = f"WITH stored AS ({placed}) ", ["EXISTS (SELECT FROM stored)"]
        else:
            columns.append(placed)
    return f"{before}SELECT {', '.join(columns)}"
