"""Answers that are saved as files."""

from typing import Any

from fastapi.responses import Response

Answers = dict[int | str, dict[str, Any]]


class CsvAnswer(Response):
    """Lines of values, to be saved."""

    media_type = "text/csv"


def csv_file(example: str, description: str = "CSV: the first line names the columns.") -> Answers:
    """What OpenAPI says of a route that answers with one."""
    content = {"text/csv": {"schema": {"type": "string", "examples": [example]}}}
    return {200: {"description": description, "content": content}}


def saved_as(name: str, written: str) -> CsvAnswer:
    """The file, under a name that a browser offers."""
    return CsvAnswer(written, headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})
