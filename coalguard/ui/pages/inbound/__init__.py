"""进煤: a load is weighed full and empty and received into a lot (`ux.md` §6.4).

page         the page: what its keys do, and what comes back
load_card    in the middle: whose coal, on which papers, into which lot
side_card    at the right: what is still to be brought, and the main act
panel        at the right instead: a contract registered, a lot completed
weighing     how a truck is registered with its load; the rest of it stands in `ui.weighbridge`
receiving    the load taken into its lot
registering  a contract beside the load, and what a lot lacked
scene        what stands in the columns
papers       the ticket, printed and printed again
"""

from coalguard.ui.pages.inbound.page import InboundPage

__all__ = ["InboundPage"]
