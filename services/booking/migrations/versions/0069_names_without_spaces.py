"""Chinese, Japanese and Korean names are found by their characters, addresses in whatever width they were typed."""

import re
import unicodedata

from alembic import op
from sqlalchemy import text

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

_BATCH = 5000
_NEXT = text(
    "SELECT id, given_name, family_name, email FROM patients"
    " WHERE erased_at IS NULL AND found_by IS NOT NULL AND id > :after"
    " AND given_name || family_name || coalesce(email, '') ~ '[^\\x01-\\u10ff]' ORDER BY id LIMIT :most"
)
"""Whose name or address has a letter of the far east, or of another width."""
_FILL = text(
    "UPDATE patients SET found_by = array_to_tsvector(ARRAY(SELECT each.lexeme FROM unnest(found_by) AS each"
    " UNION SELECT unnest(CAST(:keys AS text[])))) WHERE id = :id"
)
_IDS_OF_OTHERS = (
    "UPDATE imported_records AS wide SET external_id = normalize(external_id, NFKC)"
    " WHERE external_id IS NOT NFKC NORMALIZED AND NOT EXISTS (SELECT FROM imported_records AS other"
    " WHERE (other.clinic_id, other.source, other.kind) = (wide.clinic_id, wide.source, wide.kind)"
    " AND other.external_id <> wide.external_id"
    " AND normalize(other.external_id, NFKC) = normalize(wide.external_id, NFKC))"
)
"""Files are now read so; of two records that would have one name each keeps its own."""
_NOT_DECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_ALONE = (
    "\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U000323af"
)
_WORDS = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+")


def upgrade() -> None:
    """Who was registered already is found so too, and as before: keys are added, none is taken away."""
    op.execute(_IDS_OF_OTHERS)
    connection = op.get_bind()
    after = "00000000-0000-0000-0000-000000000000"
    while rows := connection.execute(_NEXT, {"after": after, "most": _BATCH}).all():
        connection.execute(_FILL, [{"id": row.id, "keys": _keys(row)} for row in rows])
        after = rows[-1].id


def _keys(row: object) -> list[str]:
    """As people/domain/finding.py makes them when this is written: a migration does not change with the code."""
    names = [key for name in ("given_name", "family_name") for key in _names(getattr(row, name))]
    email = getattr(row, "email", None)
    reached = ["@" + unicodedata.normalize("NFKC", email).casefold()] if email else []
    return list(dict.fromkeys([*names, *reached]))


def _names(written: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", written.casefold())
    letters = "".join(each for each in apart if not unicodedata.combining(each)).translate(_NOT_DECOMPOSED)
    words = list(dict.fromkeys(_WORDS.findall(unicodedata.normalize("NFC", letters))))[:24]
    return [*words, "".join(words)] if len(words) > 1 else words
