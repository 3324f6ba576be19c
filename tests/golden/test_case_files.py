"""Golden files are told by their content, and none is passed over."""

import json
from decimal import Decimal

import pytest

from tests.golden import case_files


def test_knows_the_kind_of_every_json_file_in_the_folders():
    files = case_files.golden_files()
    assert len(files) >= 13
    assert [str(file.path) for file in files if file.kind is None] == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"model": "volume", "cases": [], "schema_version": "1.0"}, "usage cases"),
        ({"schema": "oracle-bill/1", "case_id": "a"}, "bill case"),
        ({"schema": "oracle-bill/2", "case_id": "a"}, None),
        ({"source": {}, "rate": {}}, "rate record"),
        ({"source": {}, "rate": 1}, None),
        ({"note": "", "monthly_totals": {}}, "rounded totals"),
        ({"note": "", "examples": []}, "published examples"),
        ({"res_sam": {"file": "profiles/res_sam.csv", "interval_minutes": 60}}, "profiles"),
        ({"file": "a.csv", "rates_per_kwh": {}, "weekdays_all_off_peak": []}, "time-of-use hours"),
        ({"parser": "nemreader 0.9.2", "files": {}}, "meter file facts"),
        ({"a.csv.gz": {"rows": 1, "distinct_timestamps": 1}}, "raw meter data quality"),
        ({"something": "else"}, None),
        ({}, None),
        ([1, 2], None),
        ({"model": "volume", "cases": [], "monthly_totals": {}}, None),
    ],
)
def test_tells_the_kind_from_the_content(content, kind):
    assert case_files.kind_of(content) == kind


def test_reads_numbers_as_decimals_and_takes_what_is_no_json_for_unknown(tmp_path):
    good, bad = tmp_path / "a.json", tmp_path / "b.json"
    good.write_text(json.dumps({"monthly_totals": {"x": [0.1]}}))
    bad.write_text("not json")
    assert case_files.read_file(good).content == {"monthly_totals": {"x": [Decimal("0.1")]}}
    assert case_files.read_file(bad) == case_files.GoldenFile(bad, None, None)


def test_refuses_a_named_folder_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setenv("GOLDEN_CASES", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match="nowhere"):
        case_files.folders()


def test_looks_in_our_folder_alone_when_none_is_named(monkeypatch):
    monkeypatch.delenv("GOLDEN_CASES", raising=False)
    assert case_files.folders() == [case_files.OUR_CASES]


def test_finds_a_profile_in_the_folder_above_the_cases_even_gzipped(tmp_path):
    case = tmp_path / "cases" / "a.json"
    profile = tmp_path / "profiles" / "p.csv.gz"
    for path in (case, profile):
        path.parent.mkdir()
        path.touch()
    assert case_files.find_beside(case, "profiles/p.csv") == profile
    with pytest.raises(FileNotFoundError, match=r"q\.csv"):
        case_files.find_beside(case, "profiles/q.csv")


def test_keeps_equal_cases_once_and_numbers_different_ones_of_one_id():
    cases = [("a", {"n": 1}), ("b", {"n": 1}), ("a", {"n": 1}), ("a", {"n": 2})]
    assert case_files.each_once(cases) == [("a", {"n": 1}), ("a#2", {"n": 2}), ("b", {"n": 1})]
