"""The words that fill the slots of texts: places, units, sums, months; each drawn once for a matter."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

VILLAGES = (
    "槐埝村",
    "柳塬沟村",
    "石砚坪村",
    "上窑湾村",
    "雁回塬村",
    "北坨梁村",
    "桑坞子村",
    "孟砦沟村",
    "赤埆村",
)
ESTATES = (
    "矿南家属区",
    "青石沟工人村",
    "选煤厂二号院",
    "热电新村",
    "化工东院",
    "望岚小区",
    "岚河安置小区",
    "安砚苑小区",
)
OLD_HOUSES = ("矿南老平房区", "青石沟老工房", "铁路北平房院")
ROADS = ("望岚公路", "运煤专线", "矿东路", "青塘镇过境路", "槐埝村口公路", "选煤厂支路", "石砚坪坡道")
CONTRACTORS = ("砚磐劳务公司", "坨北建材厂", "岱崧工程队", "嶂石物流公司", "槐漪物业公司", "埕楸园林队")
FACTORIES = ("农机配件厂", "第二陶瓷厂", "毛纺厂", "水泥制品厂", "面粉厂")
PLANTS = {
    "lankuang": "岚矿集团",
    "qingshigou": "青石沟煤矿",
    "donglu": "东麓选煤厂",
    "redian": "岚阳热电",
    "huagong": "岚阳化工",
}
_EMPLOYERS = {
    "lankuang": ("集团机修厂", "集团铁路运输处", "集团生活服务公司", "集团供电工区"),
    "qingshigou": ("青石沟煤矿",),
    "donglu": ("东麓选煤厂",),
    "redian": ("岚阳热电",),
    "huagong": ("岚阳化工",),
}
_ELSEWHERE = "elsewhere"
_OTHER_EMPLOYERS = ("县建材公司", "县运输公司", "县机械厂")
_TEAMS = {
    "lankuang": ("机加工车间", "机车段", "水暖班", "外线班", "物资仓库"),
    "qingshigou": ("采煤二队", "掘进一队", "通风区", "机电科提升班", "运输区", "井口皮带班"),
    "donglu": ("洗选一车间", "储运车间", "浮选班", "装车站", "皮带运输班"),
    "redian": ("汽机分场", "燃料分场", "锅炉分场", "热网检修班", "输煤班"),
    "huagong": ("合成车间", "空分车间", "污水处理站", "成品库", "动力车间"),
}
_OTHER_TEAMS = ("维修班", "装卸队", "一车间", "包装车间")
_ERRANDS = {
    "renshe": ("养老保险转移", "社保卡补办", "失业登记", "创业补贴"),
    "ziran": ("不动产登记更名", "宅基地确权", "老房子过户"),
    "qingtang": ("危房改造申请", "残疾证换发", "农机补贴"),
}
_ANY_ERRAND = ("退休手续", "户籍档案查询", "医疗救助", "就业困难人员认定")
_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_BY_TITLE = re.compile(r"<([^<>]*)>")


def _months_before(day: date, count: int) -> date:
    month = day.year * 12 + day.month - 1 - count
    return date(month // 12, month % 12 + 1, min(day.day, monthrange(month // 12, month % 12 + 1)[1]))


class Words:
    """The words of one matter. A slot keeps its value, so that title, text and answer agree with each other."""

    def __init__(
        self, random: Random, tenant: str, written_on: date, *, about: str = "", plants: tuple[str, ...] = ()
    ):
        """Begin with no word drawn.

        :param about: the organisation that the matter is about, if that is known and an enterprise.
        :param plants: the enterprises it can be about.
        """
        self._random, self._tenant, self._day = random, tenant, written_on
        self._plants = plants or tuple(PLANTS)[1:]
        known = [one for one in (tenant, about) if one in PLANTS]
        self._about = known[0] if known else self.any_of((*self._plants, _ELSEWHERE))
        self._drawn: dict[str, str] = {}

    def __getitem__(self, slot: str) -> str:
        """Return the word for ``slot``; ``KeyError`` for a slot that does not exist."""
        if slot not in self._drawn:
            self._drawn[slot] = _DRAWS[slot](self)
        return self._drawn[slot]

    def fix(self, slot: str, word: str) -> None:
        """Give ``slot`` a word instead of drawing one."""
        self._drawn[slot] = word

    @property
    def place(self) -> str:
        """Return the village, housing or road that was drawn for this matter, or nothing."""
        return next(
            (
                self._drawn[slot]
                for slot in ("village", "estate", "old_houses", "road")
                if slot in self._drawn
            ),
            "",
        )

    def fill(self, template: str, title_number: int = 0) -> str:
        """Return ``template`` with its choices made and its slots filled.

        :param title_number: which title was taken; ``<a|b>`` follows it.
        """
        text = _BY_TITLE.sub(lambda found: _numbered(found[1], title_number), template)
        text = _CHOICE.sub(lambda found: self._random.choice(found[1].split("|")), text)
        return _SLOT.sub(lambda found: self[found[1]], text)

    def any_of(self, words: tuple[str, ...]) -> str:
        """Return one of ``words``."""
        return self._random.choice(words)

    def number(self, low: int, high: int, step: int = 1) -> int:
        """Return a whole number from ``low`` to ``high`` in steps of ``step``."""
        return self._random.randrange(low, high + 1, step)

    def month(self, back: int) -> str:
        """Return the month ``back`` months before the matter was brought: 9月."""
        return f"{_months_before(self._day, back).month}月"

    def year(self, back: int) -> str:
        """Return the year ``back`` years before: 2025年."""
        return f"{self._day.year - back}年"

    def recent_day(self) -> str:
        """Return a day in the fortnight before: 10月17日."""
        day = self._day - timedelta(days=self.number(2, 14))
        return f"{day.month}月{day.day}日"

    def plant(self) -> str:
        """Return the enterprise a matter is about: the one it was brought to, else one that fits."""
        return PLANTS[self._about if self._about in PLANTS else self.any_of(self._plants)]

    def workplace(self, table: dict[str, tuple[str, ...]], elsewhere: tuple[str, ...]) -> str:
        """Return a word for the enterprise that the matter is about, or for one outside the demo world."""
        return self.any_of(table.get(self._about, elsewhere))

    def errand(self) -> str:
        """Return what one may ask the organisation about."""
        return self.any_of(_ERRANDS.get(self._tenant, _ANY_ERRAND))


def _numbered(alternatives: str, number: int) -> str:
    words = alternatives.split("|")
    return words[number % len(words)]


_DRAWS: dict[str, Callable[[Words], str]] = {
    "village": lambda words: words.any_of(VILLAGES),
    "estate": lambda words: words.any_of(ESTATES),
    "old_houses": lambda words: words.any_of(OLD_HOUSES),
    "road": lambda words: words.any_of(ROADS),
    "contractor": lambda words: words.any_of(CONTRACTORS),
    "factory": lambda words: words.any_of(FACTORIES),
    "employer": lambda words: words.workplace(_EMPLOYERS, _OTHER_EMPLOYERS),
    "team": lambda words: words.workplace(_TEAMS, _OTHER_TEAMS),
    "topic_word": Words.errand,
    "plant": Words.plant,
    "mine": lambda _words: PLANTS["qingshigou"],
    "plant_power": lambda _words: PLANTS["redian"],
    "plant_chem": lambda _words: PLANTS["huagong"],
    "workface": lambda words: words.any_of(("2103工作面", "1207工作面", "3105工作面", "北二采区")),
    "building": lambda words: f"{words.number(1, 24)}号楼",
    "entrance": lambda words: f"{words.number(1, 5)}单元",
    "night": lambda words: words.any_of(("凌晨1点到4点", "晚上11点以后", "后半夜", "夜里两三点")),
    "shift": lambda words: words.any_of(("中班", "夜班")),
    "last_month": lambda words: words.month(1),
    "two_back": lambda words: words.month(2),
    "three_back": lambda words: words.month(3),
    "four_back": lambda words: words.month(4),
    "half_year_ago": lambda words: words.month(6),
    "last_year": lambda words: words.year(1),
    "past_year": lambda words: words.year(words.number(5, 17)),
    "recent_day": Words.recent_day,
    "small_sum": lambda words: f"{words.number(260, 980, 20)}元",
    "mid_sum": lambda words: f"{words.number(2400, 9600, 100)}元",
    "large_sum": lambda words: f"{words.number(21, 186) / 10}万元",
    "shift_pay": lambda words: f"{words.number(16, 36, 2)}元",
    "count": lambda words: str(words.number(6, 25)),
    "people": lambda words: str(words.number(5, 28)),
    "households": lambda words: str(words.number(8, 46)),
    "mu": lambda words: f"{words.number(12, 96) / 10}亩",
    "metres": lambda words: f"{words.number(80, 900, 10)}米",
    "years": lambda words: str(words.number(9, 26)),
    "months": lambda words: str(words.number(5, 14)),
    "few": lambda words: str(words.number(2, 5)),
    "days": lambda words: str(words.number(7, 26)),
    "hours": lambda words: str(words.number(10, 14)),
    "temperature": lambda words: f"{words.number(11, 16)}℃",
    "decibel": lambda words: str(words.number(57, 68)),
}
SLOTS = frozenset(_DRAWS)
_PLACES = ("village", "estate", "old_houses", "road")
