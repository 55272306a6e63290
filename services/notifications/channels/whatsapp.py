"""WhatsApp Business Cloud: templates and texts by Meta's Graph API."""

from typing import Any

import httpx

from services.notifications.channels.http import PATIENCE, accepted_as, ask, fields_of, unanswered, wait_of
from services.notifications.domain.carrier_codes import WHATSAPP
from services.notifications.domain.carrier_failures import WAIT, asks_to_wait, whatsapp_failure
from services.notifications.domain.channels import (
    Accepted,
    Busy,
    CarrierDown,
    ChannelFailed,
    Doubtful,
    Envelope,
    InDoubt,
    Of,
)
from services.notifications.domain.whatsapp import is_user_id, parameters, template_language, template_name
from services.notifications.settings.whatsapp import WhatsAppAccount

NAME = "WhatsApp service"


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
        said = fields_of(answer)
        if not answer.is_success or "error" in said:
            raise failure_of(answer)
        taken = said.get("messages")
        first = taken[0] if isinstance(taken, list) and taken and isinstance(taken[0], dict) else {}
        return accepted_as(first.get("id"), NAME)

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
    known = WHATSAPP.get(code)
    if known is None and answer.status_code == 429:
        return asks_to_wait(code, Of.EVERYTHING, wait_of(answer, WAIT))
    if known is None:
        return CarrierDown(f"WhatsApp does not let us send ({code})")  # an operator can mend it
    said = wait_of(answer, WAIT) if answer.headers.get("Retry-After") else None
    return whatsapp_failure(code, said)
