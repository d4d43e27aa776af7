"""Sentences on what was asked for: commands, fields, settings."""

from collections.abc import Mapping
from typing import Final

from coalguard.sentences.mark import N_

SENTENCES: Final[Mapping[str, str]] = {
    "date.malformed": N_("{field}“{value}”不是日期。请按 2026-01-14 的样子填写。"),
    "field.missing": N_("请填写{field}。"),
    "path.malformed": N_("文件路径太长，或有不能用的字符，没有写文件。请改路径。"),
    "program.failed": N_("程序出了意外，这一步没有做完，已存的记录都在。报告在 {report}，请交给维护人员。"),
    "request.malformed": N_("这一行命令有误，没有执行。"),
    "request.missing_field": N_("缺少字段 {field}，没有执行，请补上。"),
    "request.not_json": N_('这一行不是 JSON：{json_fault}，在第 {at} 个字节附近。没有执行，应如 {{"do": "about"}}。'),
    "request.not_object": N_('这一行不是 JSON 对象，没有执行，应如 {{"do": "about"}}。'),
    "request.not_utf8": N_("这一行第 {at} 个字节起不是 UTF-8，没有执行，请改用 UTF-8 编码。"),
    "request.not_whole": N_("字段 {field} 应为整数（重量按千克，金额按分），收到 {value}，没有执行。"),
    "request.number_range": N_("这一行里有一个数太大，没有执行。请核对数字。"),
    "request.too_deep": N_("这一行的括号套得太深，没有执行。请拆成简单的写法。"),
    "request.too_long": N_("这一行超过 {limit} 字节，没有执行，请拆成几行。"),
    "request.unknown_command": N_("没有 {command} 这个命令。{nearest:near}全部命令见 drive --describe。"),
    "request.unknown_field": N_("这个命令没有字段 {field}，没有执行。{nearest:near}"),
    "request.wrong_length": N_("字段 {field} 应有 {needed} 项，收到 {length} 项，没有执行。"),
    "request.wrong_type": N_("字段 {field} 应为 {expected}，收到 {value}，没有执行。"),
    "settings.not_toml": N_(
        '设置文件 {file} 第 {line} 行写法不对，记录不受影响。请照 名称 = "值" 改正，或删去该文件后再启动。'
    ),
    "settings.unknown_key": N_("设置文件里没有 {key} 这一项，请删去；站点、人员和设备在程序里设置。"),
    "settings.unreadable": N_("设置文件 {file} 读不出来：{file_fault}。记录不受影响，请改正或删去该文件后再启动。"),
    "settings.value": N_("设置文件里 {key} 的值 {value} 不能用，可用：{allowed}。"),
    "usage.choice": N_("{option} 不能是 {value}，可以是 {allowed}。"),
    "usage.command_missing": N_("还没有写命令，请看 coalguard --help。"),
    "usage.either": N_("{option} 和 {other} 只能写一个。"),
    "usage.missing": N_("还缺少 {options}，请补上，说明见 --help。"),
    "usage.no_value": N_("{option} 后面要写值，请看 --help。"),
    "usage.unknown": N_("不认识 {words}，请看 --help。"),
    "usage.unknown_command": N_("没有 {command} 这个命令。{nearest:near}全部命令见 --help。"),
    "usage.unreadable": N_("命令行读不懂，什么也没有做。请看 --help。"),
    "usage.value": N_("{option} 的值 {value} 写法不对，请看 --help。"),
}
