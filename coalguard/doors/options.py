"""Options: the words of the command line, their help, and what was meant by a line of them.

    coalguard [--data-dir D] [--lang zh|en] [--json] COMMAND …        the three may stand behind the command too

A line that can not be read is a UsageError that names the word at fault. What a command does is not known here.
"""

import argparse
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from gettext import NullTranslations
from typing import Any, Final, NoReturn

from coalguard.domain.errors import UsageError
from coalguard.resources import LANGUAGES

log = logging.getLogger(__name__)

# Written out, so that a line is read without loading what defines them; the tests hold the two together.
STATION_KINDS: Final = ("market", "checkpoint", "outlet", "city")
DEMO_KINDS: Final = ("market", "checkpoint")
MEDIA: Final = ("pdf", "png")
STOCKS: Final = ("fanfold", "a5", "roll")
PAPER_KINDS: Final = ("form", "ticket", "inbound", "release", "turn_back", "hand_over", "settlement")
PROTOCOLS: Final = ("xk3190-tf0",)

# What argparse says (Python 3.11 and 3.12), and what we call it.
_COMPLAINTS: Final = (
    (r"the following arguments are required: (?P<options>.+)", "usage.missing"),
    (r"one of the arguments (?P<options>.+) is required", "usage.missing"),
    (r"unrecognized arguments: (?P<words>.+)", "usage.unknown"),
    (r"argument (?P<option>.+): invalid choice: '?(?P<value>.*?)'? \(choose from (?P<allowed>.+)\)", "usage.choice"),
    (r"argument (?P<option>.+): invalid \w+ value: '(?P<value>.*)'", "usage.value"),
    (r"argument (?P<option>.+): expected .+", "usage.no_value"),
    (r"argument (?P<option>.+): ignored explicit argument '(?P<value>.*)'", "usage.value"),
    (r"argument (?P<option>.+): not allowed with argument (?P<other>.+)", "usage.either"),
)
_COMMAND: Final = "COMMAND"


class HelpAsked(Exception):  # noqa: N818 -- no error: somebody asks
    """Somebody asks for help: `text` is what to show."""

    def __init__(self, text: str) -> None:
        """Keep the text."""
        super().__init__()
        self.text = text


def parse_options(arguments: Sequence[str], words: NullTranslations) -> argparse.Namespace:
    """What a command line means; no command at all asks for the window. Raises UsageError, or HelpAsked."""
    asked = _parser(words).parse_args(arguments)
    if asked.command is None and "json" in asked:
        raise UsageError("usage.command_missing")
    return asked


def render_help(words: NullTranslations) -> str:
    """The short help."""
    return _parser(words).format_help()


def told_beforehand(arguments: Sequence[str], option: str) -> str | None:
    """The value of a global option, found without reading the rest, since even a wrong line is answered in its way."""
    for place, word in enumerate(arguments):
        if word == option:
            return arguments[place + 1] if place + 1 < len(arguments) else ""
        if word.startswith(option + "="):
            return word.partition("=")[2]
    return None


class _Parser(argparse.ArgumentParser):
    """A parser that raises instead of leaving the program.

    Where it `mixes`, a word that may be missing can stand behind the options; argparse alone looks before them only.
    """

    mixes = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 -- argparse's own overloads
        """What the words mean, and those that mean nothing."""
        if not self.mixes:
            return super().parse_known_args(args, namespace)
        self.mixes = False  # it asks this very function for each half
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.mixes = True

    def error(self, message: str) -> NoReturn:
        """Raise what argparse complains of as a UsageError."""
        for pattern, code in _COMPLAINTS:
            match = re.fullmatch(pattern, message, re.DOTALL)
            if match:
                raise _complaint(code, match.groupdict())
        log.info("a command line that can not be read: %s", message)
        raise UsageError("usage.unreadable")


def _complaint(code: str, facts: Mapping[str, str]) -> UsageError:
    if code == "usage.choice":
        allowed = [one.strip().strip("'") for one in facts["allowed"].split(",")]
        if facts["option"] == _COMMAND:
            from difflib import get_close_matches  # noqa: PLC0415 -- needed by a slip alone

            nearest = ", ".join(get_close_matches(facts["value"], allowed)) or None
            return UsageError("usage.unknown_command", command=facts["value"], nearest=nearest)
        return UsageError(code, option=facts["option"], value=facts["value"], allowed=", ".join(allowed))
    return UsageError(code, **facts)


class _Help(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:  # noqa: ANN401 -- argparse's own
        """Ask for the help of this parser."""
        raise HelpAsked(parser.format_help())


class _Build:
    """Builds the parser in a language."""

    def __init__(self, words: NullTranslations) -> None:
        """Prepare what every command has."""
        self.words = words
        _ = words.gettext
        self.used_so = used_so = _("用法：")

        class Formatter(argparse.RawDescriptionHelpFormatter):
            def __init__(self, prog: str) -> None:
                super().__init__(prog, max_help_position=28)

            def add_usage(
                self,
                usage: str | None,
                actions: Iterable[argparse.Action],
                groups: Iterable[Any],
                prefix: str | None = None,
            ) -> None:
                super().add_usage(usage, actions, groups, used_so if prefix is None else prefix)

        self.formatter = Formatter
        self.everywhere = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
        common = self.everywhere.add_argument_group(_("通用选项"))
        common.add_argument("--data-dir", metavar="D", help=_("数据目录，默认用本机的程序数据目录"))
        common.add_argument("--lang", choices=LANGUAGES, help=_("语言，默认用设置里的语言"))
        common.add_argument("--json", action="store_true", help=_("结果写成一行 JSON"))
        common.add_argument("-h", "--help", action=_Help, nargs=0, help=_("显示这份说明"))
        self.opening = _Parser(add_help=False)
        login = self.opening.add_argument_group(_("登录"))
        login.add_argument("--login", metavar="L", help=_("登录名；演示库不用登录"))
        login.add_argument("--password-stdin", action="store_true", help=_("从标准输入的第一行读密码"))

    def parser(self) -> argparse.ArgumentParser:
        """The whole parser."""
        _ = self.words.gettext
        parser = _Parser(
            prog="coalguard",
            description=_("煤管通：煤炭检查、过磅和五联单，没有网络也能用。"),
            epilog=_("退出码：0 完成，1 核对发现问题，2 写法不对，3 规则不允许，4 设备、网络或锁有故障，5 数据损坏。"),
            parents=[self.everywhere],
            formatter_class=self.formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.commands = parser.add_subparsers(dest="command", metavar=_COMMAND, title=_("命令"))
        self._founding()
        self._upkeep()
        self._proof()
        self._papers()
        self._city()
        self._server()
        self._others()
        return parser

    def command(self, name: str, told: str, *, opens: bool = False, beside: "_Parser | None" = None) -> _Parser:
        """Add a command; one that opens a store has the login's options, `beside` are those it shares with others."""
        parser = self.commands.add_parser(
            name,
            help=told,
            description=told,
            parents=[self.everywhere, *([self.opening] if opens else []), *([beside] if beside else [])],
            formatter_class=self.formatter,
            add_help=False,
            allow_abbrev=False,
        )
        parser._positionals.title = parser._optionals.title = self.words.gettext("选项")  # noqa: SLF001 -- no other way to its words
        return parser

    def _founding(self) -> None:
        _ = self.words.gettext
        init = self.command("init", _("新建一份空账本，并给出恢复码"))
        init.add_argument("--kind", choices=STATION_KINDS, required=True, help=_("站点种类"))
        init.add_argument("--code", required=True, metavar="LX01", help=_("站点代码，两个字母加 2 至 4 位数字"))
        init.add_argument("--name", required=True, help=_("站点名称"))
        init.add_argument("--admin", required=True, metavar="LOGIN", help=_("管理员的登录名"))
        init.add_argument("--password-stdin", action="store_true", help=_("从标准输入的第一行读密码"))
        init.add_argument("--device", default="A", metavar="A", help=_("本机字母，一站多机时用来区分"))
        recover = self.command("recover", _("密码都忘了时，用恢复码给一个登录名设新密码"))
        recover.add_argument("--login", required=True, metavar="LOGIN", help=_("要设新密码的登录名"))
        recover.add_argument(
            "--password-stdin", action="store_true", help=_("从标准输入读：第一行恢复码，第二行新密码")
        )
        demo = self.command("demo", _("建一个演示站；已经建好的直接用"))
        demo.add_argument("--kind", choices=DEMO_KINDS, default="market", help=_("演示市场还是卡口"))
        demo.add_argument("--headless", action="store_true", help=_("只建库并给出位置，不开窗口"))

    def _upkeep(self) -> None:
        _ = self.words.gettext
        self.command("verify", _("核对整份账本：链、号段、台账和派生表"), opens=True)
        self.command("dump", _("把全部事实逐行写成 JSON"), opens=True)
        rebuild = self.command("rebuild", _("从日志重算派生表并替换"), opens=True)
        rebuild.add_argument("--check", action="store_true", help=_("只报告差异，不替换"))
        backup = self.command("backup", _("备份到一个文件夹，并当场核对"), opens=True)
        backup.add_argument("to", metavar="TO", help=_("放备份的文件夹"))
        restore = self.command("restore", _("用备份恢复账本"), opens=True)
        restore.add_argument("source", metavar="FROM", help=_("备份所在的文件夹"))
        restore.add_argument("--alibi", metavar="DIR", help=_("副本文件夹，用来补上备份之后的记录"))
        number = self.command("number", _("恢复后的应急号段"), opens=True)
        number.add_argument("what", choices=("emergency",), help=_("emergency：开一段应急号"))
        number.add_argument("--kind", choices=PAPER_KINDS, required=True, help=_("单据种类"))
        number.add_argument("--highest-seen", type=int, required=True, metavar="N", help=_("纸面上见过的最大序号"))

    def _proof(self) -> None:
        _ = self.words.gettext
        check = self.command("check-paper", _("验单据上的码，不登录时用账本旁边的信任名单"), opens=True)
        check.add_argument("file", metavar="FILE", help=_("扫出的码，一行一个；写 - 从标准输入读"))
        check.add_argument("--plate", default="", metavar="P", help=_("车上所见的车牌；要登录，另给灯色"))
        keys = self.command("keys", _("导出本站公钥，或导入别站的公钥"), opens=True)
        keys.add_argument("what", choices=("export", "import"), help=_("export：导出；import：导入"))
        keys.add_argument("file", nargs="?", metavar="FILE", help=_("公钥文件；导出时不写就写到标准输出"))

    def _papers(self) -> None:
        _ = self.words.gettext
        render = self.command("render", _("把一张单据写成文件，不算打印"), opens=True)
        render.add_argument("number", metavar="NUMBER", help=_("单号"))
        render.add_argument("--medium", choices=MEDIA, default="pdf", help=_("文件种类"))
        render.add_argument("--out", required=True, metavar="FILE", help=_("写到哪个文件"))
        render.add_argument("--part", type=int, metavar="N", help=_("只要第几联，默认按一次打印的样子"))
        render.add_argument("--size", choices=STOCKS, help=_("纸张，默认按单据种类"))
        trial = self.command("print-test", _("在一台打印机上打一张带刻度的测试页"), opens=True)
        trial.add_argument("printer", metavar="PRINTER", help=_("设置里的打印机名称"))
        trial.add_argument("--size", choices=STOCKS, help=_("纸张，默认按打印机里装的纸"))

    def _city(self) -> None:
        _ = self.words.gettext
        enroll = self.command("enroll", _("用市局给的一次性入网码把本站连到服务器"), opens=True)
        enroll.add_argument("--server", required=True, metavar="URL", help=_("服务器地址，https:// 开头"))
        enroll.add_argument("--code", required=True, metavar="CODE", help=_("一次性入网码"))
        enroll.add_argument("--ca", default="", metavar="FILE", help=_("服务器用自建证书时的根证书文件（PEM）"))
        sync = self.command("sync", _("把本机记录送到市局并收取新内容；不加 --once 就一直做"), opens=True)
        sync.add_argument("--once", action="store_true", help=_("只做一遍"))

    def _server(self) -> None:
        _ = self.words.gettext
        place = _Parser(add_help=False)
        kept = place.add_argument_group(_("服务器的数据"))
        kept.add_argument("--database", default="", metavar="URL", help=_("数据库，默认用数据目录里的 server.db"))
        kept.add_argument("--key-file", default="", metavar="F", help=_("密钥文件，默认在数据库旁边"))
        serve = self.command("serve", _("在本机运行市局服务器，按 Ctrl+C 停止"), beside=place)
        serve.add_argument("--host", default="127.0.0.1", metavar="H", help=_("在哪个地址上应答，默认只有本机"))
        serve.add_argument("--port", type=int, required=True, metavar="N", help=_("端口；0 由系统选一个"))
        serve.add_argument("--public-address", default="", metavar="A", help=_("手机查单据的网址，HTTPS://主机/V/"))
        serve.add_argument("--log", default="", metavar="FILE", help=_("日志文件，默认在数据目录里；写 - 到标准错误"))
        server = self.command("server", _("市局服务器的管理：入网码、下发、机器、号段和异常单"), beside=place)
        server.mixes = True
        told = _("enroll-code：开入网码；publish：下发；devices：机器；grants：号段；exceptions：异常单")
        deeds = ("enroll-code", "publish", "devices", "grants", "exceptions")
        server.add_argument("what", choices=deeds, help=told)
        server.add_argument("file", nargs="?", metavar="FILE", help=_("要下发的 JSON；写 - 从标准输入读"))
        server.add_argument("--station", default="", metavar="LX01", help=_("站点代码"))
        server.add_argument("--release", default="", metavar="D", help=_("让等人处理的机器继续"))
        server.add_argument("--revoke", default="", metavar="D", help=_("吊销一台机器的公钥"))
        server.add_argument("--from", dest="since", default="", metavar="EPOCH:SEQ", help=_("从哪一条记录起不再承认"))
        server.add_argument("--open", action="store_true", help=_("只列还没有关闭的异常单"))
        # Where words mix, argparse takes its own usage and cuts what would be an English "usage: " off it.
        server.usage = server.format_usage().removeprefix(self.used_so).rstrip()

    def _others(self) -> None:
        _ = self.words.gettext
        drive = self.command("drive", _("逐行读 JSON 命令，逐行给出 JSON 结果"), opens=True)
        drive.add_argument("--describe", action="store_true", help=_("写出全部命令的 JSON Schema，不用账本"))
        simulator = self.command("scale-simulator", _("模拟一台地磅仪表"))
        simulator.add_argument("--protocol", choices=PROTOCOLS, required=True, help=_("仪表协议"))
        line = simulator.add_mutually_exclusive_group(required=True)
        line.add_argument("--listen", metavar="HOST:PORT", help=_("在这个网络地址上应答"))
        line.add_argument("--pty", action="store_true", help=_("开一个虚拟串口"))
        simulator.add_argument("--script", metavar="FILE", help=_("重量怎样变化的脚本"))
        self.command("about", _("版本、构建号、数据库和规则集"))


def _parser(words: NullTranslations) -> argparse.ArgumentParser:
    return _Build(words).parser()
