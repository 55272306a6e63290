"""The other side of ``make bench-trace``: whom a lot went to, by Tryton's stock_lot, of PyPI, with the same uses.

Runs by itself in an environment that has only those packages: ``python traces_tryton.py DSN USES OF_A_LOT ON_A_PATIENT
SEARCHES``, on an empty database. Each use is a shipment to its patient with one move of its lot, and nothing else,
which is less than Tryton would store itself. It is asked in its own process, without HTTP, sign-in, access log or
JSON, so it has less to do. Prints a line of JSON: milliseconds of each search, by question.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

PAGE = 200
WARM_UP = 20

_LOTS = "INSERT INTO stock_lot (product, number, active) SELECT %s, 'L' || n, true FROM generate_series(0, %s) AS n"
_PARTIES = """
INSERT INTO party_party (name, code, active) SELECT 'Patient ' || n, 'P' || n, true FROM generate_series(0, %s) AS n
"""
_ADDRESSES = """
INSERT INTO party_address (party, active) SELECT id, true FROM party_party WHERE code LIKE 'P%%'
"""
_SHIPMENTS = """
INSERT INTO stock_shipment_out (company, customer, delivery_address, warehouse, warehouse_storage, warehouse_output,
    number, state, effective_date, planned_date)
SELECT %(company)s, party.id, address.id, %(warehouse)s, %(storage)s, %(output)s, 'S' || n, 'done',
    DATE '2024-01-01' + n / 2000, DATE '2024-01-01' + n / 2000
FROM generate_series(0, %(uses)s - 1) AS n
JOIN party_party AS party ON party.code = 'P' || n %% %(patients)s
JOIN party_address AS address ON address.party = party.id
"""
_MOVES = """
INSERT INTO stock_move (product, lot, quantity, internal_quantity, unit, from_location, to_location, shipment, state,
    company, effective_date, planned_date)
SELECT %(product)s, lot.id, 1, 1, %(unit)s, %(output)s, %(customer)s, 'stock.shipment.out,' || shipment.id, 'done',
    %(company)s, shipment.effective_date, shipment.planned_date
FROM stock_shipment_out AS shipment
JOIN stock_lot AS lot ON lot.number = 'L' || substr(shipment.number, 2)::integer / %(of_a_lot)s
"""


def main() -> None:
    """Set Tryton up, write the uses, and ask."""
    dsn, uses, of_a_lot, on_a_patient, searches = sys.argv[1], *(int(each) for each in sys.argv[2:])
    name = _set_up(dsn)
    import psycopg  # noqa: PLC0415  # only that environment has it
    from trytond.pool import Pool  # noqa: PLC0415  # once the configuration is set
    from trytond.transaction import Transaction  # noqa: PLC0415  # once the configuration is set

    pool = Pool(name)
    pool.init()
    with Transaction().start(name, 1) as transaction:
        company = _write(pool, transaction, uses, of_a_lot, max(uses // on_a_patient, 1))
        transaction.commit()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    chosen = random.Random(7)
    questions: dict[str, Callable[[], object]] = {
        "lot": lambda: _patients_of(pool, f"L{chosen.randrange(max(uses // of_a_lot, 1))}"),
        "patient": lambda: _used_on(pool, f"P{chosen.randrange(max(uses // on_a_patient, 1))}"),
    }
    took: dict[str, list[float]] = {}
    for question, ask in questions.items():
        took[question] = []
        for number in range(WARM_UP + searches):
            with Transaction().start(name, 1, readonly=True, context={"company": company}):
                began = time.perf_counter()
                if not ask():
                    raise RuntimeError(f"nothing was found: {question}")
                if number >= WARM_UP:
                    took[question].append((time.perf_counter() - began) * 1000)
    print(json.dumps(took))


def _set_up(dsn: str) -> str:
    """Tryton's tables in an empty database, as its own manual says; its name."""
    address = urlsplit(dsn)
    name = address.path[1:]
    uri = urlunsplit(address._replace(path="/"))
    with tempfile.TemporaryDirectory() as folder:
        settings, password = Path(folder) / "trytond.conf", Path(folder) / "password"
        settings.write_text(f"[database]\nuri = {uri}\n")
        password.write_text("only-in-this-benchmark")
        admin = [str(Path(sys.executable).with_name("trytond-admin")), "-c", str(settings), "-d", name]
        options = ["-u", "stock_lot", "--activate-dependencies", "-l", "en", "-p", "--email", "nobody@example.org"]
        environment = {**os.environ, "TRYTONPASSFILE": str(password)}
        made = subprocess.run(  # our own arguments
            [*admin, *options], env=environment, check=False, capture_output=True, text=True
        )
        if made.returncode:
            raise RuntimeError(made.stderr[-2000:])
    from trytond import config  # noqa: PLC0415  # only that environment has it

    config.set("database", "uri", uri)
    return name


def _write(pool: Any, transaction: Any, uses: int, of_a_lot: int, patients: int) -> int:
    """The company's id. What there is one of by Tryton's models, the many in SQL."""
    currency = pool.get("currency.currency")(name="Euro", symbol="€", code="EUR", numeric_code="978")
    currency.save()
    party = pool.get("party.party")(name="Chain")
    party.save()
    company = pool.get("company.company")(party=party, currency=currency)
    company.save()
    [unit] = pool.get("product.uom").search([("name", "=", "Unit")], limit=1)
    template = pool.get("product.template")(name="Pen cartridge", type="goods", default_uom=unit)
    template.products = [pool.get("product.product")()]
    template.save()
    location = pool.get("stock.location")
    places = {code: location.search([("code", "=", code)])[0].id for code in ("WH", "STO", "OUT", "CUS")}
    given = {
        "company": company.id,
        "product": template.products[0].id,
        "unit": unit.id,
        "warehouse": places["WH"],
        "storage": places["STO"],
        "output": places["OUT"],
        "customer": places["CUS"],
        "uses": uses,
        "of_a_lot": of_a_lot,
        "patients": patients,
    }
    cursor = transaction.connection.cursor()
    cursor.execute(_LOTS, (given["product"], uses // of_a_lot))
    cursor.execute(_PARTIES, (patients,))
    cursor.execute(_ADDRESSES)
    cursor.execute(_SHIPMENTS, given)
    cursor.execute(_MOVES, given)
    return int(company.id)


def _patients_of(pool: Any, number: str) -> list[Any]:
    """The latest 200 whom a lot went to, as the list "Lot Traces" has them, with the customer of each shipment."""
    traces = pool.get("stock.lot.trace").search_read(
        [("lot.number", "=", number), ("to_location.type", "=", "customer")],
        limit=PAGE,
        order=[("date", "DESC"), ("id", "DESC")],
        fields_names=["date", "from_location.rec_name", "lot.rec_name", "document"],
    )
    ids = [int(each["document"].split(",")[1]) for each in traces]
    whom = pool.get("stock.shipment.out").search_read([("id", "in", ids)], fields_names=["customer.rec_name"])
    return whom if len(whom) == len(traces) else []


def _used_on(pool: Any, code: str) -> list[Any]:
    """What went to a patient: the moves of their shipments, with lot and day."""
    found: list[Any] = pool.get("stock.move").search_read(
        [("shipment.customer.code", "=", code, "stock.shipment.out"), ("state", "=", "done")],
        fields_names=["effective_date", "lot.rec_name", "product.rec_name", "from_location.rec_name"],
    )
    return found


if __name__ == "__main__":
    main()
