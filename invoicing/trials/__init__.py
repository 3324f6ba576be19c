"""Pure: what other terms would have come to, account by account, and how that is spread."""
