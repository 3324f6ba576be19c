"""The comparison with PySAM, where PySAM itself need not be installed."""

from billing_site.benchmarks.pysam_bills import BillRace, _inputs


def test_tells_bills_and_accounts_apart():
    text = str(BillRace(480, 3000.0, 1000.0, 80.0))
    assert "3.0 x Utilityrate5 (1,000/s), 480 bills equal to the cent" in text
    assert "37.5 x Utilityrate5 (80/s: a year at a time)" in text


def test_says_the_same_plan_in_pysams_words():
    inputs = _inputs()
    assert len(inputs["ur_ec_tou_mat"]) == 12
    assert [len(row) for row in inputs["ur_ec_sched_weekday"]] == [24] * 12
    assert inputs["ur_ec_sched_weekday"][0][14:19] == [4] * 5
    assert set(inputs["ur_ec_sched_weekend"][0]) == {1, 2}
