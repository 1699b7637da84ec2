"""The registry's codes, whole, and what lies outside of it."""

from __future__ import annotations

import pytest

from smtptui.explain.enhanced import explain_enhanced, registered_codes
from tests.explain.talk import sentences

# The IANA registry: for each subject the highest detail; every detail from 0 on is registered.
HIGHEST = {0: 0, 1: 10, 2: 4, 3: 6, 4: 7, 5: 6, 6: 10, 7: 30}
REGISTERED = [f"{subject}.{detail}" for subject, highest in HIGHEST.items() for detail in range(highest + 1)]


def test_the_registry_has_81_codes_and_all_are_here() -> None:
    assert len(REGISTERED) == 81
    assert list(registered_codes()) == REGISTERED


@pytest.mark.parametrize("status_class", ["2", "4", "5"])
@pytest.mark.parametrize("code", REGISTERED)
def test_each_code_of_each_class_is_explained(code: str, status_class: str) -> None:
    explained = explain_enhanced(f"{status_class}.{code}")
    assert explained is not None
    assert explained.registered
    assert explained.rfc
    assert str(explained.class_meaning).startswith(f"Class {status_class}")
    assert len(sentences(explained)) >= 3


@pytest.mark.parametrize(
    ("code", "subject"),
    [
        ("5.1.99", "address"),
        ("5.2.252", "mailbox"),
        ("4.3.99", "mail system"),
        ("4.4.316", "network and routing"),
        ("5.5.99", "conversation"),
        ("5.6.211", "content"),
        ("5.7.606", "security"),
        ("5.9.9", "unknown subject"),
    ],
)
def test_an_unregistered_code_is_told_by_its_subject(code: str, subject: str) -> None:
    explained = explain_enhanced(code)
    assert explained is not None
    assert not explained.registered
    assert subject in str(explained.title)
    sentences(explained)


@pytest.mark.parametrize("code", ["", "5", "5.1", "3.1.1", "5.1.1.1", "5.1.1 ", "5.1234.1", "٥.1.1", "x.1.1"])
def test_what_is_no_enhanced_code(code: str) -> None:
    assert explain_enhanced(code) is None


def test_no_two_codes_have_the_same_words() -> None:
    titles = [str(explained.title) for code in REGISTERED if (explained := explain_enhanced(f"5.{code}"))]
    assert len(set(titles)) == 81


def test_a_success_is_not_worded_as_a_failure() -> None:
    explained = explain_enhanced("2.7.0")
    assert explained is not None
    assert "Success" in str(explained.title)
