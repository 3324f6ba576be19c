import json
from importlib.resources import files

from pricing.plan_documents.canonical import canonical_text
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.to_terms import plan_terms
from pricing.plan_documents.validation import validate_plan_document


def example(name):
    return read_plan_document(files("pricing.plan_documents").joinpath(f"examples/{name}.json").read_bytes())


def problems(document):
    return [str(problem) for problem in validate_plan_document(document)]


def test_gives_the_words_of_a_language_and_the_plans_own_for_others():
    terms = plan_terms(example("water_blocks"))
    german, other = terms.words_in("de"), terms.words_in("fr")
    assert german.name == "Haushaltswasser in vier Stufen"
    assert german.lines == {"AVAILABILITY": "Grundpreis", "WATER": "Trinkwasser"}
    assert german.taxes == {"VAT6": "MwSt. 6 %"}
    assert other.name == "Household water in four blocks"
    assert other.lines["AVAILABILITY"] == "Availability charge"


def test_a_bucket_without_words_is_left_out():
    document = example("au_residential_solar") | {"bucket_labels": {"peak": {"de": "Hochlast"}}}
    terms = plan_terms(document)
    assert terms.words_in("de").buckets == {"peak": "Hochlast"}
    assert terms.words_in("en").buckets == {}


def test_warns_of_what_a_language_leaves_out():
    document = example("water_blocks")
    del document["taxes"][0]["labels"]
    assert problems(document) == [
        "$.taxes[0].labels: there is no text in de, but other parts have one (add it)"
    ]
    assert plan_terms(document).words_in("de").taxes == {"VAT6": "VAT 6 %"}


def test_refuses_words_for_a_bucket_that_is_not_there():
    document = example("water_blocks") | {"bucket_labels": {"peak": {"de": "Hochlast"}}}
    assert '$.bucket_labels.peak: no calendar has a bucket "peak" (remove it)' in problems(document)


def test_refuses_what_is_no_language():
    document = example("water_blocks")
    document["charges"][0]["labels"] = {"German": "Grundpreis"}
    (problem,) = problems(document)
    assert problem.startswith("$.charges[0].labels")
    assert "two small letters" in problem


def test_export_and_import_keep_the_words():
    document = example("water_blocks")
    text = canonical_text(document)
    assert json.loads(text) == document
    assert text.index('"label": "Water"') < text.index('"labels": {"de": "Trinkwasser"}')
