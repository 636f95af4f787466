"""The texts of the papers that handling issues. Official papers are Chinese, whatever the reader's language is.

Contents: Regulations on Petition Work, articles 23 (notice), 32 (opinion: demand, facts and reasons, opinion, ground)
and 35 (review within 30 days).
"""

from collections.abc import Mapping
from datetime import date

from tenants.casework.cases.models import Case
from tenants.casework.cases.rules import Outcome
from tenants.casework.intake.from_envelope import NAME_NOT_GIVEN
from tenants.casework.intake.rules import ANONYMOUS
from tenants.core import clock
from tenants.organisations.models import Tenant
from tenants.papers.rules import REVIEW_DAYS, salutation

TITLES = {
    "acceptance_notice": "信访事项受理告知书",
    "path_notice": "信访事项告知书",
    "handling_opinion": "信访事项处理意见书",
}
OUTCOMES = {Outcome.UPHOLD: "予以支持", Outcome.EXPLAIN: "解释说明", Outcome.REJECT: "不予支持"}
USUAL_PATH = "我们将听取您陈述的事实和理由，调查核实后，依法作出书面处理意见并送达您。"


def chinese_date(day: date) -> str:
    """Return a date as papers write it: 2026年4月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def masked_salutation(case: Case) -> str:
    """Return the first line of a paper as it is kept: the masked name, or none where none was given."""
    label = case.petitioner_label
    return salutation("" if label.startswith((ANONYMOUS, NAME_NOT_GIVEN)) else label)


def _foot(tenant: Tenant) -> list[str]:
    contact = f"联系电话：{tenant.phone}。" if tenant.phone else ""
    place = f"接待地址：{tenant.address}。" if tenant.address else ""
    return [line for line in (contact + place, tenant.name, chinese_date(clock.today())) if line]


def acceptance_notice(case: Case, tenant: Tenant, due: date, path: str) -> str:
    """Return the notice that an appeal is accepted: matter, day of receipt, who sent it, path, due date, rights."""
    whence = f"（由{case.origin_tenant_name}转送）" if case.origin_tenant_name else ""
    lines = [
        masked_salutation(case),
        f"您反映的“{case.title}”，我单位于{chinese_date(case.received_on)}收到{whence}，登记编号{case.number}。"
        f"经审查，属于我单位职权范围，现决定受理。",
        f"办理途径和程序：{path or USUAL_PATH}",
        f"办理期限：自受理之日起60日内办结，最晚{chinese_date(due)}书面答复您；情况复杂需要延长的，"
        "延长不超过30日，并告知您理由（《信访工作条例》第三十四条）。",
        "您可以凭查询码随时查看办理进度，补充材料，申请与本事项有利害关系的工作人员回避。",
        *_foot(tenant),
    ]
    return "\n".join(lines)


def answer_text(case: Case, tenant: Tenant, parts: Mapping[str, str], *, remedy: bool) -> str:
    """Return the written answer with its four parts; ``remedy`` adds the right to a review, due with every opinion."""
    numbered = [
        ("一、信访诉求", parts["demand"]),
        ("二、查明的事实和理由", parts["facts"]),
        ("三、处理意见", f"{OUTCOMES[Outcome(parts['outcome'])]}。{parts['opinion']}"),
        ("四、依据", parts["legal_basis"]),
    ]
    lines = [masked_salutation(case), f"您反映的“{case.title}”（登记编号{case.number}），现答复如下："]
    for title, text in numbered:
        lines += [title, text]
    if remedy:
        lines.append(remedy_line(tenant))
    return "\n".join([*lines, *_foot(tenant)])


def remedy_line(tenant: Tenant) -> str:
    """Return the sentence on review: who, within how many days, under which article."""
    body = tenant.review_body or f"{tenant.name}的上一级机关、单位"
    return (
        f"如不服本意见，可以自收到之日起{REVIEW_DAYS}日内，向{body}请求复查"
        "（《信访工作条例》第三十五条）；逾期不请求复查的，不再受理同一事实和理由的投诉请求。"
    )
