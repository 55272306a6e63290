"""What the SMS gateway calls: receipts of messages, and what people write back.

Its signature is Twilio's: HMAC-SHA1, in base64, by the account's token over the public address with its query,
followed by the form's fields in the order of their names, each as name and value.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl

from chassis.http.hooks import Call, Hook, Sent, id_in, storable
from chassis.http.problems import not_understood
from chassis.refusals import FieldError
from chassis.work import Work
from services.notifications.access import INBOUND_WRITE
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
    given = call.headers.get(SIGNED_BY, "")
    return hmac.compare_digest(signature(gateway, call.path, _form(call)).encode(), given.encode())


async def take_sms_receipt(work: Work, call: Call) -> None:
    """Receipt of an SMS, from the gateway. A status that this release does not know is passed over.

    `delivery` in the address is our own id of the hand-over, as we gave it to the gateway.
    """
    form = _form(call)
    state = _STATES.get(form.get("MessageStatus", ""))
    if state is None:
        return
    written = form.get("ErrorCode", "")
    code = int(written) if re.fullmatch("[0-9]{1,6}", written) else None
    sid = storable(form.get("MessageSid", "")) or None
    await take_receipt(work, Receipt(Channel.SMS, state, sid, id_in(call.query.get("delivery", "")), code))


async def take_sms(work: Work, call: Call) -> None:
    """SMS that somebody wrote, from the gateway. Delivered twice, it is one text; without a sender it is refused."""
    form = _form(call)
    text = storable(form.get("Body", ""), LONGEST_TEXT)
    sender = Route(Channel.SMS, storable(form.get("From", "").strip(), 254))
    if not sender.address:
        raise not_understood([FieldError("From", "Say which number the text came from.")])
    await take_inbound(
        work, Inbound(sender, text, storable(form.get("MessageSid", "")) or None), Policies(policy(), text_policy())
    )


def _form(call: Call) -> dict[str, str]:
    try:
        return dict(parse_qsl(call.body.decode(), keep_blank_values=True, max_num_fields=200))
    except ValueError:  # no text, or more fields than any gateway sends
        return {}


def _sent(fields: Sequence[str], **example: str) -> Sent:
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in fields}, "required": list(example)}
    return Sent("application/x-www-form-urlencoded", schema, example)


SIGNED_BY = "X-Twilio-Signature"
HOOKS = (
    Hook(
        SMS_RECEIPTS,
        INBOUND_WRITE,
        SIGNED_BY,
        _sent(("MessageSid", "MessageStatus", "ErrorCode"), MessageSid="SM9f2c0a", MessageStatus="delivered"),
        is_genuine,
        take_sms_receipt,
        query={"delivery": "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10"},
    ),
    Hook(
        SMS_INBOUND,
        INBOUND_WRITE,
        SIGNED_BY,
        _sent(("From", "Body", "MessageSid"), From="+351912345678", Body="Yes", MessageSid="SM9f2c0b"),
        is_genuine,
        take_sms,
    ),
)
