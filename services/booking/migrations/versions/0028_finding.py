"""Patients are found by name, telephone number, e-mail address and birthday."""

import re
import unicodedata

from alembic import op
from sqlalchemy import text

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_STEPS = (
    "ALTER TABLE patients ADD COLUMN found_by tsvector",
    "COMMENT ON COLUMN patients.found_by IS 'keys of a search; null: nobody is to be found'",
    "CREATE INDEX care_relationships_at ON care_relationships (clinic_id, until)",
)
_INDEXES = (
    "CREATE INDEX patients_found_by ON patients USING gin (found_by)",
    "CREATE INDEX patients_birthday ON patients (date_of_birth)",
)
_BATCH = 5000
_NEXT = text(
    "SELECT id, given_name, family_name, phone, email FROM patients"
    " WHERE erased_at IS NULL AND id > :after ORDER BY id LIMIT :most"
)
_FILL = text("UPDATE patients SET found_by = array_to_tsvector(CAST(:keys AS text[])) WHERE id = :id")
_NOT_DECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def upgrade() -> None:
    """Every patient gets the keys that the code of this version stores; the indexes come last, which is quicker."""
    for step in _STEPS:
        op.execute(step)
    _fill()
    for step in _INDEXES:
        op.execute(step)


def _fill() -> None:
    connection = op.get_bind()
    after = "00000000-0000-0000-0000-000000000000"
    while rows := connection.execute(_NEXT, {"after": after, "most": _BATCH}).all():
        connection.execute(_FILL, [{"id": row.id, "keys": _keys(row)} for row in rows])
        after = rows[-1].id


def _keys(row: object) -> list[str]:
    """As people/domain/finding.py makes them when this is written: a migration does not change with the code."""
    names = [key for name in ("given_name", "family_name") for key in _names(getattr(row, name))]
    short = [f"~{one[:at]}{one[at + 1 :]}" for one in names if 4 <= len(one) <= 24 for at in range(len(one))]
    phone, email = getattr(row, "phone", None), getattr(row, "email", None)
    reached = (["#" + re.sub(r"\D", "", phone)[::-1]] if phone else []) + (["@" + email.casefold()] if email else [])
    return list(dict.fromkeys([*names, *short, *reached]))


def _names(written: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", written.casefold())
    plain = "".join(each for each in apart if not unicodedata.combining(each)).translate(_NOT_DECOMPOSED)
    words = list(dict.fromkeys(re.findall(r"[^\W_]+", plain)))[:12]
    return [*words, "".join(words)] if len(words) > 1 else words
