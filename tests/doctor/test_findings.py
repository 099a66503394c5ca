"""Findings come causes first, are told in full, and stand under what may have brought them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markup import read, text_of

from nnlib.doctor.findings import AILMENTS, Diagnosis, Finding, in_causal_order


def found(*names):
    return [Finding(name, "wrong", f"evidence of {name}") for name in names]


def test_what_is_brought_comes_later_in_the_list_than_what_brings_it():
    names = list(AILMENTS)
    for name, ailment in AILMENTS.items():
        assert all(names.index(brought) > names.index(name) for brought in ailment.brings), name


@given(st.permutations(list(AILMENTS)))
def test_all_findings_are_kept_and_causes_come_first(names):
    ordered = in_causal_order(found(*names))
    assert sorted(finding.name for finding in ordered) == sorted(AILMENTS)
    for finding in ordered:
        if finding.cause:
            assert finding.name in AILMENTS[finding.cause].brings


def test_a_finding_stands_under_its_first_cause():
    ordered = in_causal_order(found("dead ReLUs", "constant features", "X not scaled", "learning rate too large"))
    assert [(finding.name, finding.cause) for finding in ordered] == [
        ("X not scaled", None),
        ("learning rate too large", "X not scaled"),
        ("dead ReLUs", "X not scaled"),
        ("constant features", None),
    ]


def test_a_diagnosis_is_printed_with_evidence_meaning_and_advice():
    report = Diagnosis(
        in_causal_order(found("dead ReLUs", "X not scaled")), "Looked at 5 examples.", "Not looked for x."
    )
    told = str(report)
    assert told == repr(report)
    first, second = (
        told.index("wrong: X not scaled\n    evidence of X"),
        told.index("    wrong: dead ReLUs, which may come"),
    )
    assert first < told.index("Try: scaling = nnlib") < second < told.index("Looked at 5 examples.\nNot looked for x.")
    assert all(len(line) <= 100 for line in told.splitlines())


@pytest.mark.parametrize(("name", "level"), [("gloom", "wrong"), ("copies", "bad")])
def test_only_known_names_and_levels_are_findings(name, level):
    with pytest.raises(ValueError, match=r"unknown (name|level)"):
        Finding(name, level, "evidence")


def test_nothing_found_is_said():
    assert str(Diagnosis((), "Looked at 5 examples.")) == "nothing found\nLooked at 5 examples."


def test_an_advice_of_ones_own_comes_in_place_of_the_general():
    assert Finding("copies", "wrong", "evidence", "wait").advice == "wait"
    assert Finding("copies", "wrong", "evidence").advice == AILMENTS["copies"].advice


def test_a_notebook_shows_findings_under_their_causes_with_marks():
    report = Diagnosis(in_causal_order(found("dead ReLUs", "X not scaled")), "Looked at 5 examples.", "Not for <x>.")
    seen = read(report._repr_html_())
    assert set(str(report).replace(",", " ,").split()) <= set(" ".join(seen.told).replace(",", " ,").split())
    assert seen.told.count("✗") == 2
    indents = [finding._repr_html_().count("margin-left") for finding in report.findings]
    assert indents == [1, 2]
    assert text_of(Diagnosis((), "Looked at 5 examples.")) == "nothing found Looked at 5 examples."
