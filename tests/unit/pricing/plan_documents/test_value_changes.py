"""Where two documents differ."""

from pricing.plan_documents.value_changes import MISSING, ValueChange, value_changes


def changes(old, new) -> list[ValueChange]:
    return list(value_changes(old, new))


def test_goes_as_deep_as_the_difference():
    assert changes({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}) == [ValueChange(("a", "c"), 2, 3)]


def test_tells_null_from_missing():
    assert changes({"a": None}, {}) == [ValueChange(("a",), None, MISSING)]
    assert changes({}, {"a": None}) == [ValueChange(("a",), MISSING, None)]


def test_pairs_objects_by_their_codes_and_points_into_the_newer_document():
    old = {"charges": [{"code": "A", "x": 1}, {"code": "B", "x": 1}]}
    new = {"charges": [{"code": "C", "x": 1}, {"code": "B", "x": 2}]}
    assert changes(old, new) == [
        ValueChange(("charges", 0), MISSING, {"code": "C", "x": 1}),
        ValueChange(("charges", 1, "x"), 1, 2),
        ValueChange(("charges", 0), {"code": "A", "x": 1}, MISSING),
    ]


def test_does_not_pair_by_codes_that_are_given_twice():
    old = [{"code": "A", "x": 1}, {"code": "A", "x": 2}]
    new = [{"code": "A", "x": 1}, {"code": "A", "x": 3}]
    assert changes(old, new) == [ValueChange((1, "x"), 2, 3)]


def test_pairs_objects_without_codes_by_their_places_unless_their_number_changes():
    assert changes([{"x": 1}], [{"x": 2}]) == [ValueChange((0, "x"), 1, 2)]
    assert changes([{"x": 1}], [{"x": 1}, {"x": 2}]) == [ValueChange((), [{"x": 1}], [{"x": 1}, {"x": 2}])]


def test_takes_things_of_another_kind_as_a_whole():
    old, new = {"shape": "fixed", "amount": "1"}, {"shape": "per_unit", "unit_price": "1"}
    assert changes({"price": old}, {"price": new}) == [ValueChange(("price",), old, new)]


def test_takes_windows_and_collections_as_their_members():
    assert changes({"windows": [{"a": 1}]}, {"windows": [{"a": 2}]})[0].steps == ("windows",)
    assert changes({}, {"taxes": [{"code": "VAT"}]}) == [ValueChange(("taxes", 0), MISSING, {"code": "VAT"})]
    assert changes({"labels": {"de": "x"}}, {}) == [ValueChange(("labels", "de"), "x", MISSING)]


def test_reports_another_order_once():
    old, new = [{"code": "A"}, {"code": "B"}], [{"code": "B"}, {"code": "A"}]
    assert changes(old, new) == [ValueChange((), ["A", "B"], ["B", "A"], is_order=True)]
