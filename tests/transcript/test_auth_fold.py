"""What the fold passes over quickly, it passes over rightly."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smtptui.smtp.events import Sent
from smtptui.transcript import auth_fold
from smtptui.transcript.auth_fold import AuthFold

BEGINNINGS = sorted(auth_fold._INNOCENT)
ENDINGS = st.sampled_from([b"\r\n", b"\n", b"\r", b""])
REST = st.one_of(
    st.binary(max_size=20),
    st.sampled_from([b"AUTH PLAIN AHgAczNjcmV0", b"PLAIN AHgAczNjcmV0", b"\rAUTH PLAIN AHgAczNjcmV0", b"PASS s3cret"]),
)


def folded(lines: list[bytes]) -> list[object]:
    """Where each line's secret begins, and all that the fold knows at the end."""
    fold = AuthFold()
    return [*(fold.sent(Sent(line, None, number)) for number, line in enumerate(lines)), fold]


@example([b"DATA\rAUTH PLAIN AHgAczNjcmV0\r\n"])
@example([b"QUIT", b"\r\n", b"AUTH PLAIN\r\n", b"MAIL FROM:<a@x.test>\r\n"])
@given(st.lists(st.builds(lambda *parts: b"".join(parts), st.sampled_from(BEGINNINGS), REST, ENDINGS), max_size=4))
def test_lines_that_begin_no_exchange_are_as_if_they_were_looked_at(lines: list[bytes]) -> None:
    quickly = folded(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth_fold, "_INNOCENT", frozenset())
        assert folded(lines) == quickly
