"""Effects of accounts, for tests to bend."""

from decimal import Decimal

from invoicing.trials.account_effects import AccountEffect


def effect(account_id, old, new, **facts):
    """An account of one month with these net amounts, and a tenth of them as tax."""
    return AccountEffect(
        **{
            "account_id": account_id,
            "months": 1,
            "old": Decimal(old),
            "new": Decimal(new),
            "old_tax": Decimal(old) / 10,
            "new_tax": Decimal(new) / 10,
            **facts,
        }
    )
