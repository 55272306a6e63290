"""WhatsApp Business Cloud: templates and texts by Meta's Graph API."""

from datetime import timedelta
from typing import Any

import httpx

from services.notifications.channels.http import PATIENCE, ask, fields_of, unanswered, wait_of
from services.notifications.domain.channels import (
    Accepted,
    Busy,
    CarrierDown,
    ChannelFailed,
    Doubtful,
    Envelope,
    InDoubt,
    Of,
    TemplateRefused,
    Undeliverable,
)
from services.notifications.domain.whatsapp import is_user_id, parameters, template_language, template_name
from services.notifications.settings.whatsapp import WhatsAppAccount

NAME = "WhatsApp service"
WHY = {
    131021: "it is our own number",
    131026: "this person cannot get it by WhatsApp",
    131030: "the account may not write to this number yet",
    131045: "the account's number is not registered",
    131047: "more than 24 hours have gone since they wrote, and it is no template",
    131049: "WhatsApp holds it back, because they get too much of this kind",
    131050: "they stopped marketing in WhatsApp",
    131051: "WhatsApp takes no message of this kind",
}
"""Meta's error codes of one recipient or message, which it will not take however often it is tried."""
OF_TEMPLATES = frozenset({132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068, 132069})
ASKS_TO_WAIT = {
    4: Of.EVERYTHING,
    80007: Of.EVERYTHING,
    130429: Of.NUMBER,
    131048: Of.NEW,
    131056: Of.RECIPIENT,
}
"""Meta's codes of limits: of the app and the account, of one number's messages a second, of what one number may begin,
and of messages of one number to one recipient."""
OUT_OF_SERVICE = frozenset({1, 2, 131016, 131057, 133004})
FAILED_THERE = frozenset({131000})
"""It was not sent, and why is not said."""
WAIT = timedelta(seconds=5)
WAITS = {Of.RECIPIENT: timedelta(seconds=10), Of.NEW: timedelta(minutes=15)}
"""Where no Retry-After says how long; Meta asks to wait ever longer, and our limits do the rest."""
_WITH = {Of.RECIPIENT: " with this recipient", Of.NUMBER: " with this number", Of.NEW: " with new conversations"}


class WhatsApp:
    """Hands messages to the account's number. Meta has no idempotency key and answers no question about a message.

    It gives our id of the hand-over back in each receipt (``biz_opaque_callback_data``), so a hand-over without an
    answer waits for its receipt before it is called doubtful.
    """

    repeatable = False
    can_be_asked = True

    def __init__(self, account: WhatsAppAccount, client: httpx.AsyncClient | None = None) -> None:
        self._client = client or httpx.AsyncClient(timeout=PATIENCE)
        self._account = account
        self._headers = {"Authorization": f"Bearer {account.token.get_secret_value()}"}

    async def hand_over(self, envelope: Envelope) -> Accepted:
        """Send it. Raises Busy, CarrierDown, ChannelFailed, Doubtful, TemplateRefused, Undeliverable."""
        address = f"{self._account.url}/{envelope.number_id or self._account.number_id}/messages"
        answer = await ask(self._client, NAME, "POST", address, headers=self._headers, json=message_of(envelope))
        if not answer.is_success:
            raise failure_of(answer)
        taken = fields_of(answer).get("messages")
        first = taken[0] if isinstance(taken, list) and taken and isinstance(taken[0], dict) else {}
        return Accepted(first.get("id"))

    async def look_up(self, doubt: InDoubt) -> Accepted | None:
        """Raises Doubtful: only a receipt can say it."""
        raise Doubtful(unanswered(NAME))


def message_of(envelope: Envelope) -> dict[str, Any]:
    """The message as the Graph API takes it. Who is known by WhatsApp's own id alone is ``recipient``, not ``to``."""
    wording, address = envelope.wording, envelope.route.address
    sent: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "recipient" if is_user_id(address) else "to": address,
        "biz_opaque_callback_data": str(envelope.delivery_id),
    }
    if envelope.free_text:
        return sent | {"type": "text", "text": {"preview_url": False, "body": wording.text}}
    filled_in = parameters(wording.form, wording.said)
    template: dict[str, Any] = {
        "name": template_name(envelope.template, wording.form),
        "language": {"policy": "deterministic", "code": template_language(wording.language)},
    }
    if filled_in:
        template["components"] = [{"type": "body", "parameters": filled_in}]
    return sent | {"type": "template", "template": template}


def failure_of(answer: httpx.Response) -> ChannelFailed:
    """What a refusal means, in words that hold nothing of Meta's, which quotes numbers."""
    error = fields_of(answer).get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(code, int):
        if answer.status_code == 429:
            return Busy("WhatsApp asks to wait", wait_of(answer, WAIT))
        if answer.status_code == 503:
            return CarrierDown("WhatsApp is out of service (503)")
        if answer.status_code >= 500:
            return Doubtful(f"it may have arrived: WhatsApp failed while it took it ({answer.status_code})")
        return CarrierDown(f"WhatsApp does not let us send ({answer.status_code})")
    return _coded(code, answer)


def _coded(code: int, answer: httpx.Response) -> ChannelFailed:
    if code in WHY or code in OF_TEMPLATES:
        return refusal_of(code)
    if code in ASKS_TO_WAIT or answer.status_code == 429:
        of = ASKS_TO_WAIT.get(code, Of.EVERYTHING)
        return Busy(f"WhatsApp asks to wait{_WITH.get(of, '')} ({code})", wait_of(answer, WAITS.get(of, WAIT)), of)
    if code in OUT_OF_SERVICE:
        return CarrierDown(f"WhatsApp is out of service ({code})")
    if code in FAILED_THERE:
        return ChannelFailed(f"WhatsApp could not send it ({code})")
    return CarrierDown(f"WhatsApp does not let us send ({code})")  # token, account, payment: an operator can mend it


def refusal_of(code: int) -> Undeliverable:
    """Why WhatsApp does not deliver a message, also when it says so later, in a receipt."""
    if code in OF_TEMPLATES:
        return TemplateRefused(f"WhatsApp refuses the template ({code})")
    return Undeliverable(f"not by WhatsApp: {WHY.get(code, 'it could not be delivered')} ({code})")
