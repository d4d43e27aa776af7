"""Page: what a phone shows that scanned a paper; one HTML file that needs no script, no other file and no cookie.

The layout is `resources/templates/paper.html`, the words are here, Chinese first and English where the phone asks for
it. What is found out about the paper is `lookup`'s; a forged code is called so and shows nothing of what it claims.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from gettext import NullTranslations
from hashlib import sha256
from html import escape
from string import Template
from typing import Final

from coalguard.domain.form import FormState
from coalguard.domain.identity import CHINA
from coalguard.domain.mass import Mass
from coalguard.domain.numbering import PaperKind
from coalguard.resources import SOURCE_LANGUAGE, path
from coalguard.sentences import word
from coalguard.sentences.mark import N_
from coalguard.server.lookup import Found, Genuineness, Sheet, Value

MEDIA_TYPE: Final = "text/html; charset=utf-8"

_GOOD, _DOUBT, _BAD = "good", "doubt", "bad"


@dataclass(frozen=True, slots=True)
class _Said:
    tone: str
    headline: str
    explained: str


_SAID: Final[Mapping[Genuineness, _Said]] = {
    Genuineness.GENUINE: _Said(_GOOD, N_("真单据"), N_("签章是{name}的，和市局收到的记录一致。")),
    Genuineness.UNHEARD: _Said(
        _DOUBT, N_("真单据，记录未到"), N_("签章是{name}的。市局还没有收到这张单的记录，有没有用过、作废，现在说不准。")
    ),
    Genuineness.SIGNATURE_WRONG: _Said(
        _BAD, N_("假单据"), N_("签章不对：内容被改过，或者不是登记的站点开的。请不要认这张单。")
    ),
    Genuineness.NUMBER_FOREIGN: _Said(_BAD, N_("假单据"), N_("签章是{name}的，单号却是别的站点的。请不要认这张单。")),
    Genuineness.RECORD_DIFFERS: _Said(_BAD, N_("假单据"), N_("和{name}报给市局的记录不一致。请不要认这张单。")),
    Genuineness.KEY_REVOKED: _Said(_BAD, N_("单据无效"), N_("开这张单的机器已被市局停用，停用以后开的单不算数。")),
    Genuineness.KEY_UNKNOWN: _Said(
        _DOUBT, N_("认不出是谁开的"), N_("市局没有登记过开这张单的机器：可能还没有入网，也可能是假的。请问市局。")
    ),
    Genuineness.VERSION_UNKNOWN: _Said(_DOUBT, N_("码的版本认不出"), N_("这个码的版本本页还不认得。请问市局。")),
    Genuineness.NOT_OURS: _Said(
        _DOUBT, N_("不是煤管通的单据码"), N_("链接里的数字不是单据码，或者没有扫全。请对准单据上的方码再扫一次。")
    ),
}
_NOT_NOW: Final = _Said(
    _DOUBT,
    N_("现在查不了"),
    N_("市局服务器这会儿查不了单据，不是单据有问题：这张单是真是假，本页现在都不能说。"),
)
_WHAT_TO_DO: Final = N_("请过几分钟再扫一次；急着用，请让检查站扫码核对（不用联网），或者打电话问市局。")
_STATES: Final[Mapping[FormState, _Said]] = {
    FormState.ISSUED: _Said(_GOOD, N_("真单据，有效"), ""),
    FormState.REDEEMED: _Said(_BAD, N_("真单据，已经用过"), N_("{at} 在{where}核销，不能再用。")),
    FormState.VOID: _Said(_BAD, N_("真单据，已经作废"), N_("开单的站点已经把它作废，不能再用。")),
    FormState.EXPIRED: _Said(_BAD, N_("真单据，已过有效期"), N_("有效期到 {until}，不能再用。")),
}


@cache
def _layout() -> tuple[Template, str]:
    """The layout, and the policy that lets nothing but its own style in."""
    text = path("templates").joinpath("paper.html").read_text("utf-8")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = b64encode(sha256(style[1].encode() if style else b"").digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return Template(text), policy + "; frame-ancestors 'none'"


def page_headers() -> dict[str, str]:
    """What goes with the page: nothing may be loaded, kept, framed or told on."""
    return {
        "Content-Security-Policy": _layout()[1],
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Language",
    }


def language_of(accepted: str) -> str:
    """The language of the page: English where the phone asks for it before Chinese, else Chinese."""
    wanted = (one.partition(";")[0].strip().lower()[:2] for one in accepted.split(","))
    return next((one for one in wanted if one in ("zh", "en")), SOURCE_LANGUAGE)


def render_page(found: Found, words: NullTranslations, now: datetime) -> bytes:
    """The page of what was found."""
    _ = words.gettext
    said = list(_said(found))
    facts = _facts(found)
    explained = [_(one.explained).format(**facts) for one in said if one.explained]
    worst = max(reversed(said), key=lambda one: (_GOOD, _DOUBT, _BAD).index(one.tone))
    return _laid_out(worst, explained, _sections(found, words), words, now)


def render_not_now(words: NullTranslations, now: datetime) -> bytes:
    """The page where nothing can be looked up at the moment: it says neither genuine nor forged, and what to do."""
    return _laid_out(_NOT_NOW, [words.gettext(one) for one in (_NOT_NOW.explained, _WHAT_TO_DO)], "", words, now)


def _laid_out(said: _Said, explained: Sequence[str], sections: str, words: NullTranslations, now: datetime) -> bytes:
    _ = words.gettext
    html = _layout()[0].substitute(
        language=_("zh-CN"),
        title=escape(_(said.headline)),
        tone=said.tone,
        headline=escape(_(said.headline)),
        explained="\n".join(f"<p>{escape(one)}</p>" for one in explained),
        sections=sections,
        footer=escape(_("临夏市商品煤监管 · 查询时间 {at}").format(at=_at(now))),
    )
    return html.encode()


def _said(found: Found) -> Iterator[_Said]:
    """What is said of the paper itself, and then of a form's state, if that is known."""
    yield _SAID[found.genuineness]
    state = found.sheet.state if found.sheet else None
    if state and (found.genuineness is Genuineness.GENUINE or state is not FormState.ISSUED):
        yield _STATES[state]


def _facts(found: Found) -> dict[str, str]:
    sheet = found.sheet
    return {
        "name": found.signed_by,
        "at": _at(sheet.used_at) if sheet and sheet.used_at else "",
        "where": sheet.used_where if sheet else "",
        "until": _at(sheet.valid_until) if sheet and sheet.valid_until else "",
    }


def _sections(found: Found, words: NullTranslations) -> str:
    if found.sheet is not None:
        return _paper(found.sheet, words) + _quality(found.sheet, words)
    if not found.number:
        return ""
    return _list([(words.gettext("码上写的单号（未经证实）"), found.number)])


def _paper(sheet: Sheet, words: NullTranslations) -> str:
    _ = words.gettext
    rows = [
        (_("单号"), f"{word('kind', sheet.kind.value, words)} {sheet.number}"),
        (_("开单站点"), f"{sheet.station_name}（{sheet.station}）"),
        (_("开单时间"), _at(sheet.issued_at)),
        (_("有效期到"), _at(sheet.valid_until) if sheet.valid_until else ""),
        (_("车牌（只显示一部分）"), sheet.plate),
        (_("煤种"), sheet.coal),
        (_("毛重"), _tonnes(sheet.gross_kg)),
        (_("皮重"), _tonnes(sheet.tare_kg)),
        (_("净重"), _tonnes(sheet.net_kg or 0)),
    ]
    if sheet.kind is PaperKind.FORM:
        heard = _at(sheet.heard_until) if sheet.heard_until else _("还没有数据")
        rows.append((_("该站数据截至"), heard))
    return _list(rows)


def _list(rows: list[tuple[str, str]]) -> str:
    items = (f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows if value)
    return f"<section><dl>{''.join(items)}</dl></section>"


def _quality(sheet: Sheet, words: NullTranslations) -> str:
    """The three values against their limits, and the verdict."""
    _ = words.gettext
    if sheet.kind is not PaperKind.FORM:
        return ""
    verdict = _list([(_("质检判定"), word("verdict", sheet.verdict, words))])
    if not sheet.values:
        return verdict
    columns = (_("质检"), _("结果"), _("限值"))
    head = f"<tr>{''.join(f'<th>{escape(column)}</th>' for column in columns)}</tr>"
    rows = "".join(_row(value, words) for value in sheet.values)
    return f"<section><table>{head}{rows}</table></section>{verdict}"


def _row(value: Value, words: NullTranslations) -> str:
    _ = words.gettext
    basis = f"<small>{escape(word('basis', value.basis, words))}</small>" if value.basis else ""
    limit = "—" if value.limit is None else f"≤ {value.limit:f} %"
    judged: Mapping[bool | None, tuple[str, str]] = {
        True: ("", _("合格")),
        False: (' class="over"', _("超过限值")),
        None: ("", ""),
    }
    mark, told = judged[value.holds]
    item = escape(word("item", value.item, words))
    return (
        f"<tr><th>{item}{basis}</th><td{mark}>{value.value:f} %<small>{escape(told)}</small></td><td>{limit}</td></tr>"
    )


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _tonnes(kilograms: int) -> str:
    return f"{Mass(kilograms).tonnes} t" if kilograms else ""
