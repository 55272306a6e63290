"""README begins with what the product looks like."""

import re
from pathlib import Path

README = Path("README.md").read_text(encoding="utf-8")
PNG = b"\x89PNG\r\n\x1a\n"


def test_it_begins_with_a_picture_that_is_there_and_light() -> None:
    [(alternative, path)] = re.findall(r"\A# Needlepoint\n\n!\[(.+)\]\((\S+)\)\n", README)

    picture = Path(path).read_bytes()
    assert picture.startswith(PNG)
    assert len(picture) < 200_000
    assert len(alternative) > 20, "what is to be seen, for who does not see it"
