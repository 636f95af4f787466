"""Invented people who bring matters: rare names, numbers that cannot be dialled, addresses that do not exist."""

from collections.abc import Iterator
from random import Random

from portal.demo.shapes import Contact, Petitioner
from portal.demo.vocabulary import ESTATES, VILLAGES
from tenants.casework.intake.rules import MOST_REPRESENTATIVES

# No region begins with 990000, so a number with a right check digit still belongs to nobody.
UNUSED_REGION = "990000"
PHONE_PREFIX = "1990000"
BORN = (1958, 1982)
RARE_NAMES = ("龚䶮峤", "𠮷岑禾", "欧阳䶮")

_SURNAMES = (
    *"陈李王赵孙周吴郑冯韩杨朱秦许吕张孔曹严魏姜谢邹柏章苏潘葛范鲁韦马苗俞任袁柳鲍史唐费岑薛雷贺倪汤",
    *"滕罗毕郝邬安常于傅齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄臧戴谈宋茅庞纪舒屈项祝董梁杜阮闵席麻贾路娄江",
    *"童郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪应宗丁宣邓郁杭洪包诸左石崔吉龚程邢滑裴陆荣",
    *("欧阳", "上官", "司徒", "皇甫", "尉迟"),
)
_FIRST = tuple("砚岱峤聿岑洵桤榆楸柘槿樾峪峋岷崮垣塬坻埕沅沁泓洹浔淇淦渌湄溆漪澧瀚灏昀旻昱晏晟曦")
_SECOND = tuple("禾穗黍稷粟苗莳菁菽葵蔓藜蘅芷茭荞荻莘菀萱筠笙筱箬篁簌棠棣楹槐桐梓棂椿樵柯栎")
_DAY_IN_EVERY_MONTH = 28
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def names(random: Random) -> Iterator[str]:
    """Yield invented names without end, none twice; the first few have characters that fonts often lack."""
    yield from RARE_NAMES
    seen = set(RARE_NAMES)
    while True:
        name = random.choice(_SURNAMES) + random.choice(_FIRST) + random.choice(_SECOND)
        if name not in seen:
            seen.add(name)
            yield name


def phones(random: Random) -> Iterator[str]:
    """Yield mobile numbers of a block that is not given out, none twice."""
    for tail in random.sample(range(10_000), 10_000):
        yield f"{PHONE_PREFIX}{tail:04d}"


def check_digit(first_seventeen: str) -> str:
    """Return the last character of an identity number, by the weights of GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11]


def id_number(random: Random, born: tuple[int, int] = BORN) -> str:
    """Return an identity number with a right check digit in a region that does not exist.

    :param born: the first and the last year of birth that may be in it.
    """
    month, day = random.randint(1, 12), random.randint(1, _DAY_IN_EVERY_MONTH)
    first = f"{UNUSED_REGION}{random.randint(*born)}{month:02d}{day:02d}{random.randint(0, 999):03d}"
    return first + check_digit(first)


def address(random: Random) -> str:
    """Return an address in the fictional county: a village or a housing estate."""
    if random.random() < 0.45:
        group = random.choice("一二三四五六")
        return f"岚阳县青塘镇{random.choice(VILLAGES)}{group}组{random.randint(1, 86)}号"
    room = f"{random.randint(1, 6)}0{random.randint(1, 4)}"
    return f"岚阳县{random.choice(ESTATES)}{random.randint(1, 24)}号楼{random.randint(1, 5)}单元{room}室"


class Crowd:
    """Makes petitioners, each person once."""

    def __init__(self, random: Random):
        self._random = random
        self._names = names(Random(random.random()))
        self._phones = phones(Random(random.random()))

    def contact(self, born: tuple[int, int] = BORN) -> Contact:
        """Return one new person; two in five give an identity number, which nobody has to give."""
        number = id_number(self._random, born) if self._random.random() < 0.4 else None
        return Contact(next(self._names), next(self._phones), address(self._random), number)

    def one(self, born: tuple[int, int] = BORN) -> Petitioner:
        """Return a petitioner who comes alone."""
        return Petitioner(1, (self.contact(born),))

    def group(self, person_count: int) -> Petitioner:
        """Return a group of ``person_count`` people with two to five representatives."""
        most = min(MOST_REPRESENTATIVES, person_count)
        spoken_by = self._random.randint(2, most)
        return Petitioner(person_count, tuple(self.contact() for _ in range(spoken_by)))


NOBODY = Petitioner(1, ())
