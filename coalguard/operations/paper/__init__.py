"""Papers come out: rendered to a file, printed, printed again; and what did not come out is offered anew.

    source     a paper's dossier in its station; trade, gate: what each paper shows; content: by its kind
    page       a paper made ready, and rendered to a file
    attempt    a paper sent to a printer: an entry, whatever came of it
    next       an act whose papers go to a printer as soon as it is saved
    preview    a form that has not been issued, as a picture
    trial      a page that tries a printer out
    press      the printing behind them, loaded with the first paper
    closing    the closing sheet of a shift, which has no number: printed and rendered likewise
    first      the slip of a first weighing, a receipt: printed and rendered, and nothing is kept of it

Printing happens after a paper's act is committed and never undoes it. A render is no print and is not counted.
"""

from coalguard.operations.paper.attempt import list_unprinted, print_paper
from coalguard.operations.paper.closing import print_closing, render_closing
from coalguard.operations.paper.first import print_slip, render_slip
from coalguard.operations.paper.next import then_print
from coalguard.operations.paper.page import render_paper
from coalguard.operations.paper.preview import preview_form
from coalguard.operations.paper.trial import print_trial

__all__ = [
    "list_unprinted",
    "preview_form",
    "print_closing",
    "print_paper",
    "print_slip",
    "print_trial",
    "render_closing",
    "render_paper",
    "render_slip",
    "then_print",
]
