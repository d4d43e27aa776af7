"""Sentences on who and what is registered: people, units, contracts, vehicles, and how their numbers are written."""

from collections.abc import Mapping
from typing import Final

from coalguard.sentences.mark import N_

SENTENCES: Final[Mapping[str, str]] = {
    "address.malformed": N_("地址最多 {limit} 个字，不能有换行，现在是 {length} 个字，请改短。"),
    "buyer.credit_code_missing": N_("单位和网点购煤要有统一社会信用代码，请补充。"),
    "buyer.document_missing": N_("个人购煤要实名登记，请填写证件；确实没有证件的选 无证件 并说明原因。"),
    "buyer.document_reason": N_("选了 无证件，请写明原因。"),
    "buyer.malformed": N_("购煤人记录读不出来，其他记录不受影响。请运行 verify 并联系维护人员。"),
    "buyer.unknown": N_("没有编号为 {value} 的购煤人。请先登记。"),
    "contract.coal_missing": N_("合同还没有选煤种，请补充。"),
    "contract.ended": N_("合同 {number} 已于 {until} 到期，不能用于这批煤。"),
    "contract.exceeded": N_("合同 {number} 只剩 {left_kg:t} t，本次 {net_kg:t} t 已超出。"),
    "contract.expired": N_("合同 {number} 已于 {until} 到期，可以登记备查，进煤请用有效合同。"),
    "contract.number": N_("合同号应有 1 至 {limit} 个字，不能有换行，现在是 {length} 个字，请核对。"),
    "contract.other_coal": N_("合同 {number} 约定的是{coal}，和这批煤不一致。"),
    "contract.other_supplier": N_("合同 {number} 是别的供煤单位的，不能用于这批煤。"),
    "contract.quantity": N_("合同数量应大于 0，现在是 {quantity_kg:t} t，请核对。"),
    "contract.registered": N_("合同 {number} 已经登记过。"),
    "contract.unknown": N_("没有合同 {value}。请核对合同号，或先登记合同。"),
    "contract.vouched": N_("采购合同由签发站核过（{number}）。"),
    "division.ambiguous": N_("{value} 不止一个，请写明县市：{known}。"),
    "division.missing": N_("还没有选所属镇街，请补充。"),
    "division.uncoded": N_("{town} 没有区划代码，按所在县登记，镇名写在地址里。"),
    "division.unknown": N_("区划里没有 {value}，请从这些里选：{known}。"),
    "divisions.malformed": N_("区划表文件损坏，登记已停，已存的记录不受影响。请重新安装程序。"),
    "document.malformed": N_("证件号应为 5 至 20 位字母和数字，现在是 {length} 位，请核对。"),
    "document.reason_malformed": N_("无证件的原因最多 {limit} 个字，不能有换行，现在是 {length} 个字，请改短。"),
    "id.malformed": N_("编号 {value} 写法不对，应为设备号-纪元-序号，请从列表里重新选取。"),
    "id.unknown": N_("本机没有编号 {value}。请核对编号。"),
    "id_card.birth_year": N_("身份证号里的出生日期早于 1900 年或晚于今天，请对照证件核实；可以继续保存。"),
    "id_card.check_digit": N_("身份证号第 18 位校验不对，请核对。"),
    "id_card.date": N_("身份证号里的出生日期不存在，请核对第 7 至 14 位。"),
    "id_card.length": N_("身份证号应为 18 位，现在是 {length} 位，请核对。"),
    "id_card.malformed": N_("身份证号前 17 位是数字，末位是数字或 X，请核对。"),
    "name.control_character": N_("名称里有换行等不能打印的字符，请删去后重输。"),
    "name.length": N_("名称有 {length} 个字，最多 {limit} 个字，请改短。"),
    "name.missing": N_("还没有填写名称或姓名，请补充。"),
    "name.personal": N_("名称里像有身份证号或手机号，没有存。名称会随记录上传，请去掉号码后再存。"),
    "outlet.credit_code_missing": N_("网点登记要有统一社会信用代码，请照执照补充。"),
    "outlet.tier": N_("没有 {tier} 级网点，请填 1（一级市场）或 2（二级网点）。"),
    "phone.malformed": N_("手机 11 位、13 至 19 开头，座机带区号；现在 {length} 位。"),
    "plate.agrees": N_("车牌一致：{seen}。"),
    "plate.differs": N_("车牌对不上：单据 {paper}，现场 {seen}，位数不同。"),
    "plate.length": N_(
        "车牌应为 7 位，新能源 8 位，现在是 {length} 位。没有车牌的写 无牌:车架号，特殊号牌写 其他:号牌。"
    ),
    "plate.malformed": N_("车牌 {value} 不合规则，号牌里没有 I 和 O；建议：{suggestion}。特殊号牌写 其他:号牌。"),
    "plate.not_compared": N_("车牌还没有比对。请输入车上所见的车牌。"),
    "plate.one_differs": N_("车牌差 1 位：单据 {paper}，现场 {seen}，差在第 {place} 位。请再看一次车牌。"),
    "plate.places_differ": N_("车牌对不上：单据 {paper}，现场 {seen}。差在第 {places:each} 位。"),
    "plate.watched": N_("{plate} 是市局布控的车，原因：{reason}，期限：{until:term}。请按市局通知办理。"),
    "purpose.malformed": N_("用途最多 {limit} 个字，不能有换行，现在是 {length} 个字，请改短。"),
    "staff.founder_stays": N_("“{login}”是本站管理员，不能停用。"),
    "staff.login_taken": N_("登录名“{login}”已有人用，请换一个。"),
    "staff.roles_missing": N_("请为“{login}”至少选一个岗位。"),
    "staff.unknown": N_("没有在岗人员“{login}”。请核对登录名。"),
    "station.code_malformed": N_("站点代码 {value} 写法不对，应为两个大写字母加 2 至 4 位数字，如 LX01。"),
    "station.code_reserved": N_("站点代码 {value} 不能用，字母 {letters} 是单据编号专用的，请换字母。"),
    "station.digits_taken": N_(
        "代码 {station} 的数字 {digits} 已是 {other} {name} 的，过磅单等单号会和它重复，没有办。请给这个站另选数字。"
    ),
    "station.hotline_malformed": N_("举报电话应为 3 至 5 位短号或完整号码，现有 {length} 位。请重新输入。"),
    "station.letter_malformed": N_("电脑字母应为 A 至 P 中的一个，现在是 {value}，请重填。"),
    "station.revoked": N_(
        "市局已吊销本机的公钥，本机开的单据在别处一律作废，没有取号也没有写入任何记录。已存的记录都在；请把车带到另一台电脑办理，并联系市局。"
    ),
    "supplier.unknown": N_("没有编号为 {value} 的供煤单位。请先登记。"),
    "uscc.check_character": N_("统一社会信用代码校验不对，请对照执照核实；核实无误可以继续保存。"),
    "uscc.malformed": N_("统一社会信用代码应为 18 位，不含 I、O、S、V、Z，现在是 {length} 位，请核对。"),
    "uscc.old_number": N_("这是 15 位旧注册号，可以保存；换发新执照后请改为 18 位代码。"),
    "vehicle.axles": N_("轴数 {axles} 不合理，请填 1 至 20。"),
    "vehicle.axles_missing": N_("{plate} 没有登记轴数，称重后不能判定是否超限。可在车辆登记里补上。"),
    "vehicle.axles_unknown": N_("不知道这辆车的轴数，毛重 {gross_kg:t} t 是否超限不能判定，请补登轴数。"),
    "vehicle.colour": N_("没有 {value} 这种号牌颜色，请从黄、蓝、绿、黄绿、白、黑里选。"),
    "vehicle.no_stored_tare": N_("{plate} 没有备案皮重（要有本站地磅称过的皮重）。请空车上磅取皮重。"),
    "vehicle.overload": N_(
        "车货总质量 {gross_kg:t} t，限值 {limit_kg:t} t，超 {over_kg:t} t。称重记录都在；市场请卸载复磅后再出场，卡口记录后移交交警。"
    ),
    "vehicle.overload_noted": N_(
        "车货总质量 {gross_kg:t} t，限值 {limit_kg:t} t，超 {over_kg:t} t。称重记录都在；超限由交警处理，请告知交警，查验照常进行。"
    ),
    "vehicle.rated": N_("行驶证总质量应大于 0，现在是 {rated_kg:t} t，请对照行驶证填写。"),
    "vehicle.stored_tare_old": N_(
        "备案皮重 {tare_kg:t} t 已有 {age_days} 天，超过 {valid_days} 天不能再用。请空车上磅取皮重。"
    ),
    "vehicle.tare_drift": N_(
        "皮重 {tare_kg:t} t 与本车历次中位数 {median_kg:t} t 相差 {drift_kg:t} t，超过 3 %，请看车厢和水箱。"
    ),
    "yard.registered": N_("堆位“{name}”已经登记过。"),
    "yard.unknown": N_("没有堆位“{value}”。请核对，或先登记堆位。"),
}
