"""Messages to a clinic's stock contact, by e-mail.

Quiet hours hold for staff too unless patients could come to harm: the mailbox may ring on a telephone at night.
"""

from datetime import timedelta

from services.notifications.domain.template import Audience, Template
from services.notifications.domain.timing import AtOnce, Within

STOCK_LOW = Template(
    code="stock_low",
    subject="{clinic}: {product} is running low",
    text="{product} (GTIN {gtin}) at {clinic}: {available} free, which is at or below the reorder point of "
    "{reorder_point}. To order: {reorder_quantity}.",
    source="policy: at once in the clinic's hours for messages; of use for 7 days",
    send=AtOnce(),
    not_after=Within(timedelta(days=7)),
    audience=Audience.STOCK_CONTACT,
)

CARTRIDGE_MISUSED = Template(
    code="cartridge_misused",
    subject="{clinic}: a cartridge to look into",
    text="At {clinic}, session {session}: a cartridge of GTIN {gtin}, lot {lot} was recorded that the ledger cannot "
    "account for. {reason} Please look into it today.",
    source="Domain notes, Cartridges (one cartridge, one session; a second use is an incident); urgent by policy",
    send=AtOnce(),
    not_after=Within(timedelta(days=30)),
    audience=Audience.STOCK_CONTACT,
    urgent=True,
)

LOT_RECALLED = Template(
    code="lot_recalled",
    subject="RECALL at {clinic}: lot {lot}",
    text="Stop using lot {lot} of GTIN {gtin} at {clinic} now. Reason given: {reason} Taken out of use here: "
    "{quarantined}. Reservations that lost this lot: {released_reservations}.",
    source="Domain notes, Cartridges (lot-tracked); urgent by policy: a recalled lot must not wait for the morning",
    send=AtOnce(),
    not_after=Within(timedelta(days=30)),
    audience=Audience.STOCK_CONTACT,
    urgent=True,
)

TEMPLATES = (STOCK_LOW, CARTRIDGE_MISUSED, LOT_RECALLED)
