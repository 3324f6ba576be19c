"""An import as people look at it."""

from billing_site.foundation.bulk_data.import_preview import preview_of, problem_groups, row_spans
from billing_site.foundation.bulk_data.row_outcomes import Change, ImportOutcome, Kind, RowOutcome


def row(number, kind=Kind.NEW, **facts):
    return RowOutcome(number, (f"S-{number}",), kind, **facts)


def wrong(number, message, value="x", column="code"):
    outcome = row(number)
    outcome.refuse(column, value, message)
    return outcome


def test_groups_problems_by_cause_the_most_frequent_first():
    rows = [
        wrong(2, "a"),
        *[wrong(number, "b", f"v{number}") for number in (3, 4, 5, 9)],
        wrong(10, "b", "", "x"),
    ]
    groups = problem_groups(rows)
    assert [(group.column, group.message, group.count, group.rows) for group in groups] == [
        ("code", "b", 4, "3\N{EN DASH}5, 9"),
        ("code", "a", 1, "2"),
        ("x", "b", 1, "10"),
    ]
    assert groups[0].values == ("v3", "v4", "v5")
    assert groups[2].values == ()


def test_cuts_off_row_numbers_that_nobody_reads():
    assert row_spans(range(1, 200, 2)).endswith("57, 59 and 70 more places")


def test_counts_add_up_and_long_lists_say_how_much_is_left_out():
    rows = [row(n) for n in range(150)] + [row(999, Kind.UNCHANGED), row(1_000, Kind.CHANGED)]
    preview = preview_of(ImportOutcome(("code",), tuple(rows)))
    assert preview.counts == {"new": 150, "changed": 1, "unchanged": 1, "refused": 0}
    assert sum(preview.counts.values()) == preview.row_count == 152
    assert (len(preview.new), preview.more_new) == (100, 50)
    assert preview.stores_anything
    assert not preview.is_refused


def test_one_wrong_row_keeps_everything_from_being_stored():
    preview = preview_of(ImportOutcome(("code",), (row(2), wrong(3, "a"))))
    assert preview.is_refused
    assert not preview.stores_anything


def test_digest_differs_when_another_value_would_be_overwritten():
    def digest(old):
        changed = row(2, Kind.CHANGED, changes=(Change("name", old, "New"),))
        return ImportOutcome(("code",), (changed,)).digest

    assert digest("Old") == digest("Old")
    assert digest("Old") != digest("Older")
