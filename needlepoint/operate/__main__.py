"""``python -m needlepoint.operate``: the entry point of the image needlepoint/operate."""

from needlepoint.operate.command_line import app

app(prog_name="needlepoint")
