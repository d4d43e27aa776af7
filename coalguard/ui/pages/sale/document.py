"""What whoever buys is known by: a unit's credit code; a person's paper, or the reason why there is none (无证件).

0 and Enter in the place of the number ask for the reason, 0 and Enter in the place of the reason for the number again.
What is wrong with a number is said as soon as the cursor leaves it, by the same rules that register it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar, Final

from PySide6.QtCore import QObject, Signal

from coalguard.domain.findings import Finding
from coalguard.domain.identity import check_credit_code, check_phone, mask_id_card, mask_phone
from coalguard.domain.registry import IdentityPaper, PaperKind, check_paper
from coalguard.ui.states.sale import paper_kind
from coalguard.ui.tokens import BODY, TABLE
from coalguard.ui.widgets.combo import Combo
from coalguard.ui.widgets.field import Field, Kind
from coalguard.ui.widgets.option_list import Option
from coalguard.ui.widgets.paint import text_width
from coalguard.ui.words import N_, _

_EDGES: Final = 6
"""What the line itself keeps free at both ends."""
_KEPT: Final = 6
OTHER_WAY: Final = "0"
REASONS: Final = (N_("证件遗失补办中"), N_("没有随身带"), N_("没有办过"))

Check = Callable[[str], tuple[str, Sequence[Finding]]]
"""A number as it was typed -> as it is kept, and what is wrong with it."""


def check_when_left(field: Field, check: Check, *, proves_itself: bool = True) -> None:
    """Say what is wrong with a number when the cursor leaves it; one that proves itself right bears a tick."""

    def look_over() -> None:
        typed = field.text().strip()
        if not typed or field.message or field.verified:
            return
        number, findings = check(typed)
        field.set_text(number)
        for finding in findings:
            field.show_finding(finding)
        if proves_itself and not findings:
            field.set_verified()

    field.left.connect(look_over)


class FittingCode(Field):
    """A code of eighteen signs; its middle is left out while there is no room for it, never its end."""

    kept_at_end: ClassVar[int] = 6

    def __init__(self, label: str, *, hint: str = "") -> None:
        """A code to type."""
        super().__init__(label, kind=Kind.CODE, required=True, hint=hint, longest=20, mask=self._fitting, type_=TABLE)

    def arrange(self) -> None:
        """There may be more room or less."""
        super().arrange()
        if not self.line.hasFocus():
            self.set_text(self.text())

    def shown(self, code: str) -> str:
        """What anybody may see of it."""
        return code

    def _fitting(self, code: str) -> str:
        seen = self.shown(code)
        fits = text_width(seen, TABLE) <= self.inner_place().width() - _EDGES
        return seen if fits else f"{seen[:_KEPT]}…{seen[-self.kept_at_end :]}"


class CreditCode(FittingCode):
    """A unit's credit code, which is public."""

    def __init__(self) -> None:
        """Eighteen signs."""
        super().__init__(_("统一代码"))
        check_when_left(self, check_credit_code)


class PhoneField(Field):
    """A telephone, unseen while the cursor is elsewhere."""

    def __init__(self) -> None:
        """A mobile number, or area and number."""
        super().__init__(_("联系电话"), kind=Kind.CODE, required=True, longest=16, mask=mask_phone, type_=BODY)
        check_when_left(self, check_phone, proves_itself=False)


class NumberField(FittingCode):
    """The number of a paper."""

    turned = Signal()
    """There is no paper."""
    kept_at_end = 4

    def __init__(self) -> None:
        """As numbers of papers are typed: unseen while the cursor is elsewhere."""
        super().__init__(_("身份证号"), hint=_("没有证件输 0"))
        self.today = date.max
        check_when_left(self, self._check)

    def _check(self, typed: str) -> tuple[str, Sequence[Finding]]:
        paper, findings = check_paper(IdentityPaper(paper_kind(typed), typed), self.today)
        return paper.number, findings

    def shown(self, code: str) -> str:
        """Its middle is nobody's business."""
        return mask_id_card(code)

    def enter_pressed(self) -> bool:
        """Enter behind a 0 asks for the reason instead."""
        turns = self.text().strip() == OTHER_WAY
        if turns:
            self.turned.emit()
        return turns


class ReasonField(Combo):
    """Why there is no paper: chosen by digit, or written."""

    turned = Signal()
    """There is a paper after all."""

    def __init__(self) -> None:
        """Offer the reasons that are heard most."""
        super().__init__(_("无证件原因"), required=True, free=True, hint=_("按数字选，或直接写"))
        reasons: Sequence[Option] = [Option(_(text), _(text), note=str(no)) for no, text in enumerate(REASONS, start=1)]
        self._back = Option(OTHER_WAY, _("有证件，填号码"), note=OTHER_WAY)
        self.set_options([*reasons, self._back])
        self.set_search(self._find)

    def _find(self, typed: str) -> Sequence[Option]:
        """By digit; a reason that is written is nobody's."""
        wanted = typed.strip()
        return [one for one in self.options if wanted in {"", one.note} or one.text.startswith(wanted)]

    def enter_pressed(self) -> bool:
        """Enter takes what is marked; the way back leads nowhere else."""
        used = super().enter_pressed()
        turns = self.chosen is self._back
        if turns:
            self.turned.emit()
        return turns or used


class DocumentPlace(QObject):
    """The place in the form that holds one of the two."""

    def __init__(self, number: NumberField, reason: ReasonField) -> None:
        """Begin with the number; nothing is shown before it stands in a window, or it were one of its own."""
        super().__init__(number)
        self.number, self.reason = number, reason
        number.turned.connect(self._on_lacking)
        reason.turned.connect(self._on_found)
        number.required, reason.required = True, False
        reason.hide()

    @property
    def lacking(self) -> bool:
        """Whether there is no paper."""
        return self.reason.required

    def show_lacking(self, *, lacking: bool) -> None:
        """Ask for the reason, or for the number."""
        self.number.required, self.reason.required = not lacking, lacking
        gone = self.number if lacking else self.reason
        gone.empty()
        self.number.setVisible(not lacking)
        self.reason.setVisible(lacking)

    def show_paper(self, paper: IdentityPaper | None) -> None:
        """Show the paper of somebody known."""
        lacking = paper is not None and paper.kind is PaperKind.NONE
        self.show_lacking(lacking=lacking)
        self.number.set_text(paper.number if paper else "")
        self.reason.set_text(paper.reason if paper and lacking else "")
        if paper and paper.number:
            self.number.set_verified()

    def _on_lacking(self) -> None:
        self.show_lacking(lacking=True)
        self.reason.setFocus()

    def _on_found(self) -> None:
        self.show_lacking(lacking=False)
        self.number.setFocus()
