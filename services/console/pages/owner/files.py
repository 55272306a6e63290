"""Figures as files."""

from starlette.responses import Response


def csv_file(name: str, content: str) -> Response:
    """To be saved, and kept by nobody on the way."""
    headers = {"Content-Disposition": f'attachment; filename="needlepoint-{name}.csv"', "Cache-Control": "no-store"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
