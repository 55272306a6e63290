"""What the services hold about a patient is named on the page in the patient's language."""

from chassis.privacy.archive import _LOOKS
from needlepoint.services import SERVICE_NAMES, load
from services.console.pages.links.stored import SERVICES
from services.console.pages.links.stored_parts import PARTS, words_of


def test_each_part_that_a_service_holds_is_translated_and_no_other() -> None:
    stated = [load(name).personal for name in SERVICE_NAMES if name in SERVICES]
    held = {part.title for personal in stated if personal for part in personal.held}
    assert {words_of(title) for title in (*held, _LOOKS.title)} == PARTS
