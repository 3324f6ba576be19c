from django.db import migrations

# What `createcachetable` makes: rate limits of sign-in must hold over all processes and hosts.
TABLE = """
CREATE UNLOGGED TABLE foundation_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX foundation_cache_by_expiry ON foundation_cache (expires);
"""


class Migration(migrations.Migration):
    """The table of the shared cache."""

    dependencies = [("foundation", "0003_queue_is_indexed")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE foundation_cache")]
