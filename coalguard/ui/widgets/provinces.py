"""The province of a plate, chosen from a list: where plates are typed, the input method is off.

The neighbours stand first; a plate without a province is of Linxia anyway (`domain.plate`).
"""

from typing import Final

from coalguard.ui.widgets.option_list import Option
from coalguard.ui.words import N_, _

_NAMES: Final = (
    ("甘", N_("甘肃")),
    ("青", N_("青海")),
    ("宁", N_("宁夏")),
    ("陕", N_("陕西")),
    ("新", N_("新疆")),
    ("川", N_("四川")),
    ("蒙", N_("内蒙古")),
    ("晋", N_("山西")),
    ("豫", N_("河南")),
    ("冀", N_("河北")),
    ("鲁", N_("山东")),
    ("皖", N_("安徽")),
    ("京", N_("北京")),
    ("津", N_("天津")),
    ("沪", N_("上海")),
    ("渝", N_("重庆")),
    ("云", N_("云南")),
    ("辽", N_("辽宁")),
    ("黑", N_("黑龙江")),
    ("湘", N_("湖南")),
    ("苏", N_("江苏")),
    ("浙", N_("浙江")),
    ("赣", N_("江西")),
    ("鄂", N_("湖北")),
    ("桂", N_("广西")),
    ("吉", N_("吉林")),
    ("闽", N_("福建")),
    ("贵", N_("贵州")),
    ("粤", N_("广东")),
    ("藏", N_("西藏")),
    ("琼", N_("海南")),
)
SIGNS: Final = frozenset(sign for sign, _name in _NAMES)


def options() -> tuple[Option, ...]:
    """The provinces, the neighbours first."""
    return tuple(Option(sign, sign, _(name)) for sign, name in _NAMES)


def with_province(plate: str, sign: str) -> str:
    """A plate as typed so far, of another province."""
    return sign + (plate[1:] if plate[:1] in SIGNS else plate)
