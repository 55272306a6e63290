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
               coalesce(sum(quantity) FILTER (WHERE kind = 'use'), 0) AS used,
               coalesce(sum(quantity) FILTER (WHERE kind IN ('discard', 'expire', 'recall')), 0)
                 - coalesce(sum(quantity) FILTER (WHERE kind = 'restore'), 0) AS discarded
        FROM ledger WHERE clinic_id = b.clinic_id AND gtin = b.gtin AND lot = b.lot
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
    "SELECT gtin, serial FROM uses WHERE serial IS NOT NULL AND incident_id IS NULL"
    " GROUP BY gtin, serial HAVING count(DISTINCT session_id) > 1"
)

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
    await assert_nothing_failed(work)
