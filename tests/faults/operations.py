"""The operations that move readings or money, each with a small world, what must come of it, and its broken twin."""

from tests.faults.bill_operations import BILL_OPERATIONS
from tests.faults.dial_operations import DIAL_OPERATIONS
from tests.faults.event_operations import EVENT_OPERATIONS
from tests.faults.payment_operations import PAYMENT_OPERATIONS
from tests.faults.plan_operations import PLAN_OPERATIONS
from tests.faults.reading_operations import READING_OPERATIONS

OPERATIONS = (
    READING_OPERATIONS
    + DIAL_OPERATIONS
    + EVENT_OPERATIONS
    + BILL_OPERATIONS
    + PAYMENT_OPERATIONS
    + PLAN_OPERATIONS
)
