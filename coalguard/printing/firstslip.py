"""The slip of the first weighing 首磅条 (`ux.md` §6.3), on an 80 mm roll: the driver brings it back to the scale.

It is a receipt without a number and no evidence of anything: its bar code calls the truck up again, nothing more. So a
second one is as good as the first, and prints are not counted. It refuses to know what the code says.
"""

from coalguard.printing.content import FirstSlipContent, PrintMark
from coalguard.printing.figures import masked_name, minute
from coalguard.printing.mark import PRODUCT
from coalguard.printing.roll import SMALL, STRONG, Roll
from coalguard.printing.sheet import Align, Document
from coalguard.printing.size import ROLL_80

TITLE = "首磅条"
_STEPS = {"gross": "毛重", "tare": "皮重"}
_OTHER = {"gross": "卸完煤空车上磅，称皮重", "tare": "装好煤上磅，称毛重"}


def compose(content: FirstSlipContent, mark: PrintMark) -> Document:
    """The slip; it has one part."""
    document = Document(TITLE, TITLE, ROLL_80.dot)
    roll = Roll(document, ROLL_80, None, mark)
    roll.begin(f"{content.place} {TITLE}", minute(content.weighed.at), clock_trusted=content.clock_trusted)
    roll.rule()
    roll.plate(content.plate)
    roll.weight(_STEPS[content.step], content.weighed)
    roll.pair("方向", content.direction)
    roll.pair("煤种", content.coal)
    roll.pair("磅号", "　".join(filter(None, (content.scale, content.scale_number))))
    roll.pair("司机", masked_name(content.driver))
    roll.pair("司磅员", content.weigher)
    roll.pair("下一步", _OTHER[content.step], STRONG)
    roll.rule()
    roll.bars(content.code)
    roll.told(content.code, SMALL, Align.MIDDLE)
    roll.told("二次过磅时扫此码，或报车牌后 4 位", SMALL, Align.MIDDLE)
    roll.told(f"本条不作凭证，以过磅单为准 · {PRODUCT}", SMALL, Align.MIDDLE)
    roll.tear()
    return document
