"""Whom WhatsApp knows by an id of its own, who wrote when, and which templates it has approved."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.messages import Message
from services.notifications.domain.portfolios import Portfolio
from services.notifications.domain.recipients import Channel, Contact, Route, ways_to
from services.notifications.domain.whatsapp import (
    UNASKED,
    WINDOW,
    Approval,
    TemplateApproval,
    WhatsAppView,
    template_language,
    template_name,
)
from services.notifications.store.addresses import reached_at
from services.notifications.store.templates import Edition
from services.notifications.tables import deliveries, patients, whatsapp_contacts, whatsapp_templates

of = whatsapp_contacts.c


async def contact_by_user_id(work: Work, user_id: str) -> Row | None:
    """Whoever has this id there."""
    found = select(whatsapp_contacts).where(of.user_id == user_id).order_by(of.seen_at.desc()).limit(1)
    return (await work.execute(found)).first()


async def contact_by_new_number(work: Work, number: str) -> Row | None:
    """Whoever has changed to this number there, unless a patient has it here."""
    known = select(patients.c.id).where(reached_at(Route(Channel.WHATSAPP, number))).exists()
    found = select(whatsapp_contacts).where(of.number == number, ~known).order_by(of.seen_at.desc()).limit(1)
    return (await work.execute(found)).first()


async def has_contact(work: Work, address: str) -> bool:
    """Whether anything is known of the person at an address."""
    return bool(await work.scalar(select(select(of.address).where(of.address == address).exists())))


async def keep_contact(work: Work, address: str, **values: Any) -> None:
    """Note what is known of the person at an address; what is not given stays. ``wrote_at`` never goes back.

    ``wrote_to`` goes with it.
    """
    values = {name: value for name, value in values.items() if value is not None} | {"seen_at": work.now}
    statement = insert(whatsapp_contacts).values(address=address, **values)
    news: dict[str, Any] = {name: statement.excluded[name] for name in values}
    if "wrote_at" in news:
        later = of.wrote_at.is_(None) | (statement.excluded.wrote_at >= of.wrote_at)
        for name in news.keys() & {"wrote_at", "wrote_to"}:
            news[name] = case((later, statement.excluded[name]), else_=of[name])
    await work.execute(statement.on_conflict_do_update(index_elements=["address"], set_=news))


async def windows_open(
    work: Work, addresses: Collection[str], portfolio: Portfolio | None = None
) -> dict[str, str | None]:
    """Those of these addresses that texts of our own reach now, each with the number of ours that they wrote to."""
    wrote = select(of.address, of.wrote_to).where(of.address.in_(addresses), of.wrote_at > work.now - WINDOW)
    found = {row.address: row.wrote_to for row in await work.execute(wrote)}
    ours = portfolio.number_ids if portfolio else found.values()
    return {address: number for address, number in found.items() if number is None or number in ours}


async def close_window(work: Work, address: str) -> None:
    """WhatsApp takes no text of our own to this address until they write again."""
    await work.execute(update(whatsapp_contacts).where(of.address == address).values(wrote_at=None, wrote_to=None))


async def window_open(work: Work, address: str) -> bool:
    """Whether texts of our own reach this address now."""
    return bool(await windows_open(work, [address]))


async def address_of_delivery(work: Work, provider_id: str) -> str | None:
    """Where the message went that somebody answers."""
    which = (deliveries.c.channel == Channel.WHATSAPP.value) & (deliveries.c.provider_id == provider_id)
    address: str | None = (await work.execute(select(deliveries.c.address).where(which))).scalar()
    return address


async def approval_of(work: Work, name: str, language: str) -> TemplateApproval | None:
    """What WhatsApp has said about a template; None: nothing yet."""
    which = (whatsapp_templates.c.name == name) & (whatsapp_templates.c.language == language)
    row = (await work.execute(select(whatsapp_templates).where(which))).first()
    return TemplateApproval(Approval(row.state), row.changed_at) if row else None


async def approvals(work: Work) -> dict[tuple[str, str], Row]:
    """Everything that WhatsApp has said about templates, by name and language."""
    rows = (await work.execute(select(whatsapp_templates))).all()
    return {(row.name, row.language): row for row in rows}


async def keep_approval(work: Work, name: str, language: str, state: Approval, reason: str | None) -> None:
    """Note what WhatsApp says of a template."""
    values = {"state": state.value, "reason": reason, "changed_at": work.now}
    statement = insert(whatsapp_templates).values(name=name, language=language, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["name", "language"], set_=values))


async def forget_contacts(work: Work, addresses: list[str]) -> None:
    """Delete what WhatsApp said about these numbers."""
    await work.execute(delete(whatsapp_contacts).where(or_(of.address.in_(addresses), of.number.in_(addresses))))


async def whatsapp_view(
    work: Work,
    message: Message,
    contact: Contact | None,
    edition: Edition,
    *,
    links: bool,
    portfolio: Portfolio | None = None,
) -> WhatsAppView:
    """What WhatsApp would take of a message now; asked only for who is reached by it.

    ``portfolio``: our numbers, to which they may have written. ``links``: the chain's messages have links. Each of the
    two texts is a template of its own there.
    """
    given = next((message.facts[f"{how}_to"] for how in ("reply", "sent") if _by_whatsapp(message, how)), None)
    ways = ways_to(contact) if contact else []
    addresses = [given] if given else [way.address for way in ways if way.channel is Channel.WHATSAPP]
    if not addresses:
        return UNASKED
    language, words = edition.words_for(contact.language if contact else None)
    said = words.messages[message.code]
    open_at = await windows_open(work, addresses, portfolio)
    refused = await _refused(work, message.code, said.text, language)
    linked = said.linked if links else None
    if linked is None:
        return WhatsAppView(open_at, refused)
    linked_refused = await _refused(work, message.code, linked, language)
    without_link = linked_refused is not None and refused is None
    return WhatsAppView(open_at, linked_refused and refused, without_link)


async def _refused(work: Work, code: str, form: str, language: str) -> str | None:
    """Why WhatsApp takes no message with this text; None: nothing is known against it."""
    approval = await approval_of(work, template_name(code, form), template_language(language))
    if approval is None or not approval.forbids(work.now):
        return None
    return f"WhatsApp has its template as {approval.state.value}"


def _by_whatsapp(message: Message, how: str) -> bool:
    return message.facts.get(f"{how}_by") == Channel.WHATSAPP
