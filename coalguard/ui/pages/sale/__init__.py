"""过磅开单: weigh a truck twice, then issue form, ticket and settlement in one act (`ux.md` §6.3, picture 02).

    page           what the keys do, what is issued, what is printed
    calling        trucks are called up, weighed, given up; drafts
    correcting     an issued form is made void, its truck comes into hand once more; voiding: the panel that asks
    scene          what stands in the columns, the preview
    weighing       how a truck is registered, and its tare on record; the rest of it stands in `ui.weighbridge`
    issuing        F9 and the papers; buyer: who is called up
    arrival        in the middle before a truck is weighed: plate, order, coal
    document       the place of an identity paper, or of the reason why there is none
    form_card      in the middle after it: buyer, coal, transport; form_grid their places, lot_box the lot
    recall         a field that remembers who bought before
    paper_card     at the right: preview, copies, printing, the main act

Trucks that bring coal are handled on another page; here they only stand in the list.
"""

from coalguard.ui.pages.sale.page import SalePage

__all__ = ["SalePage"]
