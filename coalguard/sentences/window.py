"""Sentences on what keeps the window from opening."""

from collections.abc import Mapping
from typing import Final

from coalguard.sentences.mark import N_

SENTENCES: Final[Mapping[str, str]] = {
    "window.display_unset": N_(
        "没有桌面环境（变量 DISPLAY 没有设置），窗口没有打开。请在桌面环境里运行，或改用命令行。"
    ),
    "window.libraries_missing": N_("系统缺少窗口要用的组件，窗口没有打开。请管理员执行：apt install {packages}"),
    "window.no_display": N_("连不上显示器（{display}），窗口没有打开。请在桌面环境里运行，或改用命令行。"),
}
