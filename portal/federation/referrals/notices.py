"""What the petitioner is told when a matter goes to another organisation. Papers are Chinese, whoever writes them.

Personal Information Protection Law, article 23: receiver, purpose and kinds of information are told. Regulations on
Petition Work, article 23: a unit that sends a matter on tells the petitioner where it went.
"""

from collections.abc import Sequence

from portal.federation.referrals.models import Referral
from portal.federation.referrals.packing import Package
from portal.federation.referrals.rules import CATALOGUE, HANDS_OVER, Kind
from tenants.casework.cases.models import Case
from tenants.casework.handling.papers import chinese_date
from tenants.core import clock
from tenants.organisations.models import Tenant

_DONE = {
    Kind.TRANSFER: "已转送{receiver}办理",
    Kind.ASSIGN: "已交由{receiver}办理，并请其向我们报告结果",
    Kind.CO_HANDLE: "已请{receiver}协助办理",
    Kind.GUIDANCE: "已就有关政策和办法请{receiver}指导",
}
_TITLE = "信访事项告知书"


def listed(entries: Sequence[dict[str, str]]) -> str:
    """Return a list of what was or was not given, in Chinese: items by name, files by number."""
    names = [CATALOGUE[entry["item"]].label for entry in entries if "item" in entry]
    files = sum(1 for entry in entries if "file" in entry)
    return "、".join([*names, *([f"附件 {files} 份"] if files else [])])


def told(package: Package) -> str:
    """Return the sentences that the petitioner reads about a sending."""
    receiver = package.receiver.name if package.receiver else ""
    withheld = [entry for entry in package.withheld if entry.get("item") != "internal_notes"]
    held_back = f"没有提供：{listed(withheld)}。" if withheld else ""
    who = (
        f"{receiver}受理前由我们负责；受理后由其办理并答复您。"
        if package.kind in HANDS_OVER
        else "仍由我们负责办理和答复您。"
    )
    done = _DONE[Kind(package.kind)].format(receiver=receiver)
    return (
        f"您反映的“{package.case.title}”，我们{done}。请办事项：{package.purpose.rstrip('。')}。"
        f"提供的内容：{listed(package.given)}。{held_back}{who}"
    )


def path_notice(package: Package) -> tuple[str, str]:
    """Return title and text of the written notice that a matter was handed over."""
    return _TITLE, _letter(package.case, package.sender, told(package))


def assistance_notice(referral: Referral, case: Case, receiver: Tenant, sender_name: str) -> tuple[str, str]:
    """Return title and text of the notice by which an organisation that only helps tells the petitioner so."""
    text = (
        f"您向{sender_name}反映的“{case.title}”，{sender_name}请我单位协助办理（转办编号{referral.number}），"
        f"我单位已于{chinese_date(case.received_on)}签收，并将协助核查有关情况。该事项仍由{sender_name}负责办理和答复您。"
    )
    return _TITLE, _letter(case, receiver, text)


def _letter(case: Case, issuer: Tenant, text: str) -> str:
    heading = (
        "信访人：" if case.petitioner_label.startswith(("匿名", "姓名")) else f"{case.petitioner_label}："
    )
    contact = f"联系电话：{issuer.phone}。" if issuer.phone else ""
    lines = [
        heading,
        text,
        "您可以凭查询码随时查看由谁办理、何时答复、提供了哪些信息。",
        contact,
        issuer.name,
    ]
    return "\n".join(line for line in [*lines, chinese_date(clock.today())] if line)
