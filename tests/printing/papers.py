"""Invented papers: one plain content of each kind, and contents at the far end of what any field may hold."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from coalguard import resources
from coalguard.domain.assay import Basis, Item
from coalguard.domain.form import parse_parts
from coalguard.domain.identity import CHINA, LONGEST_NAME, DocumentNumber
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price
from coalguard.domain.quality import Verdict
from coalguard.domain.registry import LONGEST_LINE
from coalguard.domain.shift import Changes
from coalguard.domain.weighing import Origin
from coalguard.printing.content import (
    ClosingContent,
    CodeText,
    Content,
    FormContent,
    HandOverContent,
    NumberLine,
    PrintMark,
    Proof,
    SettlementContent,
    SlipContent,
    Tested,
    TicketContent,
    TurnBackContent,
    Weighed,
)

AT = datetime(2026, 1, 14, 20, 58, 11, tzinfo=CHINA)
ID_NUMBER = "622901198001012416"
PHONE = "13800006620"
DRIVER = "马得明"
RARE = "𬭚𬶋𫖯𬱖䶮㛃㼆癿枹"
"""Characters of names beyond GBK, half of them beyond the BMP (`domain.md` §7.1)."""
LONG_NAME = "阿卜杜热合曼·麦麦提吐尔逊·买买提依明江吐尔逊古丽"
"""25 characters: what every register must take (民委发〔2016〕33号)."""


def code(seed: int, address: str = "HTTPS://MG.LINXIA.EXAMPLE/V/") -> CodeText:
    """A code as long as a signed one: 113 bytes as a number behind an address."""
    return address, str(int.from_bytes(b"\x01" + random.Random(seed).randbytes(112), "big"))


def _proof(seed: int, check_code: str) -> Proof:
    return Proof(codes={0: code(seed)}, check_code=check_code)


TESTED = (
    Tested(Item.VOLATILE, Basis.DAF, Decimal("9.86"), Decimal("12.00")),
    Tested(Item.SULFUR, Basis.D, Decimal("0.62"), Decimal("1.00")),
    Tested(Item.ASH, Basis.D, Decimal("23.40"), Decimal("30.00")),
)

FORM = FormContent(
    number=DocumentNumber("LX01", "260114", 32),
    issued_at=AT,
    issuer="城北煤炭市场检查室",
    parts=parse_parts(resources.path("forms/five-part-form.json").read_bytes()),
    proof=Proof(codes={part: code(part) for part in range(6)}, check_code="7KQ4-M2XD"),
    plate="甘N8F326",
    gross=Weighed(Mass(47_820), AT - timedelta(seconds=31)),
    tare=Weighed(Mass(15_400), AT - timedelta(minutes=27)),
    net=Mass(32_420),
    price=Price(86_000),
    amount=Price(86_000).of(Mass(32_420)),
    valid_until=datetime(2026, 1, 15, tzinfo=CHINA),
    buyer="南龙镇惠民配送点（二级网点）",
    agent="马小明",
    id_number=ID_NUMBER,
    phone=PHONE,
    address="南龙镇张王家村 3 社",
    purpose="取暖配送",
    coal="无烟2号 块煤",
    lot="B0112-03",
    report="ZJ-2601-0117",
    laboratory="州质检所煤炭化验室",
    reported_on=date(2026, 1, 13),
    tested=TESTED,
    verdict=Verdict.PASS,
    driver=DRIVER,
    carrier="顺达物流",
    destination="南龙配送点",
    clerk="马玉兰",
    weigher="马玉兰",
)

TICKET = TicketContent(
    number=DocumentNumber("GB01", "260114", 58),
    issued_at=AT,
    place="城北煤炭市场",
    scale="1号磅",
    scale_number="SCS-80-0117",
    verified_until=date(2026, 9, 30),
    proof=_proof(7, "P3WN-8H5T"),
    plate="甘N8F326",
    gross=FORM.gross,
    tare=FORM.tare,
    net=FORM.net,
    driver=DRIVER,
    direction="出库（先皮后毛）",
    coal="无烟2号 块煤",
    lot="B0112-03",
    consignor="城北煤炭市场",
    consignee="南龙镇惠民配送点",
    form_number="LX01-260114-0032",
    weigher="马玉兰",
)

SLIP = SlipContent(
    number=DocumentNumber("CF02", "260114", 47),
    issued_at=AT + timedelta(minutes=48),
    station="南龙卡口",
    proof=_proof(8, "V9CE-4J2R"),
    plate="甘N8F326",
    form_number="LX01-260114-0032",
    redeemed=True,
    coal="无烟2号 块煤",
    lot="B0112-03",
    tested=TESTED,
    verdict=Verdict.PASS,
    paper_net=Mass(32_420),
    observed_net=Mass(32_460),
    destination="南龙配送点",
    officers=("韩振国", "妥建军"),
    shift="夜班",
    rules="checks-2023-1",
)

TURN_BACK = TurnBackContent(
    number=DocumentNumber("QF02", "260114", 9),
    issued_at=AT + timedelta(minutes=51),
    station="南龙卡口",
    proof=_proof(9, "K7MM-2QPX"),
    plate="甘J31M07",
    driver="杨得福",
    coal="无烟2号（自报）",
    reasons=("无五联单或单据无效", "质检报告缺失、过期或超限", "去向不明"),
    remedies=("请到售煤市场开具或重开五联单，带原件再来。", "请带有效期内、各项在限值内的质检报告再来。"),
    notes="报告已过期 23 天；篷布覆盖不严。",
    phone="0930-6212345",
    officers=("韩振国", "妥建军"),
    shift="夜班",
    rules="checks-2023-1",
)

HAND_OVER = HandOverContent(
    number=DocumentNumber("YJ02", "260114", 1),
    issued_at=AT + timedelta(minutes=71),
    station="南龙卡口",
    proof=_proof(10, "D4RT-9WXY"),
    plate="青B1827F",
    driver="赵演成",
    party="赵演成",
    id_number=ID_NUMBER,
    phone=PHONE,
    coal="烟煤（目测）",
    quantity=Mass(30_700),
    grounds=("运输不符合民用散煤质量标准的煤炭", "无质检报告、无采购合同"),
    notes="司机称由外县装车，收货人说不清。",
    evidence=("过磅单 GB02-260114-0012", "样品 Y260114-03，封条 F000871"),
    officers=("韩振国", "妥建军"),
    shift="夜班",
    rules="checks-2023-1",
)

SETTLEMENT = SettlementContent(
    number=DocumentNumber("JS01", "260114", 32),
    issued_at=AT,
    seller="城北煤炭市场",
    buyer="南龙镇惠民配送点（二级网点）",
    proof=_proof(11, "M3NN-6T2A"),
    form_number="LX01-260114-0032",
    net=Mass(32_420),
    price=Price(86_000),
    amount=FORM.amount,
    paid=FORM.amount,
    payment="转账",
    cashier="马玉兰",
)

CLOSING = ClosingContent(
    station="城北煤炭市场",
    opened_at=AT - timedelta(hours=12),
    ended_at=AT,
    holder="韩振国",
    receiver="妥建军",
    figures=(
        ("过磅", "46 次，手录 1 次"),
        ("五联单", "22 张，作废 1 张"),
        ("进煤", "3 车，120.460 t"),
        ("销煤", "21 车，680.820 t"),
    ),
    ties=True,
    numbers=(
        NumberLine("过磅单", "GB01", 33, 58, 26, 1, 999_942),
        NumberLine("入库单", "JH01", 4, 4, 1, 0, 999_996),
        NumberLine("五联单", "LX01", 11, 32, 22, 1, 999_968),
    ),
    voided=("LX01-260114-0019",),
    left=(
        "还有 2 辆车未完成过磅：甘N8F326、甘ND3071。随班移交。最久 48 分钟。",
        "有 1 个批次冻结或待检：B0114-01。",
    ),
    due=Money(58_550_520),
    cash=Money(1_286_000),
    paper_left=60,
    notes="1 号磅仪表已归零；南场 3 号堆待质检报告。",
    changes=Changes(0, 3),
    seal=("CG1S:", str(int.from_bytes(b"\x01" + random.Random(12).randbytes(116), "big"))),
    sealed_seq=4_711,
    check_code="7KQ4-M2XD",
)

PAPERS: tuple[Content, ...] = (FORM, TICKET, SLIP, TURN_BACK, HAND_OVER, SETTLEMENT)

# --- extremes --------------------------------------------------------------------------------------------------------

_HAN = "甘肃省临夏回族自治州折桥镇煤炭配送有限责任公司鑫源盛达泰和安平永兴晋华"
_OTHER = "ABCDWXYZ0123456789（）、·-/ 　，"


def _text(chance: random.Random, length: int) -> str:
    """A text of so many characters; some Han throughout, some with rare characters, numbers and signs."""
    signs = _HAN + chance.choice(("", RARE, _OTHER, RARE + _OTHER + "\U00020000"))
    middle = "".join(chance.choice(signs) for _ in range(length - 2))
    return f"{chance.choice(_HAN)}{middle}{chance.choice(_HAN)}"


def _name(chance: random.Random) -> str:
    return chance.choice((LONG_NAME, _text(chance, 25), _text(chance, LONGEST_NAME), "马𬭚"))


def _line(chance: random.Random) -> str:
    return _text(chance, chance.choice((20, 60, LONGEST_LINE)))


def extremes(count: int) -> Iterator[tuple[Content, PrintMark]]:
    """Of each kind of paper so many contents at the far ends, with the mark of a reprint; the same on every run."""
    for seed in range(count):
        chance = random.Random(seed)
        mark = PrintMark(copy=chance.choice((1, 2, 37)), reason=_line(chance))
        yield _extreme_form(chance), mark
        yield _extreme_ticket(chance), mark
        for content in (_extreme_slip(chance), *_extreme_notices(chance), _extreme_settlement(chance)):
            yield content, mark


def _weighed(chance: random.Random) -> Weighed:
    return Weighed(Mass(chance.randrange(100_000, 200_000, 20)), AT, chance.choice(list(Origin)))


def _extreme_form(chance: random.Random) -> FormContent:
    return replace(
        FORM,
        number=DocumentNumber(chance.choice(("LX01", "LX012", "LX0123")), "260114", chance.choice((1, 25_000_001))),
        issuer=_name(chance),
        plate=chance.choice(("甘N8F326", "甘N12345D", "甘2912345", "无牌:LZZ5EXSA012345678901", f"其他:{'演' * 20}")),
        gross=_weighed(chance),
        tare=_weighed(chance),
        net=Mass(149_980),
        price=Price(9_999_999),
        amount=Money(chance.choice((123_456_789, 999_999_999, 100_000_001))),
        buyer=_name(chance),
        agent=_name(chance),
        id_number=chance.choice((ID_NUMBER, "")),
        credit_code="91622901MA72EXAMP1",
        address=_line(chance),
        purpose=_line(chance),
        coal=_text(chance, 20),
        report=_text(chance, 40),
        laboratory=_name(chance),
        verdict=chance.choice((*Verdict, None)),
        tested=chance.choice((TESTED, TESTED[:1], ())),
        driver=_name(chance),
        carrier=_name(chance),
        destination=_line(chance),
        clerk=_name(chance),
        weigher=_name(chance),
        clock_trusted=chance.random() < 0.5,
    )


def _extreme_ticket(chance: random.Random) -> TicketContent:
    return replace(
        TICKET,
        place=_name(chance),
        gross=chance.choice((_weighed(chance), None)),
        tare=_weighed(chance),
        driver=_name(chance),
        consignor=_name(chance),
        consignee=_name(chance),
        remark=_line(chance),
        approved_by=_name(chance),
        weigher=_name(chance),
        clock_trusted=chance.random() < 0.5,
    )


def _extreme_slip(chance: random.Random) -> SlipContent:
    return replace(
        SLIP,
        station=_name(chance),
        coal=_text(chance, 20),
        destination=_line(chance),
        override=_line(chance),
        officers=(_name(chance), _name(chance)),
    )


def _extreme_notices(chance: random.Random) -> tuple[TurnBackContent, HandOverContent]:
    texts = tuple(_line(chance) for _ in range(7))
    back = replace(
        TURN_BACK,
        station=_name(chance),
        driver=_name(chance),
        reasons=texts,
        remedies=texts,
        notes=_line(chance),
        officers=(_name(chance), _name(chance)),
    )
    over = replace(
        HAND_OVER,
        party=_name(chance),
        receiver=_name(chance),
        driver=_name(chance),
        grounds=texts,
        evidence=texts,
        notes=_line(chance),
    )
    return back, over


def _extreme_settlement(chance: random.Random) -> SettlementContent:
    return replace(
        SETTLEMENT,
        seller=_name(chance),
        buyer=_name(chance),
        amount=Money(-999_999_999),
        price=Price(9_999_999),
        payment=_text(chance, 20),
        invoice="2" * 20,
        cashier=_name(chance),
    )
