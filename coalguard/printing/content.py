"""What each paper shows: plain values of the domain, gathered by whoever prints, drawn by the modules beside this one.

Everything is given as it is, names and numbers of people too: masking is the paper's business (`figures`). A field that
is empty prints as a dash, because an empty one could be filled in later. It refuses to know how anything looks, and
importing it costs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from coalguard.domain.assay import Basis, Item
from coalguard.domain.form import Part
from coalguard.domain.identity import DocumentNumber
from coalguard.domain.mass import Mass
from coalguard.domain.money import Money, Price
from coalguard.domain.quality import Verdict
from coalguard.domain.shift import NO_CHANGES, Changes
from coalguard.domain.weighing import Origin

CodeText = tuple[str, str]
"""The two segments of a QR code: an address in capitals and a decimal number (`trust.paper.render_code`)."""

HOTLINE = "12315"
"""Where anybody may complain about what this paper is for."""
NO_DOCUMENT = "无证件"
"""In place of a number, where whoever buys has no paper."""
AUTHORITY = "临夏市市场监督管理局"
"""Who takes over what a checkpoint stops."""

TICKET_PARTS = (
    Part(1, "客户联", "客户", "white"),
    Part(2, "存根联", "市场", "pink"),
    Part(3, "记账联", "市场财务", "yellow"),
)
"""The three plies of the weigh ticket (`ux.md` §9.2)."""
TURN_BACK_PARTS = (Part(1, "司机联", "司机", "white"), Part(2, "存根联", "检查站", "white"))
"""The two copies of a turn-back notice (`ux.md` §9.3)."""
HAND_OVER_PARTS = (Part(1, "接收联", "接收机关", "white"), Part(2, "存根联", "检查站", "white"))
"""The two copies of a hand-over."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A weight and its instant; one that was typed bears its mark on every paper (`journal.md` §4)."""

    mass: Mass
    at: datetime
    origin: Origin = Origin.WEIGHED


@dataclass(frozen=True, slots=True)
class Tested:
    """One of the three indicators: what was measured, on which basis, and what it may be at most."""

    item: Item
    basis: Basis
    value: Decimal | None
    limit: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintMark:
    """What distinguishes this print: its count and, from a reprint on, the reason; what must stand across it."""

    copy: int = 1
    reason: str = ""
    demo: bool = False
    preview: bool = False
    voided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What makes a paper provable: the code of each part (0 the set) and what can be typed instead."""

    codes: Mapping[int, CodeText] = field(default_factory=dict)
    check_code: str = ""

    def of(self, part: int) -> CodeText | None:
        """The code of a part; where it has none of its own, that of the set."""
        return self.codes.get(part) or self.codes.get(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """The five-part form 五联单 (`ux.md` §9.1); `number` is None on a preview."""

    number: DocumentNumber | None
    issued_at: datetime
    issuer: str
    parts: tuple[Part, ...]
    proof: Proof
    plate: str
    gross: Weighed
    tare: Weighed
    net: Mass
    price: Price
    amount: Money
    valid_until: datetime
    buyer: str
    agent: str = ""
    id_number: str = ""
    credit_code: str = ""
    phone: str = ""
    address: str = ""
    purpose: str = ""
    coal: str = ""
    lot: str = ""
    report: str = ""
    laboratory: str = ""
    reported_on: date | None = None
    tested: tuple[Tested, ...] = ()
    verdict: Verdict | None = None
    driver: str = ""
    carrier: str = ""
    destination: str = ""
    clerk: str = ""
    weigher: str = ""
    hotline: str = HOTLINE
    title: str = "临夏市煤炭销售五联单"
    clock_trusted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketContent:
    """The weigh ticket 过磅单 (`ux.md` §9.2); what is not weighed yet is None."""

    number: DocumentNumber | None
    issued_at: datetime
    place: str
    scale: str
    proof: Proof
    plate: str
    gross: Weighed | None
    tare: Weighed | None
    net: Mass | None
    parts: tuple[Part, ...] = TICKET_PARTS
    scale_number: str = ""
    verified_until: date | None = None
    driver: str = ""
    direction: str = ""
    coal: str = ""
    lot: str = ""
    consignor: str = ""
    consignee: str = ""
    form_number: str = ""
    remark: str = ""
    approved_by: str = ""
    weigher: str = ""
    clock_trusted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipContent:
    """The release slip 查验放行单 (`ux.md` §9.3); `override` says why a doubt did not stop the truck."""

    number: DocumentNumber | None
    issued_at: datetime
    station: str
    proof: Proof
    plate: str
    form_number: str = ""
    redeemed: bool = False
    coal: str = ""
    lot: str = ""
    tested: tuple[Tested, ...] = ()
    verdict: Verdict | None = None
    paper_net: Mass | None = None
    observed_net: Mass | None = None
    by_hand: bool = False
    destination: str = ""
    override: str = ""
    officers: tuple[str, ...] = ()
    shift: str = ""
    rules: str = ""
    hotline: str = HOTLINE
    clock_trusted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnBackContent:
    """The turn-back notice 劝返告知书 (`ux.md` §9.3): no measure of force, so it says what puts things right."""

    number: DocumentNumber | None
    issued_at: datetime
    station: str
    proof: Proof
    plate: str
    reasons: tuple[str, ...]
    remedies: tuple[str, ...]
    parts: tuple[Part, ...] = TURN_BACK_PARTS
    driver: str = ""
    coal: str = ""
    form_number: str = ""
    notes: str = ""
    phone: str = ""
    officers: tuple[str, ...] = ()
    shift: str = ""
    rules: str = ""
    hotline: str = HOTLINE
    clock_trusted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverContent:
    """The hand-over 移交单 to the authority that may seize (`domain.md` §7.6); it seizes nothing itself."""

    number: DocumentNumber | None
    issued_at: datetime
    station: str
    proof: Proof
    plate: str
    grounds: tuple[str, ...]
    parts: tuple[Part, ...] = HAND_OVER_PARTS
    receiver: str = AUTHORITY
    driver: str = ""
    party: str = ""
    id_number: str = ""
    phone: str = ""
    coal: str = ""
    quantity: Mass | None = None
    form_number: str = ""
    notes: str = ""
    evidence: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()
    shift: str = ""
    rules: str = ""
    hotline: str = HOTLINE
    clock_trusted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementContent:
    """The settlement slip 结算单 (`ux.md` §9.4): what was agreed and paid; it is no invoice and says so."""

    number: DocumentNumber | None
    issued_at: datetime
    seller: str
    proof: Proof
    form_number: str
    net: Mass
    price: Price
    amount: Money
    buyer: str = ""
    paid: Money | None = None
    payment: str = ""
    invoice: str = ""
    cashier: str = ""
    clock_trusted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSlipContent:
    """The slip of the first weighing 首磅条 (`ux.md` §6.3); `code` is what its bar code says."""

    place: str
    plate: str
    step: str
    weighed: Weighed
    code: str
    direction: str = ""
    coal: str = ""
    scale: str = ""
    scale_number: str = ""
    driver: str = ""
    weigher: str = ""
    clock_trusted: bool = True


@dataclass(frozen=True, slots=True)
class NumberLine:
    """The numbers of one kind of paper: from which to which, how many papers carry one, what is void, what is left."""

    paper: str
    prefix: str
    first: int
    last: int
    used: int
    void: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingContent:
    """The closing sheet 交班单 of a shift (`ux.md` §6.9); without a receiver the desk was closed.

    It has no number: the shift is known by its seal, which stands on it as a code and as a check code.
    """

    station: str
    opened_at: datetime
    ended_at: datetime
    holder: str
    figures: tuple[tuple[str, str], ...]
    ties: bool
    numbers: tuple[NumberLine, ...] = ()
    voided: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    receiver: str = ""
    given_by: str = ""
    reason: str = ""
    due: Money | None = None
    cash: Money | None = None
    paper_left: int | None = None
    notes: str = ""
    changes: Changes = NO_CHANGES
    seal: CodeText | None = None
    sealed_seq: int | None = None
    check_code: str = ""
    clock_trusted: bool = True


Content = FormContent | TicketContent | SlipContent | TurnBackContent | HandOverContent | SettlementContent
