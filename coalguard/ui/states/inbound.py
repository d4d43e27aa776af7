"""What the page 进煤 says and decides, as values: what is still to be brought, proof lines.

Nothing of windows or of the store is known here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coalguard.domain.findings import Refused
from coalguard.domain.mass import Mass, parse_tonnes
from coalguard.ui.tokens import Tone
from coalguard.ui.words import N_, _, word

PASSING: Final = frozenset({"pass", "borderline"})
KINDS: Final = (("mine", N_("煤矿")), ("trader", N_("经销商")), ("factory", N_("型煤厂")))


@dataclass(frozen=True, slots=True)
class Standing:
    """A paper of a load: its word, what there is to say of it, in which tone."""

    word: str
    text: str
    tone: Tone
    lacks: bool = False
    """Whether it is still to be brought."""


def contract_standing(number: str, left: Mass | None, load: Mass | None = None) -> Standing:
    """How the load stands with its contract; where it takes more than is left, that is seen before it is received."""
    if not number:
        return Standing(_("采购合同"), _("待补"), Tone.WARN, lacks=True)
    text = _("余 {left} t").format(left=left.tonnes) if left is not None else number
    over = left is not None and load is not None and load > left
    return Standing(_("采购合同"), text, Tone.WARN if over else Tone.OK)


def over_contract(left: Mass | None, load: Mass | None) -> str:
    """What a load takes beyond what is left on its contract; empty: nothing."""
    if left is None or load is None or load <= left:
        return ""
    return _("本车 {load} t，入库后合同超出 {over} t。").format(load=load.tonnes, over=(load - left).tonnes)


def report_standing(number: str, verdict: str) -> Standing:
    """How the load stands with its report."""
    if not number:
        return Standing(_("质检报告"), _("待检"), Tone.WARN, lacks=True)
    if verdict in PASSING or not verdict:
        return Standing(_("质检报告"), word("verdict", verdict) if verdict else number, Tone.OK)
    failed = verdict == "fail"
    return Standing(_("质检报告"), word("verdict", verdict), Tone.FAIL if failed else Tone.WARN, lacks=not failed)


def not_chosen() -> tuple[Standing, Standing]:
    """Contract and report before there is a supplier they could be of."""
    return Standing(_("采购合同"), "", Tone.OFF), Standing(_("质检报告"), "", Tone.OFF)


def consequence(contract: Standing, report: Standing) -> str:
    """What the papers mean for the coal once it is received."""
    if contract.tone is Tone.OFF:
        return _("选好供煤单位后显示。")
    if report.tone is Tone.FAIL:
        return _("质检不合格。煤可以入库，批次冻结，不能销售。")
    lacking = [one.word for one in (contract, report) if one.lacks]
    if not lacking:
        return _("手续齐全，入库后可以销售。")
    return _("{papers}没有补齐。煤可以入库，补齐前不能销售。").format(papers="、".join(lacking))


def lacking(missing: Sequence[str]) -> str:
    """What a lot lacks, in words."""
    return "、".join(_("采购合同") if one == "contract" else _("质检报告") for one in missing)


def proof_line(number: str, ticket: str, lot: str, net: Mass, missing: Sequence[str]) -> str:
    """What stands until the next truck comes."""
    line = _("已入库 {number} · 批次 {lot} · {net} t · 过磅单 {ticket}").format(
        number=number, lot=lot, net=net.tonnes, ticket=ticket
    )
    return f"{line} · " + _("待补 {papers}").format(papers=lacking(missing)) if missing else line


def tonnes_kg(text: str) -> int | None:
    """Tonnes as typed, in kilograms; None where it is no mass above nothing."""
    try:
        kg = parse_tonnes(text).kg
    except Refused:
        return None
    return kg if kg > 0 else None
