"""``python -m needlepoint.operate``: what the image needlepoint/operate runs."""

from needlepoint.operate.command_line import app

app(prog_name="needlepoint")
