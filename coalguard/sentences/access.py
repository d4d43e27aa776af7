"""Sentences on who may act: logins, passwords and PINs, recovery codes, roles, the second person, shifts."""

from collections.abc import Mapping
from typing import Final

from coalguard.sentences.mark import N_

SENTENCES: Final[Mapping[str, str]] = {
    "login.missing": N_("这份账本要登录，请加 --login 和 --password-stdin。"),
    "password.differs": N_("两次输入的密码不一样，没有执行，请重来。"),
    "password.missing": N_("没有读到密码，请加 --password-stdin 并把密码写在第一行。"),
    "password.not_utf8": N_("密码这一行不是 UTF-8，请改用 UTF-8 编码。"),
    "password.short": N_("密码至少 {minimum} 个字符，现为 {length} 个。请加长后再保存。"),
    "pin.malformed": N_("PIN 须为 4 至 6 位数字，现输入 {length} 个字符。请重新输入。"),
    "pin.none": N_("这个人还没有 PIN。请管理员先设置。"),
    "pin.unreadable": N_("保存的 PIN 读不出来，不能核对。记录不受影响，请由管理员在人员里重设 PIN。"),
    "pin.wait": N_("PIN 连续输错，请等 {seconds} 秒再试。"),
    "pin.wrong": N_("PIN 不对，已错 {failures} 次。请重新输入。"),
    "recovery.code_malformed": N_(
        "恢复码应为 {needed} 个字符，现读到 {length} 个，或其中有字抄错。请对照纸面重新输入，字母 O 与数字 0、字母 I 和 L 与数字 1 可混用。"
    ),
    "recovery.code_wrong": N_("恢复码书写无误，但不属于这个数据库。请核对是否为本站初始化时打印的那一张。"),
    "recovery.login_unknown": N_("没有登录名“{login}”。本站的登录名：{known}。"),
    "role.missing": N_("当前身份不能办理“{duty}”，须由{roles:role}办理。请换人登录，或由管理员在人员里加上身份。"),
    "second.is_actor": N_("确认人不能是经办人本人。请另一人输入 PIN。"),
    "second.not_entitled": N_("确认人须是{roles:role}。请有此身份的人输入 PIN。"),
    "secret.unreadable": N_("这段加密内容打不开：密钥不对，或内容已损坏。未作任何改动，请换用完好的副本。"),
    "session.locked": N_("台账已锁或还没有登录，没有执行。请先登录或用 PIN 解锁。"),
    "session.password_wrong": N_("账号或密码不对，未登录。请检查大小写和输入法后重新输入；忘记密码可用恢复码。"),
    "session.wait": N_("密码连续输错，请等 {seconds} 秒再试。"),
    "shift.already_open": N_("本机已有一个班次未交。先交班或关班。"),
    "shift.count_negative": N_("{field}不能是负数，现在是 {count}。请重新点数。"),
    "shift.does_not_tie": N_("{what:tie}对不上：单据合计 {left}，账上合计 {right}。记录都在，查清前不能出正式报表。"),
    "shift.held_lots": N_("有 {count} 个批次冻结或待检：{lots:each}。"),
    "shift.none_ended": N_("本机还没有交过班，没有交班单可打。"),
    "shift.none_open": N_("现在没有开班。先开班，再办理。"),
    "shift.not_holder": N_("本班由他人值守，须由本人或带班交班、关班。"),
    "shift.notes_malformed": N_("{field}有 {length} 个字，最多 {limit} 个，且只能是一行。请改短。"),
    "shift.numbers_gap": N_("单号 {first} 至 {last} 共 {width} 个，用去 {used} 个。请查明其余单号的去向。"),
    "shift.open_weighings": N_("还有 {count} 辆车未完成过磅：{plates:each}。随班移交。"),
    "shift.print_reason_needed": N_("交班单这是第 {copy} 次打印，须写补打原因。填好原因再打。"),
    "shift.queue": N_("还有 {count} 辆车在排队：{plates:each}。随班移交。"),
    "shift.reason_needed": N_("代他人交班、关班须写明原因。"),
    "shift.same_person": N_("接班人不能是交班人本人。请接班人输入 PIN。"),
    "shift.sheet_unprinted": N_("{ended} 结束的那一班，交班单没有打印出来。数据都已保存，请在交班页按 F8 补打。"),
    "shift.still_open": N_("这个班次还没有交班，交班后才有交班单。"),
    "shift.taken_over": N_(
        "上一班 {ended} 关班，现由本次登录接班：未完成过磅 {weighings} 辆，排队 {queue} 辆，冻结或待检批次 {held_lots} 个。交接事项：{notes}"
    ),
    "shift.unknown": N_("本机没有班次 {value}。请从列表里重新选取。"),
    "shift.unsent": N_("有 {count} 条本机已存、尚未上传，联网后自动上传。"),
    "slots.key_mismatch": N_("钥匙与数据库 {store_id} 不符，未作改动。请取回与该数据库同存的钥匙文件。"),
    "slots.too_new": N_(
        "钥匙文件是较新的程序写的（第 {version} 版，本程序认到第 {supported} 版），未作改动。请安装新版程序。"
    ),
    "slots.unreadable": N_("钥匙文件读不出来，数据库暂时打不开，其中记录不受影响。请从备份或副本文件夹取回钥匙文件。"),
}
