"""Sentences on scales, weighings, and a truck's stay."""

from collections.abc import Mapping
from typing import Final

from coalguard.sentences.mark import N_

SENTENCES: Final[Mapping[str, str]] = {
    "inbound.coal_missing": N_("{plate} 进场时没有填煤种，合同和质检报告也没有。请结束本次停留，重新登记并填写煤种。"),
    "inbound.declared_differs": N_("实收 {net_kg:t} t，供煤单位申报 {declared_kg:t} t，相差超过 0.5 %。请核对来煤单。"),
    "mass.malformed": N_("重量 {value} 不是吨数，应如 32.420，最多三位小数，请重输。"),
    "mass.out_of_range": N_(
        "{field}应在 {least_kg:t} t 到 {most_kg:t} t 之间，现在是 {mass_kg:t} t，没有存。请核对单位和位数。"
    ),
    "memory.first_time": N_("首次来车。"),
    "memory.seen": N_("来过 {times} 次，最近：{decisions:decision}。"),
    "memory.seen_tare": N_(
        "来过 {times} 次，最近：{decisions:decision}。皮重 {low_kg:t}–{high_kg:t} t，上次 {last_kg:t} t。"
    ),
    "printer.failed": N_("打印机 {printer} 没有打出来：{printer_fault}。已保存的单据不受影响，处理好后再打。"),
    "printer.folder_missing": N_("文件夹 {target} 不存在，打印件没有地方放。请先建好文件夹。"),
    "printer.none": N_("还没有设置打印机，没有打印。单据已保存，请先在设置里添加打印机。"),
    "printer.nowhere": N_("没有打印机可以打印{printout}。已保存的不受影响，先留着待打，请在设置里指定打印机。"),
    "printer.offset_malformed": N_("偏移看不懂，没有改动。请写毫米数，最多一位小数，如 1.5 或 -0.3。"),
    "printer.offset_too_far": N_("偏移最多 {limit_mm} mm，没有改动。相差更多时请重新装纸。"),
    "printer.paper_unfit": N_("{printer} 里是{stock}，打不了{printout}，没有改动。能用的纸：{stocks}。"),
    "printer.several": N_("设置了几台打印机：{known}。请指明用哪一台。"),
    "printer.took_over": N_("{printout}改由 {printer} 打印，原来是 {before}。"),
    "printer.unknown": N_("没有名为“{printer}”的打印机，没有改用别的打印机。现有：{known}。请核对名称或设置。"),
    "scale.baud_unknown": N_("波特率 {baud} 不能用，请按仪表设置选 300 到 115200 中的一档，常见 9600 或 1200。"),
    "scale.decimals_differ": N_(
        "{scale}仪表显示 {shown} 位小数，设置是 {expected} 位，未取重。请在设置里核对单位和小数位。"
    ),
    "scale.decimals_unknown": N_("小数位数 {decimals} 不能用，请填 0 到 4，或留空。"),
    "scale.division_unknown": N_("分度值 {division_kg} kg 不能用，请按铭牌选 1、2、5、10、20、50、100 或 200 kg。"),
    "scale.empty": N_("{scale}上没有车，未取重。车上磅停稳再取重。"),
    "scale.maximum_not_above_division": N_("最大称量 {maximum_kg} kg 不大于分度值 {division_kg} kg，请按铭牌重填。"),
    "scale.name_missing": N_("地磅没有名称，请填一个，例如“一号磅”。"),
    "scale.no_signal": N_("{scale}没有数据（{port:line}），正在重连。未完成的过磅都在。请检查线缆和仪表电源。"),
    "scale.overload": N_("{scale}超量程，最大 {maximum_kg:t} t，未取重。请让车下磅。"),
    "scale.parity_unknown": N_("校验位 {parity} 不能用，请选 N（无）、E（偶）或 O（奇）。"),
    "scale.part_of_kilogram": N_("{scale}仪表显示 {value} {unit}，不是整千克，未取重。请在设置里核对单位。"),
    "scale.port_malformed": N_("端口 {port} 认不出。请填设备路径（/dev/ttyUSB0）、COM3 或 socket://主机:端口。"),
    "scale.protocol_unknown": N_("没有仪表协议 {protocol}，请从列表里选，例如 xk3190-tf0。"),
    "scale.resolution_unusual": N_(
        "最大称量 {maximum_kg:t} t 配分度值 {division_kg} kg 少见（III 级秤应为 500 至 10000 个分度），请核对铭牌。"
    ),
    "scale.unit_unknown": N_("单位 {unit} 不能用，请按仪表显示选 kg 或 t。"),
    "scale.unknown": N_("没有名为“{scale}”的地磅。已设置的地磅：{known}。请选择其中一个，或先在设置里添加。"),
    "scale.unsendable": N_("数值 {value}（{decimals} 位小数）放不进仪表的 6 位数，未发送。请改数值或单位。"),
    "scale.unsteady": N_("{scale}还没稳定，未取重。等车停稳再取重。"),
    "scale.zero_shifted": N_(
        "{scale}显示 {mass_kg} kg，既不是零也不到最小称量 {minimum_kg} kg，未取重。空磅时请先在仪表上置零。"
    ),
    "script.malformed": N_("模拟脚本第 {line} 行看不懂：{text}。请照说明改这一行。"),
    "script.unreadable": N_("脚本文件 {file} 打不开或不是 UTF-8 文本，请核对路径。"),
    "signal.after_reconnect": N_("仪表信号恢复后 2 秒内就有了重量，请查看线缆是否动过。"),
    "signal.no_noise": N_("从空磅到取重只出现过这一个数，3 秒内没有任何变化。"),
    "signal.over_axle_limit": N_("毛重超过该车轴型的限值。"),
    "signal.same_sequence": N_("这次的数据序列与上一次过磅完全相同。"),
    "signal.step_without_ramp": N_("重量在半秒内一步跳到位，不像车开上磅。"),
    "signal.tare_drift": N_("皮重与该车历次中位数相差超过 3 %，请查看水箱、挂车和车上人员。"),
    "signal.zero_not_reached": N_("上次取重后磅没有回零，请查看磅上是否有别的车或负底数。"),
    "simulator.address": N_("{value} 不是网络地址，应如 127.0.0.1:4001。"),
    "simulator.cannot_listen": N_("不能在 {host}:{port} 上监听，端口可能已被占用。请换一个端口。"),
    "simulator.pty_unsupported": N_("本机系统没有 pty，请改用 --listen 主机:端口。"),
    "slip.malformed": N_("这不是首磅条上的码。请重扫，或输车牌后 4 位续称。"),
    "slip.not_due": N_("{plate} {visit_state}，首磅条没有打印。只有称过一次、等第二次过磅的车才有首磅条。"),
    "slip.over": N_(
        "这张首磅条是 {plate} 以前那一趟的（{visit_state}），没有调出车辆。请扫这一趟的条，或输车牌后 4 位。"
    ),
    "slip.replaced": N_("{plate} 的{step}已经不是这张首磅条上的那一次，没有调出车辆。请输车牌后 4 位续称。"),
    "slip.unknown": N_("本机没有这张首磅条的过磅记录，可能是别的磅房打的。请输车牌后 4 位续称。"),
    "visit.already_open": N_("{plate} 上一次还没有办完（{purpose}）。先接着办完，或作废那一次。"),
    "visit.already_weighed": N_(
        "{plate} 的{step}已取 {weighed_kg:t} t，取过的重量不改。重量有误时，作废本次，重新登记过磅。"
    ),
    "visit.none_open": N_("{plate} 没有未完成的过磅。请先登记进场。"),
    "visit.step_not_allowed": N_("{plate} 现在是“{state:visit_state}”，不能做“{step}”。已存的记录都在。"),
    "visit.unknown": N_("没有编号为 {value} 的停留记录。"),
    "weighing.above_maximum": N_("重量 {mass_kg:t} t 超过最大称量 {maximum_kg:t} t，未保存。"),
    "weighing.below_minimum": N_("重量 {mass_kg} kg 低于最小称量 {minimum_kg} kg，不能作为称重结果，未保存。"),
    "weighing.evidence_malformed": N_("这次过磅的原始数据读不出，重量本身没有改动。请运行校验并报管理员。"),
    "weighing.net_below_minimum": N_(
        "净重 {net_kg} kg 低于最小称量 {minimum_kg} kg，未保存。车多半还没有装卸：装好或卸完再上磅，按 F4。"
    ),
    "weighing.no_truck": N_("没有说明是哪辆车。请填写车牌或选择待过磅的车。"),
    "weighing.not_positive": N_("重量 {mass_kg} kg 不大于零，未保存。"),
    "weighing.off_division": N_("重量 {mass_kg} kg 不在分度值 {division_kg} kg 上，未保存。请按仪表显示重填。"),
    "weighing.recall_for_sale_only": N_("{plate} 不是购煤车，不能用备案皮重。请空车上磅取皮重。"),
    "weighing.tare_not_below_gross": N_(
        "皮重 {tare_kg:t} t 不小于毛重 {gross_kg:t} t，未保存。磅上可能是另一辆车：按 F3 选对车，再按 F4。"
    ),
    "weighing.unknown": N_("没有编号为 {value} 的过磅记录。"),
}
