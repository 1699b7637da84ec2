"""The reply reader: nothing raises, nothing is lost, and how the bytes were cut up does not matter."""

from __future__ import annotations

from smtptui.smtp.reply import Reply, ReplyReader, StrayLine
from smtptui.smtp.visible import is_unsafe_text
from tests.smtp.test_reply import CASES

SEEDS = [case.raw for case in CASES]


def check(data: bytes) -> None:
    """Whole, in pieces, and with small caps."""
    whole = _read(ReplyReader(), [data])
    pieces = [data[start : start + 3] for start in range(0, len(data), 3)]
    assert whole == _read(ReplyReader(), pieces)
    assert b"".join(_raw(item) for item in whole) == data
    capped = _read(ReplyReader(max_line=16, max_reply=48, max_lines=3), pieces)
    assert sum(len(_raw(item)) + _dropped(item) for item in capped) == len(data)
    for item in (*whole, *capped):
        assert item.anomalies is not None
        if isinstance(item, Reply):
            assert 200 <= item.code <= 599
            assert item.severity.value == item.code // 100
            assert not any(is_unsafe_text(text) for text in item.texts)
            assert item.enhanced is None or item.enhanced.count(".") == 2


def _read(reader: ReplyReader, pieces: list[bytes]) -> list[Reply | StrayLine]:
    items = [item for piece in pieces for item in reader.receive(piece)]
    return [*items, *reader.finish()]


def _raw(item: Reply | StrayLine) -> bytes:
    return item.raw if isinstance(item, Reply) else item.line.raw


def _dropped(item: Reply | StrayLine) -> int:
    return item.dropped if isinstance(item, Reply) else item.line.dropped
