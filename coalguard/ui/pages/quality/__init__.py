"""质检: a laboratory's report is typed and judged while it is typed (`ux.md` §6.5, picture 03).

page           the page: what its keys do, and what comes back
report_card    at the left: number, laboratory, dates, whose coal, which lot
values_card    in the middle: the values on their bases, each against its limit
verdict_card   at the right: the verdict, what saving does, by which rule, the main act
"""

from coalguard.ui.pages.quality.page import QualityPage

__all__ = ["QualityPage"]
