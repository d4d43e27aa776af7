"""Messages keep the bytes that were signed, and nothing that is not one passes for one."""

import pytest

from coalguard.domain.errors import DamagedError
from coalguard.sync.messages import Receipt, Statement, believe, parse, render, say
from coalguard.trust.chain import DeviceSigner
from coalguard.trust.statement import Purpose

CITY = DeviceSigner(bytes(range(32)))
RECEIPT = Receipt(CITY.device, 1, 7, "00" * 32, "2026-01-14T04:00:00.000Z", 9)


def test_a_statement_is_believed_after_its_journey() -> None:
    sent = render(say(Purpose.RECEIPT, RECEIPT, CITY))
    assert believe(Purpose.RECEIPT, Receipt, parse(Statement, sent), CITY.public) == RECEIPT


def test_a_changed_statement_is_not_believed() -> None:
    sent = render(say(Purpose.RECEIPT, RECEIPT, CITY)).replace(b'"seq":7', b'"seq":8')
    with pytest.raises(DamagedError, match=r"statement\.invalid"):
        believe(Purpose.RECEIPT, Receipt, parse(Statement, sent), CITY.public)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"said":1}', b"[" * 100_000])
def test_what_is_no_message_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedError, match=r"sync\.malformed"):
        parse(Receipt, content)
