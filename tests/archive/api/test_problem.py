"""Errors in one form."""

import json

import pytest

from archive.api.problem import MEDIA_TYPE, WORDS, problem


@pytest.mark.parametrize("status", list(WORDS))
def test_every_status_has_a_word_of_its_own(status: int) -> None:
    """RFC 9457: media type, type, title, status."""
    answer = problem(status, "detail")
    said = json.loads(bytes(answer.body))
    assert MEDIA_TYPE == answer.headers["content-type"]
    assert (status, "detail") == (said["status"], said["detail"])
    assert "" not in (said["type"], said["title"])
    assert len(WORDS) == len({word for word, _ in WORDS.values()})


def test_another_word_and_headers() -> None:
    """Where the status alone does not say which."""
    answer = problem(409, word="fork", headers={"retry-after": "5"})
    assert "fork" == json.loads(bytes(answer.body))["type"]
    assert "5" == answer.headers["retry-after"]
    assert "error" == json.loads(bytes(problem(418).body))["type"]
