"""The deadline rules as data: who must do what, for whom, within which time, under which article.

D-rules come from law. S- and A-rules are terms of this product that a mechanism adopts in its own rules; they
never cite the regulation as if it set the number. A new deadline is a new entry of ``RULES``, not new code.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


def N_(text: str) -> str:
    """Mark ``text`` for the translators without translating it now."""
    return text


class Unit(StrEnum):
    """What is counted: every calendar day, or only working days of the official calendar."""

    DAY = "day"
    WORKDAY = "workday"


class Strictness(StrEnum):
    """A duty of a unit ends on the strict date; a right of a petitioner rolls past rest days."""

    DUTY = "duty"
    RIGHT = "right"


class Source(StrEnum):
    """Where a rule comes from, and so how it may be cited on screen."""

    REGULATION = "T22"
    CIVIL_CODE = "CC"
    MECHANISM = "mechanism"


class Party(StrEnum):
    """Debtor or creditor of an obligation, by its place in the matter."""

    PETITIONER = "petitioner"
    PETITION_OFFICE = "petition_office"
    FIRST_UNIT = "first_unit"
    RECEIVING_UNIT = "receiving_unit"
    COMPETENT_UNIT = "competent_unit"
    SENDING_UNIT = "sending_unit"


class Document(StrEnum):
    """The paper or receipt that fulfils an obligation."""

    TRANSFER_LETTER = "transfer_letter"
    PATH_NOTICE = "path_notice"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    OBJECTION_LETTER = "objection_letter"
    HANDLING_OPINION = "handling_opinion"
    CLOSING_REPORT = "closing_report"
    RECEIPT = "receipt"
    ANSWER_LETTER = "answer_letter"


@dataclass(frozen=True, slots=True)
class Basis:
    """The ground of a rule: ``text`` is the passage as published; ``follows`` the law it is modelled on."""

    source: Source
    article: str
    citation: str
    text: str
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One deadline.

    ``length`` is ``None`` where the date is named in the assignment or referral itself. ``missed`` says what
    happens when the date passes. ``between_peers`` is the clause by which a mechanism adopts the same term
    for referrals among its members; empty where the rule has no such use.
    """

    id: str
    name: str
    trigger: str
    duty: str
    length: int | None
    unit: Unit
    basis: Basis
    debtor: Party
    creditor: Party
    document: Document
    missed: str
    strictness: Strictness = Strictness.DUTY
    between_peers: str = ""

    @property
    def rollable(self) -> bool:
        """Only rights roll forward to the next working day; a unit never gains time by a holiday."""
        return self.strictness is Strictness.RIGHT


START_DAY = Basis(
    Source.CIVIL_CODE,
    "201",
    "《民法典》第二百零一条",
    "按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算。",
)
LAST_DAY_OFF = Basis(
    Source.CIVIL_CODE,
    "203",
    "《民法典》第二百零三条",
    "期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日。",
)


def _regulation(article: str, numeral: str, text: str) -> Basis:
    return Basis(Source.REGULATION, article, f"《信访工作条例》{numeral}", text)


def _mechanism(text: str, follows: str = "") -> Basis:
    return Basis(Source.MECHANISM, "", "联动机制规则", text, follows)


_ALL = (
    Rule(
        id="D01",
        name=N_("Send on"),
        trigger=N_("The petition office receives a submission"),
        duty=N_("Register it and transfer, assign or redirect it"),
        length=15,
        unit=Unit.DAY,
        basis=_regulation(
            "22",
            "第二十二条",
            "各级党委和政府信访部门收到信访事项，应当予以登记，并区分情况，在15日内分别按照下列方式处理：……",
        ),
        debtor=Party.PETITION_OFFICE,
        creditor=Party.PETITIONER,
        document=Document.TRANSFER_LETTER,
        missed=N_("Supervised; the office above orders correction (Regulation, article 43)"),
    ),
    Rule(
        id="D02",
        name=N_("Tell the path"),
        trigger=N_("A unit other than a petition office receives a submission directly"),
        duty=N_("Tell the petitioner in writing, on the spot or in time: received, sent on, or whom to ask"),
        length=15,
        unit=Unit.DAY,
        basis=_regulation(
            "23(2)",
            "第二十三条第二款",
            "对信访人直接提出的信访事项，有关机关、单位能够当场告知的，应当当场书面告知；不能当场告知的，"
            "应当自收到信访事项之日起15日内书面告知信访人，但信访人的姓名（名称）、住址不清的除外。",
        ),
        debtor=Party.FIRST_UNIT,
        creditor=Party.PETITIONER,
        document=Document.PATH_NOTICE,
        missed=N_("The unit above orders correction (Regulation, article 44)"),
    ),
    Rule(
        id="D03",
        name=N_("Tell reception"),
        trigger=N_("A unit receives a transferred or assigned matter within its power"),
        duty=N_("Tell the petitioner in writing that it is received, and the path and procedure"),
        length=15,
        unit=Unit.DAY,
        basis=_regulation(
            "23(3)",
            "第二十三条第三款",
            "对党委和政府信访部门或者本系统上级机关、单位转送、交办的信访事项，属于本机关、单位职权范围的，"
            "有关机关、单位应当自收到之日起15日内书面告知信访人接收情况以及处理途径和程序",
        ),
        debtor=Party.RECEIVING_UNIT,
        creditor=Party.PETITIONER,
        document=Document.ACCEPTANCE_NOTICE,
        missed=N_("The unit above orders correction (Regulation, article 44, item 3)"),
        between_peers="成员单位收到其他成员单位转办的事项，属于本单位职权范围的，应当自签收之日起15日内书面告知信访人。",
    ),
    Rule(
        id="D04",
        name=N_("Raise an objection"),
        trigger=N_("A unit receives a transferred or assigned matter that is not within its power"),
        duty=N_("Object with detailed reasons; the matter returns once the sender has checked and agreed"),
        length=5,
        unit=Unit.WORKDAY,
        basis=_regulation(
            "23(3)",
            "第二十三条第三款",
            "不属于本机关、单位或者本系统职权范围的，有关机关、单位应当自收到之日起5个工作日内提出异议，"
            "并详细说明理由，经转送、交办的信访部门或者上级机关、单位核实同意后，交还相关材料。",
        ),
        debtor=Party.RECEIVING_UNIT,
        creditor=Party.SENDING_UNIT,
        document=Document.OBJECTION_LETTER,
        missed=N_("The matter counts as kept: a late objection is not accepted"),
        between_peers="成员单位认为转办事项不属于本单位职权范围的，应当自签收之日起5个工作日内提出异议，并详细说明理由。",
    ),
    Rule(
        id="D05",
        name=N_("Finish handling"),
        trigger=N_("A unit accepts an appeal for a decision or redress"),
        duty=N_("Hear, investigate and issue the handling opinion"),
        length=60,
        unit=Unit.DAY,
        basis=_regulation(
            "34",
            "第三十四条",
            "对本条例第三十一条第六项规定的信访事项应当自受理之日起60日内办结；情况复杂的，"
            "经本机关、单位负责人批准，可以适当延长办理期限，但延长期限不得超过30日，并告知信访人延期理由。",
        ),
        debtor=Party.COMPETENT_UNIT,
        creditor=Party.PETITIONER,
        document=Document.HANDLING_OPINION,
        missed=N_("The unit above orders correction (Regulation, article 45, item 1)"),
    ),
    Rule(
        id="D11",
        name=N_("Report the result"),
        trigger=N_("A petition office assigns a matter and asks for the result"),
        duty=N_("Report the result and hand in the closing report by the date named"),
        length=None,
        unit=Unit.DAY,
        basis=_regulation(
            "22(1)3",
            "第二十二条第一款第三项",
            "对转送信访事项中的重要情况需要反馈办理结果的，可以交由有权处理的机关、单位办理，"
            "要求其在指定办理期限内反馈结果，提交办结报告。",
        ),
        debtor=Party.COMPETENT_UNIT,
        creditor=Party.SENDING_UNIT,
        document=Document.CLOSING_REPORT,
        missed=N_("Reminder, then a supervision letter"),
    ),
    Rule(
        id="S01",
        name=N_("Sign for"),
        trigger=N_("A referral arrives from another member"),
        duty=N_("Sign for the referral; the clocks of the receiver start then"),
        length=1,
        unit=Unit.WORKDAY,
        basis=_mechanism("收到转办件的成员单位应当自收到之日起1个工作日内签收。"),
        debtor=Party.RECEIVING_UNIT,
        creditor=Party.SENDING_UNIT,
        document=Document.RECEIPT,
        missed=N_("Reminder to the liaison and the deputy"),
    ),
    Rule(
        id="A01",
        name=N_("Answer"),
        trigger=N_("A member signs for a referral that asks for an answer"),
        duty=N_("Answer the sender by the date named in the referral"),
        length=None,
        unit=Unit.DAY,
        basis=_mechanism(
            "转办件要求反馈结果的，承办的成员单位应当不晚于转办件写明的日期书面答复转出单位。",
            "《信访工作条例》第二十二条第一款第三项",
        ),
        debtor=Party.RECEIVING_UNIT,
        creditor=Party.SENDING_UNIT,
        document=Document.ANSWER_LETTER,
        missed=N_("Reminder, then a supervision letter"),
    ),
    Rule(
        id="A02",
        name=N_("Confirm the answer"),
        trigger=N_("The answer to a referral arrives at its sender"),
        duty=N_("Confirm that the answer has arrived and is what was asked for"),
        length=5,
        unit=Unit.WORKDAY,
        basis=_mechanism("转出单位应当自收到答复之日起5个工作日内予以确认。"),
        debtor=Party.SENDING_UNIT,
        creditor=Party.RECEIVING_UNIT,
        document=Document.RECEIPT,
        missed=N_("Reminder to the liaison and the deputy"),
    ),
)

RULES = {rule.id: rule for rule in _ALL}


def for_peers(rule: Rule) -> Rule:
    """Return ``rule`` as it holds for a referral between members of a mechanism.

    The regulation binds where a petition office or a superior unit sends; between peers the same term holds
    only because their mechanism adopted it, so its rules are cited and the article is named as the model.
    """
    if not rule.between_peers:
        return rule
    return replace(rule, basis=_mechanism(rule.between_peers, rule.basis.citation))
