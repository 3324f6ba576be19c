"""A crowd of accounts with a bill each, made by SQL: for pages that must not get slower with every customer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any, Final

from django.db import connection

from invoicing.models import BillingCycle, BillRun, BillRunBatch
from invoicing.use_cases.finalize_batch import finalize_batch
from metering.models import Channel, Metric, Site, Utility
from pricing.plan_documents.reading import read_plan_document
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import publish_plan_version

_PER_BATCH: Final = 5_000
_AT: Final = datetime(2026, 2, 2, 6, tzinfo=UTC)
_FROM, _TO = date(2026, 1, 1), date(2026, 2, 1)
_MASTER_DATA: Final = """
INSERT INTO invoicing_customer (number, name, email, street, city)
SELECT 'C' || n, (ARRAY['Ada','Bert','Carla','Dev','Eve','Farid','Gwen'])[n %% 7 + 1] || ' '
       || (ARRAY['York','Stone','Meyer','Okoye','Silva'])[n %% 5 + 1] || ' ' || n,
       'c' || n || '@example.com', n || ' High Street', 'Leeds' FROM generate_series(1, %(count)s) n;
INSERT INTO invoicing_account (number, customer_id, billing_cycle_id, currency, language, payment_days)
SELECT 'A' || lpad(n::text, 7, '0'), customer.id, %(cycle)s, 'GBP', 'en', 14
FROM generate_series(1, %(count)s) n JOIN invoicing_customer customer ON customer.number = 'C' || n;
INSERT INTO metering_servicepoint (utility_id, site_id, code)
SELECT %(utility)s, %(site)s, 'SP' || lpad(n::text, 7, '0') FROM generate_series(1, %(count)s) n;
INSERT INTO metering_channel (service_point_id, metric_id, code, step_minutes, kind)
SELECT id, %(metric)s, 'E1', %(step)s, 'INTERVAL' FROM metering_servicepoint;
INSERT INTO invoicing_subscription (account_id, service_point_id, plan_id, role, start_date)
SELECT account.id, point.id, %(plan)s, 1, '2025-01-01'
FROM invoicing_account account JOIN metering_servicepoint point ON substr(point.code, 3) = substr(account.number, 2);
"""
_BILLS: Final = """
INSERT INTO invoicing_invoice (account_id, batch_id, state, from_date, to_date, as_of, currency, net, tax, total,
                               series, parties)
SELECT account.id, batch.id, 'DRAFT', %(from_date)s, %(to_date)s, %(as_of)s, 'GBP', 52.00, 10.40, 62.40, '', '{}'
FROM invoicing_account account
JOIN invoicing_billrunbatch batch ON account.id BETWEEN batch.first_account_id AND batch.last_account_id;
INSERT INTO invoicing_invoiceline (invoice_id, position, subscription_id, plan_version_id, from_date, to_date, kind,
    charge_code, label, bucket, quantity, unit, unit_price, exact_amount, amount, tax_code, tax_amount, trace)
SELECT invoice.id, part.position, subscription.id, %(version)s, invoice.from_date, invoice.to_date, 'CHARGE',
       part.code, part.label, '', part.quantity, part.unit, part.price, part.amount, part.amount, 'VAT', part.tax,
       part.trace::jsonb
FROM invoicing_invoice invoice
JOIN invoicing_subscription subscription ON subscription.account_id = invoice.account_id
CROSS JOIN (VALUES
    (1, 'STANDING', 'Standing charge', 31, 'day', 1.00, 31.00, 6.20,
     '{"rule": "per_unit", "of": "days", "q": "31", "p": "1.00", "r": [2, "half_up"]}'),
    (2, 'ENERGY', 'Electricity', 105, 'kWh', 0.20, 21.00, 4.20,
     '{"rule": "per_unit", "of": "total", "m": "ELECTRICITY_IMPORT", "n": 1488, "q": "105", "p": "0.20", "r": [2, "half_up"]}')
) AS part (position, code, label, quantity, unit, price, amount, tax, trace);
INSERT INTO invoicing_invoicetax (invoice_id, code, label, percent, base, amount)
SELECT id, 'VAT', 'VAT 20 %%', 20, 52.00, 10.40 FROM invoicing_invoice;
INSERT INTO invoicing_billedperiod (invoice_id, subscription_id, charge_group, from_date, to_date)
SELECT invoice_id, subscription_id, 'main', from_date, to_date FROM invoicing_invoiceline WHERE position = 1;
"""


def gather_accounts(count: int, step_minutes: int) -> dict[str, Any]:
    """`count` customers, each with an account and a supplied service point, whose channel has that step.

    Returns the ids of what they share, such as "cycle" and "plan".
    """
    facts = _foundations()
    with connection.cursor() as cursor:
        for statement in filter(str.strip, _MASTER_DATA.split(";\n")):
            cursor.execute(statement, {"count": count, "step": step_minutes, **facts})
    return facts


def gather_crowd(count: int) -> None:
    """`count` customers, each with an account, a supplied service point and one finalized bill."""
    facts = gather_accounts(count, 30)
    with connection.cursor() as cursor:
        run = BillRun.objects.create(
            billing_cycle_id=facts["cycle"],
            from_date=_FROM,
            to_date=_TO,
            as_of=_AT,
            started_at=_AT,
            state=BillRun.State.APPROVED,
            issue_date=date(2026, 2, 3),
        )
        batches = _batches(run, cursor)
        for statement in filter(str.strip, _BILLS.split(";\n")):
            cursor.execute(
                statement, {"from_date": _FROM, "to_date": _TO, "as_of": _AT, "version": facts["version"]}
            )
        for batch in batches:
            finalize_batch(batch_id=batch.pk, issued_at=_AT)
        cursor.execute("ANALYZE")


def _foundations() -> dict[str, Any]:
    document = files("pricing.plan_documents").joinpath("examples/uk_business.json")
    version = import_plan(document=read_plan_document(document.read_bytes()), imported_at=_AT)
    publish_plan_version(version=version, published_at=_AT, actor=None)
    metric = Metric.objects.create(code="ELECTRICITY_IMPORT", name="Electricity", unit="kWh", decimals=3)
    return {
        "cycle": BillingCycle.objects.create(code="MONTHLY", name="Monthly").pk,
        "utility": Utility.objects.create(code="CROWD", name="Crowd").pk,
        "site": Site.objects.create(code="CROWD", name="Crowd", zone_name="Europe/London").pk,
        "metric": metric.pk,
        "plan": version.plan_id,
        "version": version.pk,
    }


def _batches(run: BillRun, cursor: Any) -> list[BillRunBatch]:
    cursor.execute(
        "SELECT min(id), max(id), count(*) FROM (SELECT id, ntile(%s) OVER (ORDER BY id) AS part"
        " FROM invoicing_account) numbered GROUP BY part ORDER BY part",
        [max(1, Channel.objects.count() // _PER_BATCH)],
    )
    return BillRunBatch.objects.bulk_create(
        BillRunBatch(
            bill_run=run,
            number=number,
            first_account_id=first,
            last_account_id=last,
            state=BillRunBatch.State.DRAFTED,
            invoice_count=count,
        )
        for number, (first, last, count) in enumerate(cursor.fetchall(), start=1)
    )
