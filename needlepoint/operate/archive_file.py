"""An archive as a zip file: the JSON of each service, and the same as pages that any browser shows."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
dl {{ display: grid; grid-template-columns: 14rem 1fr; gap: .2rem 1rem }}
dl {{ border-top: 1px solid #bbb; padding-top: .8rem }}
dt {{ color: #555 }} dd {{ margin: 0; overflow-wrap: anywhere; white-space: pre-wrap }}
</style></head><body><h1>{title}</h1>
{content}
</body></html>
"""


def write_archive(place: Path, answers: Sequence[Mapping[str, Any]]) -> None:
    """Write the answers of the services to a new file that only its owner can read. Raises FileExistsError."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("index.html", _index(answers))
        for answer in answers:
            name = answer["service"]
            archive.writestr(f"{name}.json", json.dumps(answer, indent=2, ensure_ascii=False))
            archive.writestr(f"{name}.html", _page_of(answer))
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content.getvalue())


def _index(answers: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        f'<li><a href="{escape(each["service"])}.html">{escape(each["service"])}</a>: '
        f"{escape(', '.join(part['title'] for part in each['parts'] if part['rows']))}</li>"
        for each in answers
    ]
    about = f"<p>Everything that is held about {escape(answers[0]['patient_id'])}, as of"
    made = f" {escape(_written(answers[0]['made_at']))}. The .json files have the same for programs.</p>"
    return _PAGE.format(title="Your data", content=f"{about}{made}<ul>{''.join(lines)}</ul>")


def _page_of(answer: Mapping[str, Any]) -> str:
    parts = (f"<h2>{escape(part['title'])}</h2>{''.join(_rows(part['rows']))}" for part in answer["parts"])
    return _PAGE.format(title=f"Your data: {escape(answer['service'])}", content="\n".join(parts))


def _rows(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not rows:
        yield "<p>Nothing.</p>"
    for row in rows:
        said = (f"<dt>{escape(_label(name))}</dt><dd>{escape(_written(value))}</dd>" for name, value in row.items())
        yield f"<dl>{''.join(said)}</dl>"


def _label(column: str) -> str:
    return column.replace("_", " ").capitalize()


def _written(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False)
