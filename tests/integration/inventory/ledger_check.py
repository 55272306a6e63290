"""The books are audited: what the ledger and the reservations add up to is what the balances say."""

from sqlalchemy import text

from chassis.work import Work

_DIFFERENCES = text(
    """
    SELECT b.clinic_id, b.lot, b.received, b.on_hand, b.reserved, b.used, b.discarded,
           l.received AS l_received, l.used AS l_used, l.discarded AS l_discarded, h.held
    FROM balances b
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(quantity) FILTER (WHERE kind = 'receipt'), 0) AS received,
               coalesce(sum(quantity) FILTER (WHERE kind = 'use'), 0)
                 - coalesce(sum(quantity) FILTER (WHERE corrects_use), 0) AS used,
               coalesce(sum(quantity) FILTER (WHERE kind IN ('discard', 'expire', 'recall')), 0)
                 - coalesce(sum(quantity) FILTER (WHERE kind = 'restore' AND NOT corrects_use), 0) AS discarded
        FROM (
            SELECT e.*, coalesce(was.kind = 'use', false) AS corrects_use
            FROM ledger e LEFT JOIN ledger was ON was.id = e.corrects
        ) entry WHERE clinic_id = b.clinic_id AND gtin = b.gtin AND lot = b.lot
    ) l
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(quantity), 0) AS held
        FROM held_cartridges WHERE clinic_id = b.clinic_id AND gtin = b.gtin AND lot = b.lot
    ) h
    WHERE (b.received, b.used, b.discarded, b.reserved) IS DISTINCT FROM (l.received, l.used, l.discarded, h.held)
       OR b.on_hand <> l.received - l.used - l.discarded - h.held
       OR b.in_transit <> 0
    """
)
_HELD_WRONGLY = text(
    """
    SELECT r.appointment_id, r.status, r.quantity, r.used, coalesce(sum(h.quantity), 0) AS held
    FROM reservations r LEFT JOIN held_cartridges h USING (appointment_id)
    GROUP BY r.appointment_id
    HAVING coalesce(sum(h.quantity), 0)
        <> CASE WHEN r.status = 'reserved' THEN greatest(r.quantity - r.used, 0) ELSE 0 END
    """
)
_SERIALS_TWICE = text(
    "SELECT gtin, serial FROM uses WHERE serial IS NOT NULL AND entry_id IS NOT NULL AND withdrawn_at IS NULL"
    " GROUP BY gtin, serial HAVING count(DISTINCT session_id) > 1"
)
_UNPROVEN = text(
    """
    SELECT u.id FROM uses u LEFT JOIN ledger l ON l.id = u.entry_id
    LEFT JOIN ledger back ON back.corrects = u.entry_id
    WHERE NOT u.awaited AND u.entry_id IS NOT NULL AND (
        (l.kind, l.cause, l.gtin, l.lot, l.clinic_id)
            IS DISTINCT FROM ('use', u.session_id, u.gtin, u.lot, u.clinic_id)
        OR (u.withdrawn_at IS NULL) <> (back.id IS NULL)
        OR (back.id IS NOT NULL AND back.kind <> 'restore'))
    """
)
"""Each use that the ledger accounts for has its entry, and each that was withdrawn one that takes that back."""
_INCIDENTS = text(
    "SELECT u.id FROM uses u LEFT JOIN incidents i ON i.id = u.incident_id"
    " WHERE (u.withdrawn_at IS NOT NULL AND i.id IS NOT NULL AND i.closed_at IS NULL)"
    " OR (u.withdrawn_at IS NULL AND u.entry_id IS NULL AND (i.id IS NULL OR i.closed_at IS NOT NULL))"
)
"""An incident is open exactly while a use that stands is not in the ledger; one of an expired lot in any case."""

_FAILED = text(
    "SELECT type AS what, error FROM dead_letters UNION ALL SELECT kind, error FROM timers WHERE error IS NOT NULL"
)


async def assert_nothing_failed(work: Work) -> None:
    """No event became a dead letter, and no timer raised."""
    assert (await work.execute(_FAILED)).all() == []


async def assert_books_are_true(work: Work) -> None:
    """Ledger and reservations against balances; reservations hold all or nothing; one cartridge, one session."""
    assert (await work.execute(_DIFFERENCES)).all() == []
    assert (await work.execute(_HELD_WRONGLY)).all() == []
    assert (await work.execute(_SERIALS_TWICE)).all() == []
    assert (await work.execute(_UNPROVEN)).all() == []
    assert (await work.execute(_INCIDENTS)).all() == []
    await assert_nothing_failed(work)
