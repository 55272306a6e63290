"""What WhatsApp calls: receipts, what people write, changed numbers, and what became of templates.

One call holds several of them. Its signature is HMAC-SHA256, in hex, by the app's secret over the body as it came.
What this release does not know is passed over: WhatsApp repeats a call for days that is not answered with 200.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from chassis.http.hooks import Call, Hook, Sent, id_in, storable
from chassis.http.problems import not_understood
from chassis.refusals import FieldError
from chassis.work import Work
from services.notifications.access import INBOUND_WRITE
from services.notifications.commands.inbound import Policies
from services.notifications.commands.portfolios import note_limit
from services.notifications.commands.receipts import take_receipt
from services.notifications.commands.whatsapp import (
    Person,
    WhatsAppText,
    note_approval,
    note_changed,
    note_person,
    take_marketing_stop,
    take_whatsapp,
)
from services.notifications.domain.hand_overs import DeliveryState, Receipt
from services.notifications.domain.recipients import Channel
from services.notifications.domain.texts import LONGEST_TEXT
from services.notifications.domain.whatsapp import Approval
from services.notifications.settings.policies import policy, text_policy
from services.notifications.settings.whatsapp import WHATSAPP_HOOK, WhatsAppAccount, whatsapp_account

Json = Mapping[str, Any]
_STATES = {
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "played": DeliveryState.READ,
    "failed": DeliveryState.FAILED,
}
_APPROVALS = {
    "APPROVED": Approval.APPROVED,
    "REINSTATED": Approval.APPROVED,
    "PENDING": Approval.PENDING,
    "IN_APPEAL": Approval.PENDING,
    "REJECTED": Approval.REJECTED,
    "PAUSED": Approval.PAUSED,
    "DISABLED": Approval.DISABLED,
    "PENDING_DELETION": Approval.DISABLED,
    "DELETED": Approval.DISABLED,
}
NO_LIMIT = -1


def signature(account: WhatsAppAccount, body: bytes) -> str:
    """What ``X-Hub-Signature-256`` must say."""
    key = account.app_secret.get_secret_value().encode()
    return f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"


def is_genuine(call: Call) -> bool:
    """Whether WhatsApp signed it; False without an account."""
    account = whatsapp_account()
    if account is None:
        return False
    given = call.headers.get(SIGNED_BY, "")
    return hmac.compare_digest(signature(account, call.body).encode(), given.encode())


def greet(call: Call) -> str | None:
    """Challenge of WhatsApp, given back to whoever knows the words that were entered beside our address."""
    account, given = whatsapp_account(), call.query.get("hub.verify_token", "")
    if account is None or call.query.get("hub.mode") != "subscribe":
        return None
    expected = account.verify_token.get_secret_value()
    return call.query.get("hub.challenge") if hmac.compare_digest(given.encode(), expected.encode()) else None


async def take_whatsapp_call(work: Work, call: Call) -> None:
    """Call of WhatsApp: receipts, what people write, changed numbers, what became of templates, limits.

    All of it is taken, in its order. A body that is no JSON object is refused.
    """
    account = whatsapp_account()
    for field, value in _changes(call.body):
        if field == "message_template_status_update":
            await _take_approval(work, value)
        elif field == "business_capability_update":
            await _take_limit(work, value)
        elif account and _object(value, "metadata").get("phone_number_id") in account.portfolio.number_ids:
            await _take_about_our_number(work, value)


async def _take_about_our_number(work: Work, value: Json) -> None:
    for each in _objects(value, "user_id_update"):
        ids = _object(each, "user_id")
        number = _text(each, "wa_id")
        await note_changed(work, Person(number, _text(ids, "previous")), Person(number, _text(ids, "current")))
    for each in _objects(value, "messages"):
        await _take_message(work, each, value)
    for each in _objects(value, "statuses"):
        await _take_status(work, each)
    for each in _objects(value, "user_preferences"):
        if _text(each, "category") == "marketing_messages" and _text(each, "value") == "stop":
            await take_marketing_stop(work, Person(_text(each, "wa_id"), _text(each, "user_id")))


async def _take_message(work: Work, message: Json, value: Json) -> None:
    contact = next(_objects(value, "contacts"), {})
    number = _text(message, "from") or _text(contact, "wa_id")
    person = Person(number, _text(message, "from_user_id") or _text(contact, "user_id"))
    if _text(message, "type") == "system":
        system = _object(message, "system")
        after = Person(_text(system, "wa_id") or _text(system, "new_wa_id"), _text(system, "user_id"))
        before = Person(number, _text(system, "previous_user_id") or person.user_id)
        await note_changed(work, before, after)
        return
    id = _text(message, "id")
    if id is None:
        return
    said = WhatsAppText(
        person,
        _words_of(message),
        id,
        _moment(message, work.now),
        _text(_object(message, "context"), "id"),
        _text(_object(value, "metadata"), "phone_number_id"),
    )
    await take_whatsapp(work, said, Policies(policy(), text_policy()))


def _words_of(message: Json) -> str:
    """What they wrote or pressed; of anything else what kind it is, so that the desk can ask for it."""
    kind = _text(message, "type") or "unknown"
    of = _object(message, kind)
    if kind == "interactive":
        of = _object(of, _text(of, "type") or "")
    words = next((of[name] for name in ("body", "text", "title", "caption", "emoji") if _text(of, name)), None)
    if kind not in ("text", "button", "interactive"):
        words = f"[{kind}] {words or ''}".strip()
    return storable(str(words or f"[{kind}]"), LONGEST_TEXT)


async def _take_status(work: Work, status: Json) -> None:
    state = _STATES.get(_text(status, "status") or "")
    if state is None:
        return
    await note_person(work, Person(_text(status, "recipient_id"), _text(status, "recipient_user_id")))
    code = next(_objects(status, "errors"), {}).get("code")
    known = code if type(code) is int and 0 <= code < 2**31 else None  # True is an int, too
    ours = id_in(_text(status, "biz_opaque_callback_data") or "")
    await take_receipt(work, Receipt(Channel.WHATSAPP, state, _text(status, "id"), ours, known))


async def _take_limit(work: Work, value: Json) -> None:
    """How many new conversations the portfolio may begin in 24 hours; -1 stands for any number."""
    said = value.get("max_daily_conversations_per_business", value.get("max_daily_conversation_per_phone"))
    if isinstance(said, str) and re.fullmatch(r"-?[0-9]{1,9}", said):
        said = int(said)
    if isinstance(said, int) and not isinstance(said, bool) and (said == NO_LIMIT or 0 < said < 2**31):
        await note_limit(work, None if said == NO_LIMIT else said)


async def _take_approval(work: Work, value: Json) -> None:
    state = _APPROVALS.get(_text(value, "event") or "")
    name, language = _text(value, "message_template_name"), _text(value, "message_template_language")
    if state and name and language:
        reason = _text(value, "reason")
        await note_approval(work, name[:512], language[:20], state, None if reason == "NONE" else reason)


def _changes(body: bytes) -> Iterator[tuple[str, Json]]:
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        call = None
    if not isinstance(call, dict):
        raise not_understood([FieldError("", "The body is not a JSON object: send it as WhatsApp does.")])
    for entry in _objects(call, "entry"):
        for change in _objects(entry, "changes"):
            yield str(change.get("field")), _object(change, "value")


def _objects(of: Json, name: str) -> Iterator[Json]:
    found = of.get(name)
    return (each for each in found if isinstance(each, dict)) if isinstance(found, list) else iter(())


def _object(of: Json, name: str) -> Json:
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def _text(of: Json, name: str) -> str | None:
    found = of.get(name)
    return storable(found) or None if isinstance(found, str) else None


def _moment(message: Json, now: datetime) -> datetime:
    written = _text(message, "timestamp") or ""
    return datetime.fromtimestamp(int(written), UTC) if re.fullmatch("[0-9]{1,10}", written) else now


SIGNED_BY = "X-Hub-Signature-256"
_SENT = Sent(
    "application/json",
    {
        "type": "object",
        "properties": {"object": {"type": "string"}, "entry": {"type": "array", "items": {"type": "object"}}},
        "required": ["object", "entry"],
    },
    {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": []}]},
)
HOOKS = (
    Hook(
        WHATSAPP_HOOK,
        INBOUND_WRITE,
        SIGNED_BY,
        _SENT,
        is_genuine,
        take_whatsapp_call,
        greet,
        {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "our words"},
        done=200,
    ),
)
