"""What is found is kept in order of gravity, and decisions decide what it weighs."""

from pricing.urdb.findings import LEAVE_OUT, Option, Review, Weight, grouped
from tests.unit.pricing.urdb.records import told

OPTIONS = (Option("stop", "Stop", Weight.BLOCKS), Option("go", "Go on"))


def asked(answers):
    review = Review(answers)
    value = review.choose("speed", "How fast?", OPTIONS, path="$.speed", message="no speed", cure="say it")
    return review, value


def test_lists_what_blocks_first_and_keeps_the_order_else():
    review = Review({})
    review.look("$.a", "a", "x")
    review.assumed("$.b", "b", "x")
    review.blocks("$.c", "c", "x")
    review.look("$.d", "d", "x")
    assert told(review) == [("BLOCKS", "$.c"), ("ASSUMED", "$.b"), ("LOOK", "$.a"), ("LOOK", "$.d")]
    assert review.is_blocked


def test_takes_the_first_option_unless_another_is_chosen():
    review, value = asked({})
    assert (value, review.is_blocked) == ("stop", True)
    review, value = asked({"speed": "go"})
    assert (value, review.is_blocked) == ("go", False)
    assert review.findings[0].note == "Decided: no speed: Go on"
    assert review.asked == {"speed"}


def test_blocks_an_answer_that_is_not_offered():
    review, value = asked({"speed": "fly"})
    assert value == "stop"
    assert review.findings[0].message == '"fly" is no answer to "speed"'
    assert review.findings[0].cure == "choose one of stop, go"


def test_leaves_out_what_plans_cannot_say_only_when_told_to():
    review = Review({})
    review.stops_unless_left_out("ratchet", "$.x", "a ratchet")
    assert review.is_blocked
    assert review.findings[0].message == "cannot be expressed yet: a ratchet"
    review = Review({"ratchet": LEAVE_OUT})
    review.stops_unless_left_out("ratchet", "$.x", "a ratchet")
    assert not review.is_blocked
    assert review.findings[0].note == "Left out: a ratchet"


def test_offers_another_way_where_there_is_one():
    for answer, is_blocked in (("stop", True), ("billed", False), (LEAVE_OUT, False)):
        review = Review({"ratchet": answer})
        other = Option("billed", "It is billed")
        assert review.stops_unless_left_out("ratchet", "$.x", "a ratchet", other) == answer
        assert (review.is_blocked, review.findings[0].message) == (is_blocked, "a ratchet")


def test_takes_a_text_of_the_person_before_the_default():
    assert Review({}).enter("code", "Code", "A") == "A"
    assert Review({"code": " "}).enter("code", "Code", "A") == "A"
    review = Review({"code": " B "})
    assert review.enter("code", "Code", "A") == "B"
    assert [(entry.key, entry.value) for entry in review.entries] == [("code", "B")]


def test_groups_what_is_said_of_several_places():
    review = Review({})
    for path in ("$.a", "$.b"):
        review.look(path, "too high", "lower it")
    review.look("$.c", "too low", "raise it")
    assert [group.paths for group in grouped(review.findings)] == [("$.a", "$.b"), ("$.c",)]
