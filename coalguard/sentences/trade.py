"""Sentences on forms, numbers, lots and the ledger, and on what a gate finds."""

from collections.abc import Mapping
from typing import Final

from coalguard.sentences.mark import N_

SENTENCES: Final[Mapping[str, str]] = {
    "check.pending": N_("{row}还没有核验。"),
    "check.seen_fail": N_("{row}不通过：{observed}"),
    "check.seen_ok": N_("{row}经现场核实：{observed}"),
    "check.seen_warn": N_("{row}存疑：{observed}"),
    "coal.unknown": N_("规则里没有煤种“{coal}”。已有煤种：{known}。"),
    "code.not_form": N_("{number} 不是五联单。请扫五联单上的码或输入它的单号，也可直接输入车牌。"),
    "code.unreadable": N_(
        "这不是五联单的码或单号，没有登记车辆。请重扫单上的码，或照单据输入单号，如 LX01-260114-0032，后面可接 8 位校验码；也可直接输入车牌。"
    ),
    "destination.vouched": N_("单据去向 {destination}。"),
    "form.check_code_missing": N_(
        "本机有 {number} 的记录，但没有输入校验码，单据未经证实。请输入单上的 8 位校验码，或扫单上的码。"
    ),
    "form.check_code_wrong": N_("{number} 的校验码与本机记录不符。请核对单号和校验码；仍不符时扣留单据并报带班。"),
    "form.code_unread": N_("单上的码没有识读，真伪未经验证。放行需带班确认。"),
    "form.confirmed": N_("{number} 校验码相符，本机未见使用（数据截至 {heard_until:at}）。"),
    "form.elsewhere": N_("五联单 {number} 是{station}开的，本站不能作废，也不能重开。请联系开单的站办理。"),
    "form.missing": N_("未出示五联单：{observed}"),
    "form.no_record": N_("本机没有 {number} 这张单的记录，不能核实。放行需带班确认。"),
    "form.not_valid": N_("{number} 不再有效：{state:form_state}。"),
    "form.not_void": N_("五联单 {number} 没有作废，不能重开。请先作废。"),
    "form.nothing_shown": N_("没有说是哪张单。请扫单上的码，或输入单号。"),
    "form.parts_back": N_("收回联次应为 0 至 {parts}，现在是 {value}，请重填。"),
    "form.reason_missing": N_("作废五联单 {number} 要写明原因，请补充。"),
    "form.redeemed": N_("五联单 {number} 已在卡口核销，不能作废；单据和记录都在。"),
    "form.unknown": N_("本机没有五联单 {number}。请核对单号。"),
    "form.used_before": N_("这张五联单 {redeemed_at:at} 已在{redeemed_where}核销。"),
    "form.used_twice": N_("这张五联单 {again_at:at} 又在{again_where}核销了一次，两处必有一处不对。请报市局。"),
    "form.valid_until": N_("有效期“{value}”不对：应是今后一年以内的时刻，带时区。"),
    "form.verified": N_("{number} 验签有效，本机未见使用（数据截至 {heard_until:at}）。"),
    "form.void": N_("五联单 {number} 已经作废，不用再作废。"),
    "inspection.incomplete": N_("还有 {count} 项没有核验：{rows:row}。补齐后再作决定；空车或非煤可直接登记。"),
    "inspection.no_truck": N_("没有说是哪辆车。请输入车牌，或输入五联单单号。"),
    "inspection.officer_not_entitled": N_(
        "{login} 不是查验员，不能在查验记录上记名。请换一名查验员，或由管理员在人员里加上身份。"
    ),
    "inspection.officers_two": N_("查验须由两名查验员记名，现在有 {count} 名。请补上另一名。"),
    "inspection.plate_missing": N_(
        "这张单没有验过，本机也没有记录（单号 {number}），车牌不能照单登记。请再输入车上所见的车牌。"
    ),
    "inspection.reason_needed": N_("{rows:row}存疑或不通过，放行须选放行原因。按数字键选择。"),
    "inspection.reason_unknown": N_("原因“{reason}”不在“{decision}”的原因表里。请从表中选择。"),
    "inspection.reasons_missing": N_("“{decision}”至少要选一条原因。按数字键选择。"),
    "inspection.returned": N_("这辆车 {hours} 小时内在{where}被{decision}过：{reasons:reason}。请核对问题是否已改正。"),
    "inspection.rows_malformed": N_("这条查验记录的核验项读不出来。请运行校验，并从备份恢复。"),
    "inspection.second_needed": N_("{rows:row}存疑或不通过，放行须带班确认。请带班输入 PIN，或改为劝返。"),
    "kind.not_seen": N_("单据煤种 {coal}，车上的煤还没有目测。请看煤后选一致、存疑或不符。"),
    "ledger.nothing_moved": N_("数量应大于 0，现在是 {mass_kg:t} t，没有记账，请核对。"),
    "lot.frozen": N_("批次 {lot} 质检{verdict}，已冻结，不能销售。请换批次。"),
    "lot.incomplete": N_("批次 {lot} 待补，还缺{missing}，补齐后才能销售。"),
    "lot.not_lacking": N_("批次 {lot} 不缺{paper}，不用补。"),
    "lot.nothing_brought": N_("没有给批次 {lot} 补任何单据。请填合同号或质检报告号。"),
    "lot.other_coal": N_("批次 {lot} 是{coal}，本单要的是{wanted}。请换批次或改煤种。"),
    "lot.other_yard": N_("批次 {lot} 不在这个堆位。请核对批次和堆位。"),
    "lot.unknown": N_("没有批次 {value}。请核对批次号。"),
    "net.agrees": N_("单据 {paper_kg:t} t，实测 {observed_kg:t} t，差 {diff_percent} %，在允差 {ok_kg} kg 内。"),
    "net.differs": N_(
        "单据 {paper_kg:t} t，实测 {observed_kg:t} t，差 {diff_percent} %（{diff_kg} kg），超过 {ok_kg} kg。请核实。"
    ),
    "net.differs_much": N_(
        "单据 {paper_kg:t} t，实测 {observed_kg:t} t，差 {diff_percent} %（{diff_kg} kg），超过 {warn_kg} kg，与单据不符。"
    ),
    "net.not_compared": N_("净重还没有比对，缺单据净重或实测净重。"),
    "net.tare_unknown": N_("毛重 {gross_kg:t} t，皮重未备案，净重不能核对。"),
    "notes.personal": N_("备注、现场所见或说明里像有身份证号或手机号，没有存。记录里不留个人号码，请删去后再存。"),
    "number.exhausted": N_("{kind}的号段 {prefix} 已用完，没有取号。请联网领取新号段。"),
    "number.grant_closed": N_("{kind}的号段 {prefix} 已关闭，没有取号。请联网领取新号段，或由管理员开应急号段。"),
    "number.grant_valid": N_("{kind}的号段还有 {left} 个号可用，不用开应急号段。请直接开单。"),
    "number.malformed": N_("单号 {value} 写法不对，应如 LX01-260114-0032，请照单据重输。"),
    "number.no_grant": N_("{kind}没有号段，没有取号。请联网领取号段，或由管理员开应急号段。"),
    "number.seen_too_high": N_(
        "最大序号 {highest_seen} 太大，应急号段会超过 {limit}。请核对纸面序号；确实如此的，请联网领取新号段。"
    ),
    "number.seen_too_low": N_(
        "{kind}在本机已用到 {known} 号，填的最大序号是 {highest_seen}。请按纸面上最大的序号重填，不小于 {known}。"
    ),
    "paper.always_printed": N_("{printout}是凭据，不能设为不打印，没有改动。只有首磅条可以不打印。"),
    "paper.file_exists": N_("文件 {file} 已经有了，而且不是单据，没有覆盖。请换一个文件名。"),
    "paper.file_unreadable": N_("文件 {file} 打不开，请核对路径。"),
    "paper.journal_full": N_(
        "本机日志已到 {limit} 条，单据上的码写不下更大的序号，没有开单。记录都在，请换一台新设备开单。"
    ),
    "paper.key_revoked": N_("{number} 的签发公钥已作废，这张单是作废之后签的。请扣留单据并报带班。"),
    "paper.key_unknown": N_("{number} 的签发站点公钥没有登记，真伪未经验证。请导入该站公钥后重读；放行需带班确认。"),
    "paper.not_form": N_("{number} 是{kind}，不是五联单。请出示五联单。"),
    "paper.not_ours": N_("这不是本系统的码，没有验过。请重扫一次，或照单据输入单号和校验码。"),
    "paper.not_printed": N_("入库单 {number} 只记在台账里，不单独打印。请打印同一车的过磅单 {ticket}。"),
    "paper.part_unknown": N_("单据 {number} 没有第 {part} 联，有的是 {known}。请另选，或不填，按一次打印的样子出。"),
    "paper.prefix_foreign": N_("{number} 不是 {station} {name} 的号，却由该站签发。请扣留单据并报带班。"),
    "paper.reason_malformed": N_("补打原因有 {length} 个字，最多 {limit} 个，且只能是一行。请改短再打。"),
    "paper.reason_needed": N_("单据 {number} 这是第 {copy} 次打印，须写补打原因。单据没有变，填好原因再打。"),
    "paper.record_differs": N_("{number} 的码与本站记录不一致。请扣留单据并报带班。"),
    "paper.signature_wrong": N_("验签失败：码的内容被改过，或不是本系统开具。请扣留单据并报带班。"),
    "paper.size_unknown": N_("单据 {number} 不能用{size:stock}，可用{known:stock}。请另选纸张，或不填。"),
    "paper.unknown": N_("本机没有单据 {number}。请核对单号；别站开的单据要在开单的站补打。"),
    "paper.unprinted": N_("有 {count} 张单据上次没有打印出来：{numbers:each}。单据都已保存，请补打。"),
    "paper.unreadable": N_("码里的内容读不出来，不作凭据。请重扫一次。"),
    "paper.version_unknown": N_("这个码是较新的格式，本机还不认识，真伪未经验证。请升级程序；放行需带班确认。"),
    "parts.malformed": N_("五联单的联次文件读不出来，已开的单不受影响。请重新安装程序。"),
    "remedy.contract_missing": N_("请带采购合同再来。"),
    "remedy.destination_unclear": N_("请由收货人说明收货地点，核实去向后再来。"),
    "remedy.form_invalid": N_("请到售煤市场开具或重开五联单，带原件再来。"),
    "remedy.other": N_("请按告知单上写明的问题改正后再来。"),
    "remedy.overload_noted": N_("疑似超限由交警处理，请卸去超限部分后再来。"),
    "remedy.report_invalid": N_("请带有效期内、各项在限值内的质检报告再来。"),
    "remedy.truck_mismatch": N_("请到售煤市场核对车牌、重量和煤种，按实际重开五联单后再来。"),
    "sale.missing": N_("还缺{field}，填好后再开具。已填的内容都在。"),
    "sale.price": N_("单价 {price_fen:yuan} 元/吨不对，应大于 0。"),
    "sale.price_too_high": N_("单价 {price_fen:yuan} 元/吨太大，最多 {limit_fen:yuan} 元/吨，没有开单。请核对小数点。"),
    "stock.counted_negative": N_("实盘 {counted_kg:t} t 不对，不能小于 0。"),
    "stock.insufficient": N_("批次 {lot} 只剩 {left_kg:t} t，本车 {wanted_kg:t} t。请换批次。"),
    "verdict.may_not_pass": N_("不可放行。{fail} 项不通过，{warn} 项存疑。"),
    "verdict.may_pass": N_("可以放行。{total} 项核验全部通过。"),
    "verdict.pending": N_("待核验。还有 {pending} 项没有结论。"),
    "verdict.verify": N_("需要核实。{warn} 项存疑，{ok} 项通过。"),
}
