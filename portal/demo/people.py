"""The people who sign in to the demo world. Every name is invented."""

from collections.abc import Iterator
from random import Random

from portal.demo.organisations import TENANTS
from portal.demo.shapes import Person, Seat

DEMO_PASSWORD = "lanyang-demo-2026"  # noqa: S105 - printed at every start; the demo world holds nothing real
OPERATOR = "operator"

_REGISTRAR, _HANDLER, _HEAD, _LIAISON, _LEADER = "registrar", "handler", "unit_head", "liaison", "leader"
_CONFIDENTIAL, _MINUTES, _SECRETARIAT, _CONVENER, _ADMIN = (
    "confidential_officer",
    "minute_taker",
    "secretariat",
    "convener",
    "tenant_admin",
)


def _one(login: str, name: str, title: str, tenant: str, unit: str, *roles: str) -> Person:
    """Return somebody with one seat; the surname is the first character of the name."""
    return Person(login, name, name[0], (Seat(tenant, unit, title, roles),))


PEOPLE: tuple[Person, ...] = (
    Person(OPERATOR, "平台运维员", "", (), is_operator=True),
    _one("lin.ky", "林可砚", "干事", "lankuang", "petitions", _REGISTRAR, _HANDLER),
    _one("he.jr", "何峻榕", "科长", "lankuang", "petitions", _HEAD, _LIAISON),
    _one("yin.ry", "尹若屿", "主管", "lankuang", "pensions", _HANDLER),
    _one("tao.yc", "陶禹沉", "专员", "lankuang", "discipline", _CONFIDENTIAL),
    _one("mei.sl", "梅崧岚", "副总经理", "lankuang", "general", _LEADER, _CONVENER),
    _one("qiao.bn", "乔柏楠", "管理员", "lankuang", "systems", _ADMIN),
    _one("shi.dq", "石岱青", "干事", "qingshigou", "petitions", _REGISTRAR, _HANDLER),
    Person(
        "lei.hp",
        "雷弘坪",
        "雷",
        (
            Seat("qingshigou", "petitions", "科长", (_HEAD, _LIAISON)),
            Seat("lianxi", "coordination", "副秘书长", (_SECRETARIAT, _HEAD, _LIAISON)),
        ),
    ),
    _one("gu.xy", "谷汐砚", "副矿长", "qingshigou", "general", _LEADER),
    _one("ning.zt", "宁知柘", "专员", "qingshigou", "safety", _CONFIDENTIAL),
    _one("hua.qr", "华芊茸", "干事", "qingshigou", "villages", _HANDLER),
    _one("dai.mz", "戴沐舟", "管理员", "qingshigou", "general", _ADMIN),
    _one("shen.yh", "沈砚禾", "干事", "donglu", "reception", _REGISTRAR, _HANDLER),
    _one("fan.jt", "范霁桐", "主任", "donglu", "petitions", _HEAD, _LIAISON),
    _one("kang.rc", "康若川", "副厂长", "donglu", "washing", _LEADER),
    _one("qi.wl", "祁望棱", "专员", "donglu", "labour", _CONFIDENTIAL, _ADMIN),
    _one("jing.sy", "景松屹", "专员", "redian", "hotline", _REGISTRAR, _HANDLER),
    _one("xue.ll", "薛澜岭", "主任", "redian", "petitions", _HEAD, _LIAISON),
    _one("bao.yk", "包亦宽", "工程师", "redian", "network", _HANDLER),
    _one("ruan.qs", "阮清棠", "副总经理", "redian", "petitions", _LEADER),
    _one("chu.bl", "储柏潞", "专员", "redian", "labour", _CONFIDENTIAL, _ADMIN),
    _one("mo.xj", "莫昔筠", "干事", "huagong", "neighbours", _REGISTRAR, _HANDLER),
    _one("tong.ly", "童鹿原", "部长", "huagong", "petitions", _HEAD, _LIAISON),
    _one("ji.hc", "冀衡川", "工程师", "huagong", "monitoring", _HANDLER),
    _one("lu.zs", "路竹笙", "副总经理", "huagong", "petitions", _LEADER),
    _one("yue.mq", "岳慕樵", "专员", "huagong", "labour", _CONFIDENTIAL, _ADMIN),
    _one("wen.sr", "温书苒", "科员", "xinfang", "hall", _REGISTRAR, _HANDLER),
    _one("zhuang.yb", "庄亦柏", "股长", "xinfang", "visits", _HEAD, _LIAISON),
    _one("nie.cq", "聂辞秋", "科员", "xinfang", "letters", _REGISTRAR, _HANDLER),
    _one("peng.dl", "彭岱澜", "局长", "xinfang", "general", _LEADER, _CONVENER),
    _one("you.qn", "尤栖宁", "专员", "xinfang", "supervision", _CONFIDENTIAL),
    _one("qu.wy", "曲问渔", "管理员", "xinfang", "general", _ADMIN, _MINUTES),
    _one("jiang.mh", "姜木禾", "干事", "qingtang", "hall", _REGISTRAR, _HANDLER),
    _one("bai.jy", "柏霁原", "主任", "qingtang", "petitions", _HEAD, _LIAISON),
    _one("miao.gs", "苗谷穗", "所长", "qingtang", "land", _HANDLER),
    _one("rong.yc", "容屿川", "副镇长", "qingtang", "general", _LEADER),
    _one("ou.tz", "区恬芷", "专员", "qingtang", "general", _CONFIDENTIAL, _ADMIN),
    _one("fang.xz", "方栩舟", "科员", "renshe", "hall", _REGISTRAR, _HANDLER),
    _one("lian.ss", "连书珊", "股长", "renshe", "petitions", _HEAD, _LIAISON),
    _one("ai.jl", "艾境澜", "队长", "renshe", "inspection", _HANDLER),
    _one("sang.yw", "桑予闻", "副局长", "renshe", "general", _LEADER),
    _one("pu.rm", "濮若眠", "专员", "renshe", "general", _CONFIDENTIAL, _ADMIN),
    _one("du.sh", "都穗禾", "科员", "ziran", "petitions", _REGISTRAR, _HANDLER),
    _one("chai.yl", "柴屹林", "股长", "ziran", "geology", _HEAD, _LIAISON),
    _one("yan.zq", "晏芷樵", "副局长", "ziran", "general", _LEADER),
    _one("mao.rq", "茅若樵", "专员", "ziran", "general", _CONFIDENTIAL, _ADMIN),
    _one("cen.yd", "岑与蝶", "干事", "lianxi", "meetings", _REGISTRAR, _HANDLER, _MINUTES),
    _one("tu.hs", "屠鹤笙", "秘书长", "lianxi", "coordination", _LEADER, _CONVENER, _SECRETARIAT),
    _one("ge.xn", "葛夏柠", "专员", "lianxi", "ledger", _CONFIDENTIAL, _ADMIN, _SECRETARIAT),
)


def seated(tenant: str, role: str) -> tuple[Person, ...]:
    """Return who has a seat with ``role`` at ``tenant``, in the order of the table."""
    return tuple(
        one for one in PEOPLE if any(seat.tenant == tenant and role in seat.roles for seat in one.seats)
    )


def unit_of(person: Person, tenant: str) -> str:
    """Return the key of the unit where ``person`` sits at ``tenant``; ``StopIteration`` without a seat there."""
    return next(seat.unit for seat in person.seats if seat.tenant == tenant)


def pick(tenant: str, role: str, random: Random) -> Person:
    """Return one of those who have ``role`` at ``tenant``."""
    return random.choice(seated(tenant, role))


_SPECIALISTS = {
    "yin.ry": ("01", "02", "03", "04"),
    "hua.qr": ("06", "07", "08", "11", "13"),
    "bao.yk": ("04", "10"),
    "ji.hc": ("05", "09"),
    "miao.gs": ("06", "07", "08", "13"),
    "ai.jl": ("01", "02"),
}


def handler_for(tenant: str, category: str, random: Random) -> Person:
    """Return who handles a matter of ``category`` at ``tenant``: a specialist where there is one, else a clerk."""
    subject = category[:2]
    handlers = seated(tenant, _HANDLER)
    fitting = [one for one in handlers if subject in _SPECIALISTS.get(one.login, ())]
    clerks = [one for one in handlers if one.login not in _SPECIALISTS]
    return random.choice(fitting * 2 + clerks)


def sign_in_lines() -> Iterator[str]:
    """Yield the sign-ins of the demo world as lines for a terminal, organisation by organisation."""
    yield f"Password of every account below: {DEMO_PASSWORD}"
    for tenant in TENANTS:
        yield f"{tenant.name} (/o/{tenant.slug}/)"
        for person in PEOPLE:
            for seat in person.seats:
                if seat.tenant == tenant.slug:
                    yield f"  {person.login:<10} {person.name} {seat.title} ({', '.join(seat.roles)})"
    operators = ", ".join(person.login for person in PEOPLE if person.is_operator)
    yield f"Platform operator, who opens organisations and sees no case: {operators}"
