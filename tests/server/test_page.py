"""The page for phones: what is found of a paper, in plain words; in a real browser without scripts as well."""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from coalguard.clock import SystemClock
from coalguard.domain.form import FormState
from coalguard.domain.numbering import PaperKind
from coalguard.operations import form
from coalguard.operations.enrol import Enroll, enroll
from coalguard.operations.paper import render_paper
from coalguard.operations.paper.page import Medium, RenderPaper
from coalguard.operations.synchronise import SyncNow, sync_now
from coalguard.resources import words
from coalguard.server.lookup import Found, Genuineness, Sheet, Value
from coalguard.server.page import language_of, page_headers, render_not_now, render_page
from tests.market import LEAD, Market, open_market, receive, sell
from tests.served import Served
from tests.server.phone import WIDTH, open_phone

BRIGHT, DIM = 200, 60
NOON = datetime(2026, 1, 14, 4, tzinfo=UTC)
SHEET = Sheet(
    number="LX01-260114-0032",
    kind=PaperKind.FORM,
    station="LX01",
    station_name="城北<煤炭>市场",
    issued_at=NOON,
    valid_until=datetime(2026, 1, 14, 16, tzinfo=UTC),
    plate="甘N**326",
    coal="无烟2号",
    gross_kg=47_820,
    tare_kg=15_400,
    net_kg=32_420,
    verdict="fail",
    values=(
        Value("volatile", Decimal("7.98"), "daf", Decimal("12.00")),
        Value("sulfur", Decimal("0.47")),
        Value("ash", Decimal("31.70"), "d", Decimal("30.00")),
    ),
    state=FormState.ISSUED,
    heard_until=NOON,
)
GENUINE = Found(Genuineness.GENUINE, SHEET.number, "城北<煤炭>市场", SHEET)


def shown(found: Found, language: str = "zh") -> str:
    """The page, as it is sent."""
    return render_page(found, words(language), NOON).decode()


def text(html: str) -> str:
    """What of it is read."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<body>")[2]).split())


def test_a_genuine_form_is_shown_with_its_values_and_limits() -> None:
    told = text(shown(GENUINE))
    for part in (
        "真单据，有效",
        "五联单 LX01-260114-0032",
        "城北&lt;煤炭&gt;市场（LX01）",
        "2026-01-14 12:00",
        "2026-01-15 00:00",
        "甘N**326",
        "32.420 t",
        "挥发分 干燥无灰基 7.98 % 合格 ≤ 12.00 %",
        "全硫 0.47 % —",
        "灰分 干燥基 31.70 % 超过限值 ≤ 30.00 %",
        "质检判定 不合格",
    ):
        assert part in told, part


@pytest.mark.parametrize(
    ("state", "tone", "headline"),
    [
        (FormState.ISSUED, "good", "真单据，有效"),
        (FormState.REDEEMED, "bad", "真单据，已经用过"),
        (FormState.VOID, "bad", "真单据，已经作废"),
        (FormState.EXPIRED, "bad", "真单据，已过有效期"),
    ],
)
def test_the_state_leads_where_it_is_known(state: FormState, tone: str, headline: str) -> None:
    used = replace(SHEET, state=state, used_at=NOON, used_where="折桥卡口")
    html = shown(replace(GENUINE, sheet=used))
    assert f'<div class="word {tone}">\n<h1>{headline}</h1>' in html
    assert ("2026-01-14 12:00 在折桥卡口核销" in html) is (state is FormState.REDEEMED)


def test_what_the_city_has_not_heard_of_is_said() -> None:
    sheet = replace(SHEET, heard_until=None)
    html = shown(replace(GENUINE, genuineness=Genuineness.UNHEARD, sheet=sheet))
    assert '<div class="word doubt">\n<h1>真单据，记录未到</h1>' in html
    assert "该站数据截至 还没有数据" in text(html)
    over = replace(sheet, state=FormState.EXPIRED)
    assert "<h1>真单据，已过有效期</h1>" in shown(replace(GENUINE, genuineness=Genuineness.UNHEARD, sheet=over))


@pytest.mark.parametrize(
    ("genuineness", "tone"),
    [
        (Genuineness.SIGNATURE_WRONG, "bad"),
        (Genuineness.NUMBER_FOREIGN, "bad"),
        (Genuineness.RECORD_DIFFERS, "bad"),
        (Genuineness.KEY_REVOKED, "bad"),
        (Genuineness.KEY_UNKNOWN, "doubt"),
        (Genuineness.VERSION_UNKNOWN, "doubt"),
        (Genuineness.NOT_OURS, "doubt"),
    ],
)
def test_what_is_not_genuine_shows_nothing_of_what_it_claims(genuineness: Genuineness, tone: str) -> None:
    html = shown(Found(genuineness, "LX01-260114-0032", "演示市场"))
    assert f'<div class="word {tone}">' in html
    assert "码上写的单号（未经证实） LX01-260114-0032" in text(html)
    assert "净重" not in html
    assert "LX01" not in shown(Found(genuineness))


def test_another_paper_has_no_state_and_no_values() -> None:
    ticket = replace(SHEET, kind=PaperKind.TICKET, state=None, values=(), verdict="", valid_until=None, net_kg=None)
    told = text(shown(replace(GENUINE, sheet=ticket)))
    assert "过磅单" in told
    assert "质检" not in told
    assert "该站数据" not in told
    bare = replace(SHEET, values=(), verdict="cannot_judge")
    assert "质检判定 不能判定" in text(shown(replace(GENUINE, sheet=bare)))


def test_the_page_is_english_where_the_phone_asks_for_it() -> None:
    assert 'lang="en"' in shown(GENUINE, "en")
    assert "Genuine and valid" in shown(GENUINE, "en")
    assert [language_of(asked) for asked in ("", "en-GB,zh;q=0.8", "zh-CN,en", "fr", "fr,en")] == [
        "zh",
        "en",
        "zh",
        "zh",
        "en",
    ]


def test_the_page_where_nothing_can_be_looked_up_says_what_that_means(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(render_not_now(words("zh"), NOON))
    with open_phone(tmp_path) as phone:
        told = phone.read(file.as_uri())
        assert phone.width(file.as_uri()) == WIDTH
        assert look_at(phone.show(file.as_uri(), tmp_path / "page.png")) > BRIGHT
    for part in ("现在查不了", "不是单据有问题", "是真是假", "再扫一次", "查询时间 2026-01-14 12:00"):
        assert part in told, told


class _Reader(HTMLParser):
    """Notes every element and everything that would be loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.loaded += [f"{tag} {name}" for name, _ in attrs if name in {"src", "href", "style", "action", "srcset"}]


def test_the_page_loads_nothing_and_its_policy_lets_nothing_in() -> None:
    html = shown(GENUINE)
    reader = _Reader()
    reader.feed(html)
    assert reader.loaded == []
    assert not reader.elements & {"script", "img", "link", "iframe", "form", "input", "object"}
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    policy = page_headers()["Content-Security-Policy"]
    assert f"style-src 'sha256-{b64encode(sha256(style[1].encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


# --- with a real paper, a real server and a real browser --------------------------------------------------------------


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that has a page for phones."""
    with Served(tmp_path_factory.mktemp("city"), words=("--public-address", "https://coal.example/v/")) as served:
        yield served


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory, city: Served) -> Iterator[Market]:
    """An enrolled market."""
    with open_market(tmp_path_factory.mktemp("market"), clock=SystemClock()) as opened:
        enroll(opened.station, opened.clerk, Enroll(url=city.url, code=city.code("LX01")))
        yield opened


@pytest.fixture
def sold(market: Market, tmp_path: Path) -> tuple[form.Issued, str]:
    """A form, and the address in the code on its paper, read from the picture of it."""
    issued = sell(market, receive(market).lot)
    request = RenderPaper(number=str(issued.number), path=str(tmp_path / "form.png"), medium=Medium.PNG)
    (picture, *_) = render_paper(market.station, market.clerk, request).paths
    codes = [one.text for one in zxingcpp.read_barcodes(Image.open(picture)) if one.text.startswith("HTTPS:")]
    return issued, codes[0]


def on(city: Served, address: str) -> str:
    """The address on the paper, where the test's own server answers for its host."""
    return address.replace("HTTPS://COAL.EXAMPLE", city.url)


def look_at(file: Path) -> int:
    """How bright the ground of a page is; nothing runs over the edge of a small screen."""
    picture = Image.open(file).convert("L")
    assert picture.width == WIDTH
    edges = {value for x in (0, WIDTH - 3) for value in picture.crop((x, 10, x + 3, picture.height)).tobytes()}
    (ground,) = edges
    return ground


def test_a_phone_that_scans_a_paper_reads_what_the_city_knows(
    city: Served, market: Market, sold: tuple[form.Issued, str], tmp_path: Path
) -> None:
    issued, address = sold
    assert address == issued.code
    with open_phone(tmp_path) as phone:
        assert "真单据，记录未到" in phone.read(on(city, address))
        sync_now(market.station, market.clerk, SyncNow())
        told = phone.read(on(city, address))
        for part in ("真单据，有效", f"五联单 {issued.number}", "演示", "10.000 t", "≤ 12.00 %", "质检判定 合格"):
            assert part in told, part
        for personal in ("马演示", "13800000000", "622901188001010017", "示例村", "司机演示", "甘N12345"):
            assert personal not in told
        assert phone.width(on(city, address)) == WIDTH
        assert look_at(phone.show(on(city, address), tmp_path / "light.png")) > BRIGHT
        assert look_at(phone.show(on(city, address), tmp_path / "dark.png", dark=True)) < DIM
        void = form.VoidForm(number=str(issued.number), reason="演示作废", parts_back=5, second=LEAD)
        form.void(market.station, market.clerk, void)
        sync_now(market.station, market.clerk, SyncNow())
        assert "真单据，已经作废" in phone.read(on(city, address))
        assert "假单据" in phone.read(on(city, f"{address[:-1]}{(int(address[-1]) + 1) % 10}"))
