"""The links in messages of an embedded run: they lead to its console, and are signed with a key of its own."""

import json
import os
from pathlib import Path
from uuid import UUID

from needlepoint.trial.keys import SigningKey
from services.notifications.domain.links import secret_of
from services.notifications.settings.links import links


def lead_links_to(console: str, folder: Path) -> Path:
    """Have notifications make links that open at the console; answers the file with the public key for all services.

    The key stays in the folder, so that links which were sent open after a restart.
    """
    os.environ["NOTIFICATIONS_LINK_PAGE"] = f"{console}/l/"
    os.environ["NOTIFICATIONS_LINK_KEY"] = SigningKey(folder).pem
    links.cache_clear()  # another run in this process had others
    given = links()
    assert given is not None
    place = folder / "links.json"
    place.write_text(json.dumps(given.jwks))
    return place


def address_of_link(link_id: UUID) -> str:
    """What a message with this link says: where it leads. Only whoever has the key can tell."""
    given = links()
    assert given is not None
    return given.page + secret_of(given.secret_key, link_id)
