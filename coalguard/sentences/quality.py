"""Sentences on reports, standards, and what a coal was judged by."""

from collections.abc import Mapping
from typing import Final

from coalguard.sentences.mark import N_

SENTENCES: Final[Mapping[str, str]] = {
    "assessment.malformed": N_("这条判定的记录读不出来，其他记录不受影响。请用备份或同步恢复，不要重新判定。"),
    "quality.bases_swapped": N_(
        "{item}的{basis} {value} 大于{other_basis:basis} {other}，两个基准可能录反了。请核对。"
    ),
    "quality.basis_impossible": N_("{item}不会有{basis}的数值。请核对报告上的基准。"),
    "quality.basis_unknown": N_("{item}没有可用的基准，限值按{basis}，不能判定。请核对报告并选择基准。"),
    "quality.borderline": N_(
        "{item}（{basis}）修约后 {value}，限值 {operator} {limit}，只因修约才合格：{arithmetic}。可以销售，建议复检。"
    ),
    "quality.calorific_unit": N_("发热量 {value} 像是以 {unit} 为单位，换算为 {offer} MJ/kg。请核对后改录。"),
    "quality.missing_ash": N_("缺少灰分，{item}换算不到{basis}，不能判定。请补录灰分。"),
    "quality.missing_item": N_("报告里没有可用于判定的{item}（{basis}），不能判定。请补录。"),
    "quality.missing_moisture": N_("缺少{needs:item}，{item}换算不到{basis}，不能判定。请补录{needs:item}。"),
    "quality.moisture_above_total": N_("空干基水分 {value} 大于全水分 {total}，少见。请核对两个水分。"),
    "quality.over_limit": N_("{item}（{basis}）{value}，限值 {operator} {limit}，超限 {over_by}，不合格。"),
    "quality.point_missing": N_("{value} 太大，是不是 {hint}？按 Enter 采用。"),
    "quality.recomputed_differs": N_(
        "{item}（{basis}）报告为 {value}，按其他数值重算为 {recomputed}：{arithmetic}。请核对是录错、算错，还是报告不实。"
    ),
    "quality.reported_twice": N_("{item}（{basis}）录入了两个不同的数：{value} 和 {other}。请核对报告，只留一个。"),
    "quality.shares_impossible": N_(
        "水分与灰分之和达到 100 %，{item}换算不到{basis}，不能判定。请核对报告上的水分和灰分。"
    ),
    "quality.sum_off": N_("{basis}各项之和应为 100，现在是 {parts} = {total}。请逐项核对报告。"),
    "quality.under_limit": N_("{item}（{basis}）{value}，限值 {operator} {limit}，低于限值 {under_by}，不合格。"),
    "quality.unusual": N_("{item}（{basis}）{value} 不在常见范围 {low} 到 {high} 内。请核对报告。"),
    "quality.value_malformed": N_("{item}读不成数：{value}。请按 12.00 的样子录入。"),
    "quality.value_range": N_("{item} {value} 不在 {low} 到 {high} 之间。请核对数值和小数点。"),
    "report.covers_nothing": N_("报告代表的批量是 {covers_kg:t} t，应大于 0。请录入批量。"),
    "report.exceeded": N_(
        "质检报告 {number} 只能再覆盖 {left_kg:t} t，这批煤 {net_kg:t} t，不能用它。请核对是否一报多用。"
    ),
    "report.malformed": N_("这条质检报告的记录读不出来，其他记录不受影响。请用备份或同步恢复。"),
    "report.not_passing": N_("质检报告 {number} 的结论是{verdict}。煤已入库，批次不能销售。"),
    "report.number_missing": N_("质检报告没有编号。请录入报告编号。"),
    "report.number_used": N_("质检报告 {number} 已录入过 {times} 次。请核对是否一报多用；本次也已保存。"),
    "report.other_coal": N_("质检报告 {number} 检的是{coal}，和这批煤不一致。"),
    "report.other_supplier": N_("质检报告 {number} 是别的供煤单位的，不能用于这批煤。"),
    "report.reported_after_arrival": N_("报告日期 {reported_on} 晚于到煤日期 {arrived_on}。请核对报告日期。"),
    "report.sampled_after_reported": N_("采样日期 {sampled_on} 晚于报告日期 {reported_on}。请核对两个日期。"),
    "report.signed": N_("质检{verdict}：挥发分 {volatile} %，全硫 {sulfur} %，灰分 {ash} %，由签发站签名。"),
    "report.signed_not_passing": N_(
        "质检{verdict}：挥发分 {volatile} %，全硫 {sulfur} %，灰分 {ash} %，这车煤不应售出。请劝返，或移交市场监管局。"
    ),
    "report.unknown": N_("没有质检报告 {value}。请核对报告编号，或先录入报告。"),
    "report.vouched": N_("质检报告 {number}：{verdict}，由签发站核过。"),
    "report.vouched_not_passing": N_("质检报告 {number}：{verdict}，这车煤不应售出。请劝返，或移交市场监管局。"),
    "standard.malformed": N_("标准文件的 {where} 不对：{rule}；现在是 {value}。已有的判定不受影响，请改好这一处再用。"),
    "standard.none": N_("煤种 {coal} 没有配置标准，不能判定，也不能按合格处理。请先配置标准或改选煤种。"),
}
