"""交班: the shift in figures, what is handed on, and who takes it (`ux.md` §6.9, picture 12).

page           the page: what its keys do, and what comes back
summary        at the left: the figures of the shift, what is open, every number
desk_card      at the right: what is counted, who gives, who takes, the main act
printing       the closing sheet, and again by F8
deeds          giving, closing and taking the desk, each with who acts afterwards
"""

from coalguard.ui.pages.handover.page import HandoverPage

__all__ = ["HandoverPage"]
