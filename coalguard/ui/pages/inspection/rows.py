"""A judged row in a few words: what the paper says, what was seen, the result; the whole sentence is the finding's.

A reason that is not in the table is shown by its sentence, so that none is ever lost.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, assert_never

from coalguard.domain.identity import CHINA
from coalguard.domain.inspection import RULES, Mark, Row, RowResult, judge_plate
from coalguard.domain.mass import Mass
from coalguard.domain.plate import spaced
from coalguard.operations.gate import PaperShown, TruckSheet
from coalguard.ui.states import sync
from coalguard.ui.states.inspection import TAIL
from coalguard.ui.tokens import Tone
from coalguard.ui.widgets.check_row import CheckRow
from coalguard.ui.words import N_, _, said, word

TONES: Final[Mapping[Mark, Tone]] = {
    Mark.OK: Tone.OK,
    Mark.WARN: Tone.WARN,
    Mark.FAIL: Tone.FAIL,
    Mark.PENDING: Tone.OFF,
}

SEEN: Final[Mapping[tuple[Row, Mark], str]] = {
    (Row.FORM, Mark.OK): N_("已出示，码没有识读"),
    (Row.FORM, Mark.WARN): N_("单据存疑"),
    (Row.FORM, Mark.FAIL): N_("司机未出示"),
    (Row.PLATE, Mark.OK): N_("现场所见一致"),
    (Row.PLATE, Mark.WARN): N_("号牌不清"),
    (Row.PLATE, Mark.FAIL): N_("号牌不符"),
    (Row.REPORT, Mark.OK): N_("纸质报告，各项合格"),
    (Row.REPORT, Mark.WARN): N_("报告无码，按纸面录入"),
    (Row.REPORT, Mark.FAIL): N_("报告缺失、过期或超限"),
    (Row.CONTRACT, Mark.OK): N_("合同已看，有效"),
    (Row.CONTRACT, Mark.WARN): N_("未出示，待补证"),
    (Row.CONTRACT, Mark.FAIL): N_("无合同，或合同已用完"),
    (Row.KIND, Mark.OK): N_("目测一致，未见掺杂"),
    (Row.KIND, Mark.WARN): N_("目测存疑"),
    (Row.KIND, Mark.FAIL): N_("烟煤或掺杂"),
    (Row.NET, Mark.OK): N_("目测与单据相符"),
    (Row.NET, Mark.WARN): N_("重量未核实"),
    (Row.NET, Mark.FAIL): N_("重量明显不符"),
    (Row.DESTINATION, Mark.OK): N_("与行驶方向相符"),
    (Row.DESTINATION, Mark.WARN): N_("无法核实"),
    (Row.DESTINATION, Mark.FAIL): N_("去向不符或禁行"),
}
"""What an officer's key says of a row; these words stand in the record and on papers."""

_OBSERVED: Final[Mapping[str, str]] = {
    "form.verified": N_("验签有效，本机未见使用"),
    "form.confirmed": N_("校验码相符，本机未见使用"),
    "form.no_record": N_("本机没有这张单的记录"),
    "form.check_code_missing": N_("没有输入校验码"),
    "form.check_code_wrong": N_("校验码与记录不符"),
    "form.code_unread": N_("单上的码没有识读"),
    "form.used_before": N_("已在卡口核销"),
    "form.not_valid": N_("单据不再有效"),
    "paper.key_unknown": N_("签发站公钥没有登记"),
    "paper.key_revoked": N_("签发站公钥已作废"),
    "paper.signature_wrong": N_("验签失败，内容被改过"),
    "paper.version_unknown": N_("码的格式较新"),
    "paper.not_ours": N_("不是本系统的码"),
    "paper.prefix_foreign": N_("单号不属于签发站"),
    "paper.record_differs": N_("与本站记录不一致"),
    "trust.stale": N_("信任名单已旧"),
    "contract.vouched": N_("签发站已核"),
    "report.vouched": N_("各项均在限值内"),
    "report.signed": N_("各项均在限值内"),
    "destination.vouched": N_("按单据去向"),
}
_BEYOND: Final = frozenset({"report.vouched_not_passing", "report.signed_not_passing"})
_RESULTS: Final[Mapping[str, str]] = {
    "form.used_before": N_("已核销"),
    "form.missing": N_("未出示"),
    "paper.signature_wrong": N_("验签失败"),
    "form.check_code_wrong": N_("校验码错"),
    "paper.prefix_foreign": N_("单号不符"),
    "plate.agrees": N_("一致"),
    "report.vouched_not_passing": N_("超限"),
    "report.signed_not_passing": N_("超限"),
}
_GOOD: Final[Mapping[Row, str]] = {
    Row.FORM: N_("有效"),
    Row.PLATE: N_("一致"),
    Row.REPORT: N_("合格"),
    Row.CONTRACT: N_("有效"),
    Row.KIND: N_("一致"),
    Row.NET: N_("相符"),
    Row.DESTINATION: N_("相符"),
}
_OTHERWISE: Final[Mapping[Mark, str]] = {
    Mark.WARN: N_("存疑"),
    Mark.FAIL: N_("不通过"),
    Mark.PENDING: N_("未核"),
}
NOTHING: Final = "—"


def check_row(row: RowResult, sheet: TruckSheet) -> CheckRow:
    """A row of the table."""
    return CheckRow(
        row.row.value,
        word("row", row.row.value),
        _stated(row, sheet),
        _observed(row, sheet),
        _result(row),
        TONES[row.mark],
        _stated_briefly(row, sheet),
        _observed_briefly(row, sheet),
    )


def note_of(rows: Sequence[RowResult]) -> str:
    """What rows that give a reason say of it: which rows, or how the only one stands."""
    if len(rows) == 1 and _result(rows[0]) not in {_(text) for text in _OTHERWISE.values()}:
        return _result(rows[0])
    return _("、").join(word("row", row.row.value) for row in rows)


def places_told(places: str) -> str:
    """At which places two plates differ, in a few words; by other lengths there are none."""
    return _("第 {places} 位不同").format(places=places.replace(",", _("、"))) if places else _("位数不同")


def time_of(moment: datetime | None) -> str:
    """A time of today as it is read here."""
    return f"{moment.astimezone(CHINA):%H:%M}" if moment else ""


def end_of(moment: datetime, since: datetime) -> str:
    """An end as it is read here: midnight is the 24:00 of the day before; the day stands where it is another one."""
    local, day = moment.astimezone(CHINA), (moment - timedelta(microseconds=1)).astimezone(CHINA).date()
    time = "24:00" if day != local.date() else f"{local:%H:%M}"
    return time if day == since.astimezone(CHINA).date() else f"{day:%m-%d} {time}"


# --- what the paper says ---------------------------------------------------------------------------------------------


def _stated(row: RowResult, sheet: TruckSheet) -> tuple[str, str]:
    paper = sheet.paper
    if paper is None:
        return (spaced(sheet.plate), "") if row.row is Row.PLATE else (NOTHING, "")
    match row.row:
        case Row.FORM:
            return paper.number or NOTHING, _issued(paper)
        case Row.PLATE:
            return spaced(str(_fact(sheet, Row.PLATE, "paper") or "")) or NOTHING, ""
        case Row.REPORT:
            return _report(sheet)
        case Row.CONTRACT:
            return (_("由签发站核验"), paper.station) if _vouched(sheet, Row.CONTRACT) else (NOTHING, "")
        case Row.KIND:
            return paper.coal or NOTHING, _("批次 {lot}").format(lot=paper.lot) if paper.lot else ""
        case Row.NET:
            return (f"{paper.net.tonnes} t", _tolerance()) if paper.net else (NOTHING, "")
        case Row.DESTINATION:
            return str(_fact(sheet, Row.DESTINATION, "destination") or NOTHING), ""
    assert_never(row.row)


def _issued(paper: PaperShown) -> str:
    if paper.issued_at is None:
        return ""
    time = f"{paper.issued_at.astimezone(CHINA):%m-%d %H:%M}"
    if not paper.part:
        return _("{time} 签发").format(time=time)
    return _("第 {part} 联 · {time} 签发").format(part=paper.part, time=time)


def _report(sheet: TruckSheet) -> tuple[str, str]:
    number, values = str(_fact(sheet, Row.REPORT, "number") or ""), _values(sheet)
    if not values:
        return number or NOTHING, ""
    first = " ".join(f"{word('item', item)} {value}" for item, value in values)
    return first, " · ".join(filter(None, (number, _limited(sheet, values))))


def _values(sheet: TruckSheet) -> list[tuple[str, str]]:
    """What the report says of the items that have a limit."""
    said = ((item, _fact(sheet, Row.REPORT, item)) for item in ("volatile", "sulfur", "ash"))
    return [(item, str(value)) for item, value in said if value]


def _limited(sheet: TruckSheet, values: Sequence[tuple[str, str]]) -> str:
    limits = " / ".join(_short(sheet.limits[item]) for item, _value in values if item in sheet.limits)
    return _("限值 {limits} %").format(limits=limits) if limits else ""


def _stated_briefly(row: RowResult, sheet: TruckSheet) -> tuple[str, str]:
    """The three values in the order of their limits below them, without the number of the report."""
    if row.row is not Row.REPORT or sheet.paper is None:
        return "", ""
    values = _values(sheet)
    limits = _limited(sheet, values)
    return (" / ".join(value for _item, value in values) + " %", limits) if values else ("", "")


def _short(limit: Decimal) -> str:
    return f"{limit.normalize():f}"


def _tolerance() -> str:
    return _("允差 ±{percent} %").format(percent=f"{RULES.net_ok_permille / 10:g}")


def _vouched(sheet: TruckSheet, wanted: Row) -> bool:
    return any(row.row is wanted for row in sheet.computed)


def _fact(sheet: TruckSheet, wanted: Row, name: str) -> object:
    return next((row.facts.get(name) for row in sheet.computed if row.row is wanted), None)


# --- what was seen ---------------------------------------------------------------------------------------------------


def _observed(row: RowResult, sheet: TruckSheet) -> tuple[str, str]:
    facts = row.facts
    if row.mark is Mark.PENDING:
        return "", ""
    if row.row is Row.NET and (facts.get("observed_kg") is not None or facts.get("gross_kg") is not None):
        return _weighed(facts, by_hand=sheet.by_hand)
    if row.row is Row.PLATE:
        return _plate_seen(str(facts.get("seen") or facts.get("observed") or ""), sheet)
    if not row.computed:
        told = str(facts.get("observed") or "")
        return _(told) if told else _("经现场核实") if row.mark is Mark.OK else said(row.finding), ""
    if row.reason in _BEYOND:
        return _beyond(sheet), ""
    if row.reason == "form.used_before" and facts.get("redeemed_where"):
        return _("已在{where}核销").format(where=facts["redeemed_where"]), _redeemed_at(row)
    known = _OBSERVED.get(row.reason)
    return (_(known), _beside(row, sheet)) if known else (said(row.finding), "")


def _beside(row: RowResult, sheet: TruckSheet) -> str:
    facts = row.facts
    if row.reason in {"form.verified", "form.confirmed"}:
        until = datetime.fromisoformat(str(facts["heard_until"]))
        return _("数据截至 {time}").format(time=sync.time_of(until, sheet.opened_at))
    if row.reason == "form.used_before":
        return _redeemed_at(row)
    if row.reason == "form.not_valid" and sheet.paper and sheet.paper.valid_until:
        return _("有效至 {time}").format(time=sync.time_of(sheet.paper.valid_until, sheet.opened_at))
    return ""


def _redeemed_at(row: RowResult) -> str:
    told = row.facts.get("redeemed_at")
    return f"{datetime.fromisoformat(str(told)).astimezone(CHINA):%m-%d %H:%M}" if told else ""


def _beyond(sheet: TruckSheet) -> str:
    """Which values are over their limits; of a single one, by how much."""
    over = _over(sheet)
    if len(over) == 1:
        return _("{item}超 {amount} %").format(item=word("item", over[0][0]), amount=over[0][1])
    told = _("、").join(word("item", item) for item, _amount in over)
    return _("{items}超限").format(items=told) if over else _("超过限值")


def _over(sheet: TruckSheet) -> list[tuple[str, Decimal]]:
    """The values over their limits, each by how much."""
    said = [(item, Decimal(value) - sheet.limits[item]) for item, value in _values(sheet) if item in sheet.limits]
    return [(item, amount) for item, amount in said if amount > 0]


def _observed_briefly(row: RowResult, sheet: TruckSheet) -> tuple[str, str]:
    """In fewer words, where there is little room: the result beside it says the rest."""
    if row.reason in {"form.verified", "form.confirmed"}:
        return _("本机未见使用"), _beside(row, sheet)
    if row.reason == "form.used_before":
        return str(row.facts.get("redeemed_where") or _("已在卡口核销")), _redeemed_at(row)
    if row.reason in _BEYOND:
        return _("{count} 项超限").format(count=len(_over(sheet))), ""
    first, second = _observed(row, sheet)
    if row.row is Row.PLATE and second:
        return first, _("{count} 位不同").format(count=second.count(_("、")) + 1)
    observed, tare = row.facts.get("observed_kg"), row.facts.get("tare_kg")
    if row.row is Row.NET and isinstance(observed, int) and isinstance(tare, int):
        return first, f"{Mass(observed + tare).tonnes} − {Mass(tare).tonnes}"
    return "", ""


def _weighed(facts: Mapping[str, object], *, by_hand: bool) -> tuple[str, str]:
    observed, gross, tare = facts.get("observed_kg"), facts.get("gross_kg"), facts.get("tare_kg")
    if isinstance(observed, int):
        first = (_("手录 {mass} t") if by_hand else _("实测 {mass} t")).format(mass=Mass(observed).tonnes)
        if not isinstance(tare, int):
            return first, ""
        loaded = Mass(observed + tare).tonnes
        return first, _("毛 {gross} − 皮 {tare}").format(gross=loaded, tare=Mass(tare).tonnes)
    shown = Mass(gross).tonnes if isinstance(gross, int) else ""
    return (_("手录毛重 {mass} t") if by_hand else _("毛重 {mass} t")).format(mass=shown), _("皮重未备案")


def _plate_seen(seen: str, sheet: TruckSheet) -> tuple[str, str]:
    """What was read off the truck; where it differs from the paper, at which places."""
    paper = str(_fact(sheet, Row.PLATE, "paper") or "")
    if not paper or seen == paper:
        return _("{tail}，人工比对").format(tail=seen[-TAIL:]) if paper else _("按现场车牌登记"), ""
    facts = judge_plate(paper, seen).facts
    places = str(facts.get("place") or facts.get("places") or "")
    return spaced(seen), places_told(places)


def _result(row: RowResult) -> str:
    percent = row.facts.get("diff_percent")
    if row.row is Row.NET and percent:
        return f"{percent} %".replace("-", "\u2212")
    if row.reason == "form.not_valid":
        return word("form_state", str(row.facts.get("state") or ""))
    if row.row is Row.CONTRACT and row.mark is Mark.WARN:
        return _("待补证")
    if row.reason in _RESULTS:
        return _(_RESULTS[row.reason])
    return _(_GOOD[row.row]) if row.mark is Mark.OK else _(_OTHERWISE[row.mark])
