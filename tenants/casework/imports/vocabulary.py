"""The words ledgers use for channels, classes and outcomes, and the names in the code for them (glossary)."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from tenants.casework.imports.values import compared


def _reading(words: Mapping[str, str]) -> dict[str, str]:
    read = {compared(word): code for code, many in words.items() for word in many.split()}
    return {**read, **{code: code for code in words}}


CHANNELS = _reading(
    {
        "letter": "来信 信件 写信 信函 书信 邮寄 初信 重信 群众来信 挂号信 传真",
        "visit": "来访 走访 上访 接访 面谈 个访 集体访 集访 群访 联名访 "
        "初访 重访 群众来访 来访接待 领导接访 现场 当面 到访 约访",
        "phone": "来电 电话 热线 热线电话 电话投诉 群众来电 12345 12345热线 市长热线 政务热线",
        "web": "网上 网络 网上信访 网信 网访 网上投诉 网站 门户网站 平台 留言 网络留言 网民留言 留言板 "
        "领导信箱 书记信箱 市长信箱 微信 公众号 微信公众号 小程序 微信小程序 app 手机app 短信 微博",
        "email": "邮箱 电子邮件 邮件 信访邮箱 电子邮箱",
        "drop_box": "举报箱 意见箱",
        "outreach": "下访 主动下访 入户 入户走访 排查 走访慰问 巡访",
    }
)
"""How a matter came in; Regulation on petitions (2022), article 17: letter, e-mail, fax, telephone, visit."""

CLASSES = _reading(
    {
        "appeal": "申诉求决 求决 申诉 诉求 求决类 申诉求决类 投诉 投诉请求 求助",
        "accusation": "检举控告 举报 检举 控告 检举控告类 检举揭发 揭发控告",
        "suggestion": "意见建议 建议 意见 建议类 意见建议类 建言献策 感谢 表扬",
        "litigation_related": "涉法涉诉 涉诉 涉法 诉讼 涉法涉诉类",
        "not_petition": "非信访事项 非信访 咨询 业务咨询 咨询类",
    }
)
"""Classes of the rules on sorting petitions by law (2022)."""

OUTCOMES = _reading(
    {
        "uphold": "支持 予以支持 诉求合理予以支持 诉求支持",
        "explain": "解释说明 解释 说明 解释疏导 疏导教育",
        "reject": "不予支持 不支持 诉求不合理不予支持",
    }
)
"""The three outcomes of article 32; any other wording of a ledger is kept as text."""

YES = frozenset(["是", "匿名", "y", "yes", "true", "1", "√", "✓", "匿名信", "匿名举报"])
NO = frozenset(["否", "不是", "实名", "署名", "n", "no", "false", "0", "×", "非匿名"])
NAMELESS = frozenset(
    ["匿名", "匿名信", "匿名者", "匿名人", "匿名网友", "匿名用户", "不愿透露姓名", "不愿具名", "佚名"]
)


class Category(NamedTuple):
    """One category of a tenant's tree as the import knows it: code, name, and the name of the group above it.

    ``confidential`` marks categories of accusations, which an open ledger must not bring in.
    """

    code: str
    name: str
    group: str = ""
    confidential: bool = False


class Categories:
    """Finds a category by code, by name, or by group and name (工资福利/工资发放)."""

    def __init__(self, categories: Iterable[Category]):
        self._by_code: dict[str, Category] = {}
        self._by_word: dict[str, list[Category]] = {}
        for category in categories:
            self._by_code[category.code] = category
            self._by_word.setdefault(_joined(category.name), []).append(category)
            if category.group:
                self._by_word.setdefault(_joined(category.group + category.name), []).append(category)

    def find(self, text: str) -> list[Category]:
        """Return the categories a cell may mean: one when it is clear, several or none when it is not."""
        word = compared(text)
        known = self._by_code.get(word) or self._by_code.get(word.zfill(4) if word.isdigit() else word)
        return [known] if known else self._by_word.get(_joined(text), [])

    def close_to(self, text: str) -> list[str]:
        """Return up to three names that look like a text, likeliest first."""
        word = _joined(text)
        near = [known for known in self._by_word if len(word) > 1 and (word in known or known in word)]
        near += get_close_matches(word, list(self._by_word), n=3, cutoff=0.5)
        return list(dict.fromkeys(self.label(match) for known in near for match in self._by_word[known]))[:3]

    @staticmethod
    def label(category: Category) -> str:
        """Return a category as it can be written into a cell so that it is found again without doubt."""
        return f"{category.group}/{category.name}" if category.group else category.name


def close_words(text: str, known: Mapping[str, str]) -> list[str]:
    """Return up to three known words that look like a text, likeliest first, one for each meaning."""
    word = compared(text)
    chinese = [candidate for candidate in known if not candidate.isascii()]
    near = [candidate for candidate in chinese if len(word) > 1 and (candidate in word or word in candidate)]
    near += get_close_matches(word, chinese, n=5, cutoff=0.5)
    first: dict[str, str] = {}
    for candidate in near:
        first.setdefault(known[candidate], candidate)
    return list(first.values())[:3]


def usual_words(known: Mapping[str, str]) -> list[str]:
    """Return one word for each meaning: the first that was listed."""
    first: dict[str, str] = {}
    for word, code in known.items():
        first.setdefault(code, word)
    return list(first.values())


def _joined(text: str) -> str:
    """Return a category path without the marks between its parts."""
    return "".join(character for character in compared(text) if character not in "/\\-—>·|、:_")
