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
    "report.vouched_not_passing": N_("超过限值"),
    "report.signed_not_passing": N_("超过限值"),
    "destination.vouched": N_("按单据去向"),
}
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


def end_of(moment: datetime) -> str:
    """An end as it is read here: midnight is the 24:00 of the day before."""
    day = (moment - timedelta(microseconds=1)).astimezone(CHINA)
    local = moment.astimezone(CHINA)
    return "24:00" if day.date() != local.date() else f"{local:%H:%M}"


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
    facts = next((row.facts for row in sheet.computed if row.row is Row.REPORT), {})
    values = [(item, facts[item]) for item in ("volatile", "sulfur", "ash") if facts.get(item)]
    if not values:
        return str(facts.get("number") or NOTHING), ""
    first = " ".join(f"{word('item', item)} {value}" for item, value in values)
    limits = " / ".join(_short(sheet.limits[item]) for item, _value in values if item in sheet.limits)
    limited = _("限值 {limits} %").format(limits=limits) if limits else ""
    return first, " · ".join(filter(None, (str(facts.get("number") or ""), limited)))


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
        return _weighed(facts)
    if row.row is Row.PLATE:
        return _plate_seen(str(facts.get("seen") or facts.get("observed") or ""), sheet)
    if not row.computed:
        told = str(facts.get("observed") or "")
        return _(told) if told else _("经现场核实") if row.mark is Mark.OK else said(row.finding), ""
    known = _OBSERVED.get(row.reason)
    return (_(known), _beside(row, sheet)) if known else (said(row.finding), "")


def _beside(row: RowResult, sheet: TruckSheet) -> str:
    facts = row.facts
    if row.reason in {"form.verified", "form.confirmed"}:
        until = datetime.fromisoformat(str(facts["heard_until"]))
        return _("数据截至 {time}").format(time=sync.time_of(until, sheet.opened_at))
    if row.reason == "form.used_before" and facts.get("redeemed_at"):
        at = datetime.fromisoformat(str(facts["redeemed_at"])).astimezone(CHINA)
        return f"{at:%m-%d %H:%M} {facts.get('redeemed_where') or ''}".strip()
    if row.reason == "form.not_valid" and sheet.paper and sheet.paper.valid_until:
        return _("有效至 {time}").format(time=sync.time_of(sheet.paper.valid_until, sheet.opened_at))
    return ""


def _weighed(facts: Mapping[str, object]) -> tuple[str, str]:
    observed, gross, tare = facts.get("observed_kg"), facts.get("gross_kg"), facts.get("tare_kg")
    if isinstance(observed, int):
        first = _("实测 {mass} t").format(mass=Mass(observed).tonnes)
        if not isinstance(tare, int):
            return first, ""
        loaded = Mass(observed + tare).tonnes
        return first, _("毛 {gross} − 皮 {tare}").format(gross=loaded, tare=Mass(tare).tonnes)
    shown = Mass(gross).tonnes if isinstance(gross, int) else ""
    return _("毛重 {mass} t").format(mass=shown), _("皮重未备案")


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
