"""What a form sent, if it was one of ours."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from chassis.refusals import Forbidden
from services.console.domain.sessions import is_form_token

MOST_FIELDS = 200


class NotOurForm(Forbidden):
    """The form was not made by this console for this session: open the page again."""


async def form_of(request: Request, secret: str, address: str) -> Mapping[str, str]:
    """Its fields. ``address`` is the console's own: browsers say which site a form is on. Raises NotOurForm."""
    try:
        body = (await request.body()).decode()
        form = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, strict_parsing=bool(body)))
    except ValueError:
        form = {}
    if request.headers.get("Origin", address) != address or not is_form_token(secret, form.get("form_token", "")):
        raise NotOurForm("This form is too old or not ours: open the page again and repeat what you did.")
    return {name: value for name, value in form.items() if "\0" not in value}
