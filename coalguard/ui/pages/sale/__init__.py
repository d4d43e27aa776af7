"""过磅开单: weigh a truck twice, then issue form, ticket and settlement in one act (`ux.md` §6.3, picture 02).

    page           what the keys do, what is issued, what is printed
    calling        trucks are called up, weighed, given up; drafts
    scene          the three columns, panels, the preview
    weighing       F4 and what comes of it; issuing: F9 and the papers; buyer: who is called up
    yard           at the left: the steps of the weighing, and the trucks that have not left
    arrival        in the middle before a truck is weighed: plate, order, coal
    form_card      in the middle after it: buyer, coal, transport; form_grid their places, lot_box the lot
    recall         a field that remembers who bought before
    paper_card     at the right: preview, copies, printing, the main act
    panel          at the right instead: a typed weight, a stay that comes to nothing, a reason to print again

Trucks that bring coal are handled on another page; here they only stand in the list.
"""

from coalguard.ui.pages.sale.page import SalePage

__all__ = ["SalePage"]
