"""SMS through a gateway that speaks Twilio's Messages API."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from services.notifications.channels.http import PATIENCE, accepted_as, ask, fields_of, unanswered, wait_of
from services.notifications.domain.carrier_codes import SMS, Means
from services.notifications.domain.carrier_failures import sms_failure
from services.notifications.domain.channels import (
    CARRIER_OF,
    Accepted,
    AddressBad,
    Busy,
    CarrierDown,
    ChannelFailed,
    Doubtful,
    Envelope,
    InDoubt,
    Undeliverable,
)
from services.notifications.domain.recipients import Channel
from services.notifications.settings.sms import SMS_RECEIPTS, SmsGateway

NAME = CARRIER_OF[Channel.SMS]
SLACK = timedelta(seconds=30)
"""How far the gateway's clock may be from ours."""
NOT_DELIVERED = ("failed", "undelivered", "canceled")
TAKEN_WITHIN = timedelta(minutes=5)


class Sms:
    """Hands SMS to the gateway. It has no idempotency key: what it did not answer is looked up in its list."""

    repeatable = False
    can_be_asked = True

    def __init__(self, gateway: SmsGateway, client: httpx.AsyncClient | None = None) -> None:
        self._gateway = gateway
        self._client = client or httpx.AsyncClient(timeout=PATIENCE)
        self._address = f"{gateway.url}/2010-04-01/Accounts/{gateway.account}/Messages.json"
        self._auth = (gateway.account, gateway.token.get_secret_value())

    async def hand_over(self, envelope: Envelope) -> Accepted:
        """Send it. Raises Busy, CarrierDown, Doubtful, Undeliverable."""
        form = {
            "To": envelope.route.address,
            self._gateway.sender_field: self._gateway.sender,
            "Body": envelope.wording.text,
            "StatusCallback": f"{self._gateway.public_url}{SMS_RECEIPTS}?delivery={envelope.delivery_id}",
        }
        said = fields_of(await self._ask("POST", data=form))
        if said.get("status") in NOT_DELIVERED:
            code = said.get("error_code")
            raise sms_failure(code if isinstance(code, int) else None)
        return accepted_as(said.get("sid"), NAME)

    async def look_up(self, doubt: InDoubt) -> Accepted | None:
        """Find it in the gateway's list, by number, time and words, but what is known to be another message.

        Raises Doubtful where it may be one of several with the same words, and ChannelFailed.
        """
        if doubt.text is None:
            raise Doubtful(unanswered(NAME))
        since = doubt.handed_over_at - SLACK
        asked = {"To": doubt.route.address, "DateSent>": f"{since:%Y-%m-%d}", "PageSize": "100"}
        answer = await self._ask("GET", params=asked)
        listed = fields_of(answer).get("messages")
        if not isinstance(listed, list):  # no list: it does not say that there is none
            raise Doubtful(unanswered(NAME))
        found = [str(each.get("sid")) for each in listed if isinstance(each, dict) and _is(each, doubt, since)]
        if len(found) > 1 or (found and doubt.others.in_doubt):
            raise Doubtful(f"it may have arrived: the {NAME} has several with these words, and one may be it")
        return Accepted(found[0]) if found else None

    async def _ask(self, method: str, **sent: Any) -> httpx.Response:
        answer = await ask(self._client, NAME, method, self._address, auth=self._auth, **sent)
        if not answer.is_success or isinstance(fields_of(answer).get("code"), int):
            raise failure_of(answer)
        return answer


def failure_of(answer: httpx.Response) -> ChannelFailed:
    """What a refusal means, in words that hold nothing of the gateway's, which quotes numbers."""
    code = fields_of(answer).get("code")
    shown = f"{answer.status_code} {code}" if isinstance(code, int) else str(answer.status_code)
    if answer.status_code == 429:
        return Busy("the SMS gateway asks to wait", wait_of(answer, timedelta(seconds=1)))
    if answer.status_code == 503:
        return CarrierDown(f"the SMS gateway is out of service ({shown})")
    if answer.status_code >= 500:
        return Doubtful(f"it may have arrived: the SMS gateway failed while it took it ({shown})")
    means = SMS[code].means if isinstance(code, int) and code in SMS else Means.CARRIER
    if means is Means.ADDRESS_BAD:
        return AddressBad(f"the SMS gateway refuses the number ({shown})")
    if means is Means.ELSEWHERE:
        return Undeliverable(f"the SMS gateway refuses the number or the text ({shown})")
    if means is Means.LATER:
        return ChannelFailed(f"the SMS gateway asks to try later ({shown})")
    return CarrierDown(f"the SMS gateway does not let us send ({shown})")


def _is(listed: Mapping[str, Any], doubt: InDoubt, since: datetime) -> bool:
    """Whether a message of the gateway's list may be the doubtful one."""
    ours = listed.get("body") == doubt.text and listed.get("sid") not in doubt.others.provider_ids
    return ours and _within(listed.get("date_created"), since)


def _within(written: object, since: datetime) -> bool:
    try:
        at = parsedate_to_datetime(str(written))
    except ValueError:
        return False
    at = at if at.tzinfo else at.replace(tzinfo=UTC)  # "-0000": UTC, from a place that is not said (RFC 5322, 3.3)
    return since <= at <= since + SLACK + TAKEN_WITHIN
