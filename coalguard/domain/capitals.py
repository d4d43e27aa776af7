"""Capitals 中文大写: amounts and tonnes in the figures that can not be altered by a stroke (`domain.md` §5.5).

The rules are those of 支付结算办法, annex 1: one 零 for any run of zeros inside; 零 before 角 where the yuan end in
zero; 整 after whole yuan or jiao, never after fen. It refuses to know on which paper they stand.
"""

from coalguard.domain.mass import Mass
from coalguard.domain.money import Money

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_GROUP = 10_000
_NEGATIVE = "负"


def capital_money(amount: Money) -> str:
    """The amount in capitals, e.g. 贰万柒仟捌佰捌拾壹元贰角整."""
    sign, fen = (_NEGATIVE, -amount.fen) if amount.fen < 0 else ("", amount.fen)
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole(yuan)}元" if yuan or not fen else ""
    if jiao:
        words += ("零" if yuan and yuan % 10 == 0 else "") + f"{_DIGITS[jiao]}角"
    if not cents:
        return f"{sign}{words}整"
    words += ("零" if yuan and not jiao else "") + f"{_DIGITS[cents]}分"
    return sign + words


def capital_tonnes(mass: Mass) -> str:
    """The mass in tonnes in capitals, its three decimals digit by digit, e.g. 叁拾贰点肆贰零吨."""
    sign, kg = (_NEGATIVE, -mass.kg) if mass.kg < 0 else ("", mass.kg)
    decimals = "".join(_DIGITS[int(digit)] for digit in f"{kg % 1000:03d}")
    return f"{sign}{_whole(kg // 1000)}点{decimals}吨"


def _whole(number: int) -> str:
    """A whole number in capitals, in groups of four places."""
    if not number:
        return _DIGITS[0]
    words, group = "", 0
    lower_needs_zero = False
    while number:
        number, part = divmod(number, _GROUP)
        if part:
            gap = "零" if words and lower_needs_zero else ""
            words = f"{_below_ten_thousand(part)}{_GROUPS[group]}{gap}{words}"
            lower_needs_zero = part < _GROUP // 10
        else:
            lower_needs_zero = bool(words)
        group += 1
    return words


def _below_ten_thousand(part: int) -> str:
    """A group of four places; leading zeros are for the group above to bridge."""
    words, skipped = "", False
    for place in (3, 2, 1, 0):
        digit = part // 10**place % 10
        if digit:
            words += ("零" if skipped and words else "") + _DIGITS[digit] + _PLACES[place]
            skipped = False
        else:
            skipped = True
    return words
