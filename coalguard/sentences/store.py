"""Sentences on the store and its proof: disk, journal, second copy, seals, keys, backups, the clock."""

from collections.abc import Mapping
from typing import Final

from coalguard.sentences.mark import N_

SENTENCES: Final[Mapping[str, str]] = {
    "alibi.behind": N_(
        "副本到第 {seq} 条为止，备份到第 {head} 条，此后的单据可能不全，已开新的纪元。请管理员按纸面上最大的序号开应急号段。"
    ),
    "alibi.chain_broken": N_("副本从第 {seq} 条起与记录链接不上，此后的没有采用，副本原样另存。请核对最近的单据。"),
    "alibi.damaged": N_(
        "账本副本 {file} 在第 {offset} 字节处损坏，数据库没有动。请把副本文件夹里的 .alibi 文件都移到别处，下次启动由程序重写。"
    ),
    "alibi.empty": N_(
        "所选文件夹里没有副本，未作改动。请选存放 *.alibi 文件的文件夹；确实没有副本的，不填副本再恢复。"
    ),
    "alibi.failed": N_(
        "副本 {file} 没有写成或读出（{reason:disk_fault}），数据库里的记录已保存。请检查副本所在的磁盘，接好后程序会自动补齐。"
    ),
    "alibi.gap": N_("副本缺第 {seq} 条，此后的没有采用，副本原样另存。请核对最近的单据。"),
    "alibi.new_epoch": N_(
        "数据文件和副本接不上，已开新的纪元，旧号段关闭。请管理员按纸面上最大的序号运行 number emergency。"
    ),
    "alibi.other_chain": N_(
        "副本第 {seq} 条与数据库不是同一份记录：数据库的拷贝也被用过。数据库未改动，副本原样另存。请查明另一份在哪里使用。"
    ),
    "alibi.record_malformed": N_(
        "副本里有一条读不懂的记录，可能由更新的程序所写。数据库里的记录不受影响。请升级程序后再打开。"
    ),
    "alibi.taken": N_("数据文件比副本旧，已从副本补回 {count} 条记录，请核对最近的单据。"),
    "backup.exists": N_("备份 {name} 已经有了，没有再做。稍等一秒再备份，或另选文件夹。"),
    "backup.file_changed": N_("备份里的 {file} 与清单不符，已被改动或损坏，没有恢复。请换另一份备份。"),
    "backup.head_differs": N_("备份的数据库末条与清单所写第 {seq} 条不符，不能用。请换另一份备份。"),
    "backup.manifest_unreadable": N_("{folder} 里的备份清单读不出来，不能证明备份完好。请换另一份备份。"),
    "backup.missing": N_("{folder} 里没有完整的备份，未作改动。请选以站点代码和时间命名的备份文件夹。"),
    "backup.nothing_yet": N_("数据库里还没有记录，没有备份。请先完成建站。"),
    "backup.signature_invalid": N_("备份清单不是设备 {device} 签的，或已被改动，不能用。请换另一份备份。"),
    "backup.target_is_file": N_("{target} 是文件，不是文件夹，没有备份。请选一个文件夹。"),
    "backup.target_missing": N_("找不到 {target}，没有备份，已存记录都在。请接好备份盘，或另选文件夹。"),
    "backup.target_read_only": N_(
        "{target} 不能写入，没有备份，已存记录都在。请检查备份盘的写保护和文件夹权限，或另选文件夹。"
    ),
    "backup.too_new": N_("备份由更新的程序所做（清单版本 {version}，本程序识别到 {known}），未作改动。请先升级程序。"),
    "chain.gap": N_(
        "日志应接第 {expected} 条，读到的是第 {found} 条，中间不连续。请停止开单，运行 verify，并从备份和副本恢复。"
    ),
    "disk.failed": N_(
        "磁盘读写没有成功（{reason:disk_fault}），这一步没有保存，此前已确认的记录都在。请检查磁盘后再试。"
    ),
    "disk.full": N_("磁盘已满，这一步没有保存，此前已确认的记录都在。请清理磁盘后再试。"),
    "disk.low": N_("磁盘只剩 {free_mb} MB，记录照常保存。低于 50 MB 会停止开单，请尽快清理磁盘。"),
    "disk.read_only": N_("磁盘或文件只读，这一步没有保存，此前已确认的记录都在。请检查磁盘和文件夹权限。"),
    "disk.stops_issuing": N_("磁盘只剩 {free_mb} MB，已停止开单，已有记录都在。请清理磁盘；仍可以交班。"),
    "journal.body": N_("日志第 {seq} 条读不出来，据此的计算已停止。请运行 verify，并从备份恢复。"),
    "journal.device_unknown": N_("记录里的设备 {device} 本机不认识，这一步没有做，已存记录都在。请运行 verify。"),
    "journal.last_epoch": N_("纪元已用到 {epoch}，不能再开新的。已存记录都在，请联系技术支持。"),
    "journal.place_unknown": N_("记录里的编号 {place} 超出本机能存的范围，这一步没有做，已存记录都在。请运行 verify。"),
    "seal.invalid": N_(
        "第 {seq} 条处的封签与设备公钥不符，这一段记录不能作为证明。本机记录未改动，请核对来源后重新取得。"
    ),
    "seal.unreadable": N_("这不是交班单上的封签，或没有扫全。请重扫一次。"),
    "store.cipher_missing": N_("数据库组件缺少加密功能，程序未启动，数据未动。请重新安装程序。"),
    "store.damaged": N_("数据库有页损坏（{reason:disk_fault}）。请停止开单，已存记录仍可查看；请从备份和副本恢复。"),
    "store.damaged_first_page": N_(
        "数据库文件 {file} 首页损坏，打不开，未作改动。已确认保存的记录在副本里，请从备份和副本恢复。"
    ),
    "store.exists": N_("{file} 已经存在，未作改动。请打开已有的数据库，或另选文件夹。"),
    "store.foreign": N_("{file} 不是本站的数据库，未作改动。请放回与钥匙文件同存的数据库文件，或从备份恢复。"),
    "store.in_use": N_("数据库正被另一个程序使用，这一步未做。请关闭另一个窗口或命令后再试。"),
    "store.missing": N_("找不到数据库文件 {file}。请检查数据文件夹是否选对；确已丢失的，从备份恢复。"),
    "store.newer": N_("数据库由更新的程序写成（版本 {found}，本程序识别到 {known}），未作改动。请升级程序后再打开。"),
    "store.no_device_key": N_("数据库里没有本机的签名密钥，不能使用。请用备份恢复。"),
    "store.not_demo": N_("{folder} 里是正式账本，不是演示站，未作改动。请为演示站另选一个空文件夹。"),
    "store.sqlite_too_old": N_(
        "数据库组件 SQLite {found} 过旧，须为 {needed} 或更新，程序未启动，数据未动。请重新安装程序。"
    ),
    "trust.another_key": N_(
        "{station} 先前已登记过另一把公钥，这次又登记了一把（{name}，指纹 {fingerprint}）。请打电话与该站核实。"
    ),
    "trust.file_unreadable": N_("公钥文件 {file} 打不开，没有导入。请核对路径。"),
    "trust.missing": N_("账本旁边没有信任名单 {file}，不能验码。请登录一次，程序会重新写出。"),
    "trust.nothing_given": N_("没有给公钥文件。请写出文件路径。"),
    "trust.signature": N_("公钥文件的签名与设备 {device} 不符，文件被改过，没有导入。请让对方重新导出一份。"),
    "trust.stale": N_(
        "{station} {name} 的公钥已有 {days} 天没有更新，超过 14 天。请重新导入该站公钥；放行需带班确认。"
    ),
    "trust.too_large": N_("公钥文件超过 {limit} 字节，不会是公钥文件，没有导入。请核对路径。"),
    "trust.too_new": N_(
        "公钥文件是较新的程序写的（第 {version} 版，本程序认到第 {supported} 版），没有导入。请安装新版程序。"
    ),
    "trust.unreadable": N_("公钥文件读不出来，没有导入任何公钥。请让对方重新导出一份。"),
    "trust.writer_unknown": N_("公钥文件里没有设备 {device} 自己的公钥，没有导入。请让对方重新导出一份。"),
    "verify.alibi_differs": N_("副本自第 {seq} 条起与数据库不一致。"),
    "verify.alibi_elsewhere": N_("副本到第 {seq} 条，数据库到第 {head} 条。重新打开数据库时会补齐。"),
    "verify.alibi_gap": N_("副本缺第 {seq} 条。"),
    "verify.alibi_lacks": N_("副本少 {lacking} 条由市局送回的记录。重新打开数据库时会补齐。"),
    "verify.body_malformed": N_("第 {seq} 条的内容不合格式。"),
    "verify.foreign_key": N_("{table} 表有一行指向 {target} 表里没有的行。"),
    "verify.form_step": N_("五联单 {number} 在第 {seq} 条由“{state:form_state}”变为“{step:form_state}”，不合规定。"),
    "verify.gap": N_("应接第 {expected} 条，读到的是第 {found} 条。"),
    "verify.grant_sum": N_("{kind}号段 {prefix} 共 {granted} 个：已用 {used}，作废 {void}，剩余 {left}，合计不符。"),
    "verify.header_broken": N_("第 {header} 号页头与其哈希或所写设备、纪元不符。"),
    "verify.header_missing": N_("第 {seq} 条没有所属的页头。"),
    "verify.ledger_sum": N_("全部台账相加应为零，现在是 {sum_kg:t} t。"),
    "verify.link_broken": N_("第 {seq} 条与前一条接不上：内容或哈希被改动过。"),
    "verify.number_order": N_("{number} 没有按顺序取号，应为 {expected}。"),
    "verify.number_twice": N_("{number} 在第 {seq} 条又用了一次。"),
    "verify.number_ungranted": N_("{number}（第 {seq} 条）不在有效号段内。"),
    "verify.paper_invalid": N_("{number}（第 {seq} 条）的单据签名不对。"),
    "verify.person_broken": N_("第 {seq} 条的个人信息与记录里的哈希不符。"),
    "verify.personal_data": N_("第 {seq} 条（{kind}）的 {field} 里有个人信息。"),
    "verify.postings_sum": N_("第 {seq} 条的台账相加应为零，现在是 {sum_kg:t} t。"),
    "verify.receipt_differs": N_("市局回执里的第 {seq} 条（第 {epoch} 代）与本机的不符。"),
    "verify.receipt_invalid": N_("第 {seq} 条（第 {epoch} 代）的回执不是市局所签。"),
    "verify.redeemed_twice": N_("{number} 在第 {seq} 条又核销了一次。"),
    "verify.seal_elsewhere": N_("封签所封的第 {seq} 条与现在的不符，其后的记录可能被截去。"),
    "verify.seal_invalid": N_("第 {seq} 条处的封签不是本机所签。"),
    "verify.stock_negative": N_("第 {seq} 条后 {owner} 的存量是 {stock_kg:t} t，低于零。"),
    "verify.table_differs": N_("{table} 表与日志重算的不符：多 {surplus} 行，缺 {lacking} 行。运行 rebuild 可改正。"),
    "verify.tare_not_weighed": N_("第 {seq} 条记录的备案皮重 {tare_kg:t} t 不是 {plate} 称过的皮重。"),
    "verify.visit_step": N_("来车 {visit} 在第 {seq} 条由“{state:visit_state}”做“{step}”，不合规定。"),
}
