"""Sentences on the city: enrolment, sync, what it sends, and what its server refuses."""

from collections.abc import Mapping
from typing import Final

from coalguard.sentences.mark import N_

SENTENCES: Final[Mapping[str, str]] = {
    "blob.hash_differs": N_("照片传完后核对不上，已丢弃，请重新上传；原件没有动。"),
    "blob.length_differs": N_("这张照片原先说的是 {length} 字节，这次说的不一样。请从头上传。"),
    "blob.offset": N_("照片要从第 {expected} 字节接着传。"),
    "blob.too_large": N_("照片超过 {most} 字节，没有收。请缩小后再传。"),
    "blob.unknown": N_("市局还没有这张照片。请从头上传。"),
    "database.busy": N_("服务器正忙，请稍后再试；已经确认的记录都在。"),
    "database.newer": N_("数据库是更新的程序（{found}）建的，本程序只认得 {known}，没有动它。请升级程序。"),
    "database.unreachable": N_("连不上数据库，请稍后再试；已经确认的记录都在。"),
    "database.url": N_("数据库地址写得不对。请写成 sqlite:///文件 或 postgresql+psycopg://… 的样子。"),
    "device.not_waiting": N_("机器 {device} 现在是{status:device_status}，不用放行。"),
    "device.unknown": N_(
        "没有代号为 {device} 的机器，什么也没有改。{nearest:near}请用 server devices 查看，照抄 16 位代号。"
    ),
    "enroll.already": N_("本站已经入网，服务器是 {url}。要换服务器请联系市局。"),
    "enroll.ca_unreadable": N_("证书文件 {file} 读不出来，或不是 PEM 格式。请换成市局给的根证书文件。"),
    "enroll.code_expired": N_("这个入网码已过 24 小时，不能用了。请向市局要一个新的。"),
    "enroll.code_used": N_("这个入网码已经用过。请向市局要一个新的。"),
    "enroll.code_wrong": N_("入网码不对。请照市局给的重新输入，连错 5 次会作废。"),
    "enroll.demo": N_("演示站不入网，也不会上传任何记录。"),
    "enroll.differs": N_("服务器的入网答复不是给本机的，没有采用，号段没有变。请核对服务器地址，再联系市局。"),
    "enroll.kind_differs": N_("市局登记的 {station} 不是这一种站点，没有入网。请和市局核对站点代码和种类。"),
    "enroll.letter_taken": N_("{station} 已有一台 {letter} 号机，没有入网。请给本机另选一个字母。"),
    "enroll.malformed": N_("入网请求里的 {field} 不对，没有入网。请升级程序后再试。"),
    "enroll.numbers_taken": N_("{station} 的 {letter} 号机开过的单号，别的机器也开过，没有入网。请联系市局。"),
    "enroll.tries": N_("入网码连错 5 次，已作废。请向市局要一个新的。"),
    "enroll.url_insecure": N_(
        "服务器地址 {url} 没有加密，姓名和证件号会被人看见，没有送出。请用 https:// 开头的地址。"
    ),
    "enroll.url_malformed": N_("服务器地址 {url} 写得不对。请写成 https://主机名 的样子。"),
    "homecoming.differs": N_("市局存的第 {seq} 条（第 {epoch} 代）与本机的不同，两份都保留，没有并入。请联系市局。"),
    "homecoming.gap": N_(
        "市局送回的记录接不上本机第 {seq} 条（第 {epoch} 代），没有并入；本机的记录都在。请联系市局。"
    ),
    "homecoming.malformed": N_("市局送回的记录自第 {seq} 条起读不出来，没有并入；本机的记录都在。请联系市局。"),
    "price.above_approved": N_(
        "{coal} 单价 {price_fen:yuan} 元/吨，高于市局核定的 {approved_fen:yuan} 元/吨。请核对单价。"
    ),
    "publish.exception_unknown": N_("没有编号为 {opened} 的异常单，什么也没有下发。"),
    "publish.field": N_("{kind_wanted} 的 {where} 不对：{rule}；现在是 {value}。什么也没有下发，请改好再试。"),
    "publish.kind_unknown": N_("不能下发 {kind_wanted}，可以下发的有：{known:each}。"),
    "publish.malformed": N_('文件不是要下发的 JSON，什么也没有下发。每一条写成 {{"kind": …}}。'),
    "publish.reason": N_("原因或说明要写，最多 {limit} 个字，现在是 {length} 个；什么也没有下发。"),
    "publish.unreadable": N_("文件 {file} 读不出来，什么也没有下发。"),
    "push.fork": N_("第 {seq} 条记录市局有一份不同的，两份都已保存，由市局处理；本机的记录都在。请联系市局。"),
    "push.gap": N_("市局缺第 {expected} 条起的记录，程序会从那里补送；本机的记录都在。"),
    "push.malformed": N_("送来的一段日志读不出来，一条也没有收下；本机的记录都在。请升级程序后再同步。"),
    "push.seal_invalid": N_("这一批记录的印签核对不上，市局没有收；本机的记录都在。请运行 verify 核对，再联系市局。"),
    "push.too_large": N_("这一批记录太大，市局没有收；程序会分小再送，本机的记录都在。"),
    "server.address": N_("网址 {value} 放不进单据上的码。请写成 HTTPS://主机/V/，最多 {limit} 个字符。"),
    "server.encoding_unknown": N_("只认得 gzip 压缩，不认得 {encoding}；什么也没有收。"),
    "server.failed": N_("服务器内部出了故障，这一次没有办成，已经确认的记录都在。请稍后再试。"),
    "server.key_differs": N_("密钥文件不是这个数据库的，没有动它。请换成原来的 server.key。"),
    "server.key_malformed": N_("密钥文件 {file} 的内容不对。请换成原来的那一份。"),
    "server.key_unreadable": N_("密钥文件 {file} 读不出来。请检查它在不在、本程序能不能读。"),
    "server.malformed": N_("请求不对（{where:wire_part}：{rule:wire_rule}），什么也没有做。请升级程序后再试。"),
    "server.media_type": N_("这里不收 {media_type} 这种内容。"),
    "server.method_unknown": N_("这个地址不能这样访问。"),
    "server.not_found": N_("没有这个地址。请核对网址。"),
    "server.not_founded": N_(
        "{database} 不是市局的数据库或者还没有，什么也没有做。请核对 --database；要新建市局，先运行一次 serve。"
    ),
    "server.port": N_("{host} 的 {port} 端口打不开，可能已被占用。请换一个端口。"),
    "server.rate": N_("请求太密，请 {wait_s} 秒后再来。"),
    "server.too_large": N_("请求超过 {most} 字节，没有收。"),
    "server.tus_unknown": N_("上传照片只认得 tus {known}。"),
    "statement.invalid": N_("这份答复不是市局服务器签的，没有采用；本机的记录都在。请核对服务器地址，再联系市局。"),
    "sync.busy": N_("市局服务器正忙，请 {wait_s} 秒后再来；记录都存在本机，程序会自动再试。"),
    "sync.device_differs": N_("市局送来的机器 {device} 的公钥对不上，这一批没有收；本机的记录都在。请联系市局。"),
    "sync.device_waits": N_("另一台电脑用过同一份数据，市局要先确认；记录都存在本机。请联系市局。"),
    "sync.feed_changed": N_("市局服务器刚由备份恢复过，下次同步从头核对；本机的记录都在。"),
    "sync.malformed": N_("市局服务器的答复读不出来，没有采用；本机的记录都在，程序会自动再试。"),
    "sync.not_enrolled": N_("本站还没有入网，记录都存在本机。请管理员用市局给的入网码入网，再同步。"),
    "sync.not_the_city": N_(
        "{host} 的答复不是市局服务器的，没有送出任何记录。请检查网络是否要先登录，或核对服务器地址。"
    ),
    "sync.offline": N_("连不上 {host}，记录都存在本机，程序会自动再试。请检查网络。"),
    "sync.proxy": N_("代理服务器不通，连不到 {host}；记录都存在本机。请检查系统的代理设置。"),
    "sync.receipt_differs": N_(
        "市局的回执与本机第 {seq} 条（第 {epoch} 代）对不上，没有采用；本机的记录都在。请联系市局。"
    ),
    "sync.server_failed": N_("市局服务器出了故障（{status}），记录都存在本机，程序会自动再试。"),
    "sync.stale": N_("收到的是一份旧的答复，没有采用；本机的记录都在，程序会自动再试。"),
    "sync.timeout": N_("{host} 没有按时答复，记录都存在本机，程序会少送一些再试。"),
    "sync.tls": N_("{host} 的证书不可信，没有送出任何记录。请核对服务器地址和证书文件，再联系市局。"),
    "sync.unsettled": N_("几次都没有和市局对上记录，已停下；本机的记录都在。请联系市局。"),
    "token.device_differs": N_("令牌是机器 {device} 的，不能替别的机器办事。"),
    "token.device_unknown": N_("市局服务器不认识本机；记录都存在本机。请联系市局，重新办理入网。"),
    "token.expired": N_("令牌已过期，请重新取一个。"),
    "token.invalid": N_("令牌不是这台服务器发的，请重新取一个。"),
    "token.missing": N_("要先取得令牌才能访问。"),
    "token.nonce_invalid": N_("登录用的随机数不对、过期或用过了，请重新取一个。"),
    "token.revoked": N_("市局已停用本机，记录都存在本机，不再上传。请联系市局。"),
    "token.signature_wrong": N_("签名不对，没有发令牌。请核对本机的密钥。"),
}
