"""What the SMS gateway calls: receipts of messages, and what people write back.

Its signature is Twilio's: HMAC-SHA1, in base64, by the account's token over the public address with its query,
followed by the form's fields in the order of their names, each as name and value.
"""

import base64
import hashlib
import hmac
from urllib.parse import parse_qsl

from chassis.http.hooks import Call, Hook, id_in
from chassis.work import Work
from services.notifications.access import INBOUND_WRITE
from services.notifications.channels.sms import BAD_NUMBERS
from services.notifications.commands.inbound import Inbound, Policies, take_inbound
from services.notifications.commands.receipts import take_receipt
from services.notifications.domain.hand_overs import DeliveryState, Receipt
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.texts import LONGEST_TEXT
from services.notifications.settings.policies import policy, text_policy
from services.notifications.settings.sms import SMS_INBOUND, SMS_RECEIPTS, SmsGateway, sms_gateway

_STATES = {
    "accepted": DeliveryState.ACCEPTED,
    "scheduled": DeliveryState.ACCEPTED,
    "queued": DeliveryState.ACCEPTED,
    "sending": DeliveryState.ACCEPTED,
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "undelivered": DeliveryState.FAILED,
    "failed": DeliveryState.FAILED,
    "canceled": DeliveryState.FAILED,
}


def signature(gateway: SmsGateway, path: str, form: dict[str, str]) -> str:
    """What ``X-Twilio-Signature`` must say."""
    signed = f"{gateway.public_url}{path}" + "".join(f"{name}{form[name]}" for name in sorted(form))
    key = gateway.token.get_secret_value().encode()
    return base64.b64encode(hmac.new(key, signed.encode(), hashlib.sha1).digest()).decode()


def is_genuine(call: Call) -> bool:
    """Whether the gateway signed it; False without a gateway."""
    gateway = sms_gateway()
    if gateway is None:
        return False
    given = call.headers.get("X-Twilio-Signature", "")
    return hmac.compare_digest(signature(gateway, call.path, _form(call)).encode(), given.encode())


async def take_sms_receipt(work: Work, call: Call) -> None:
    """Note it. A status that this release does not know is passed over."""
    form = _form(call)
    state = _STATES.get(form.get("MessageStatus", ""))
    if state is None:
        return
    code = form.get("ErrorCode", "")
    failed = state is DeliveryState.FAILED
    reason = f"the SMS gateway could not deliver it{f' ({code})' if code.isdecimal() else ''}" if failed else None
    sid = form.get("MessageSid") or None
    bad = failed and code.isdecimal() and int(code) in BAD_NUMBERS
    ours = id_in(call.query.get("delivery", ""))
    await take_receipt(work, Receipt(Channel.SMS, state, reason, sid, ours, address_bad=bad))


async def take_sms(work: Work, call: Call) -> None:
    """Keep what somebody wrote; delivered twice, it is one text."""
    form = _form(call)
    text = form.get("Body", "").replace("\0", "")[:LONGEST_TEXT]
    sender = Route(Channel.SMS, form.get("From", "")[:254])
    await take_inbound(work, Inbound(sender, text, form.get("MessageSid") or None), Policies(policy(), text_policy()))


def _form(call: Call) -> dict[str, str]:
    try:
        return dict(parse_qsl(call.body.decode(), keep_blank_values=True, max_num_fields=200))
    except ValueError:  # no text, or more fields than any gateway sends
        return {}


HOOKS = (
    Hook(SMS_RECEIPTS, INBOUND_WRITE, is_genuine, take_sms_receipt),
    Hook(SMS_INBOUND, INBOUND_WRITE, is_genuine, take_sms),
)
