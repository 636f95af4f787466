"""A page as a tree of elements, read with the standard library, and what has to hold in it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_INLINE_HANDLER = re.compile(r"on[a-z]+$")
_POINTING = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "list")
_WITHOUT_LABEL = frozenset({"hidden", "submit", "button", "reset", "image"})


@dataclass
class Element:
    """One element: its tag, its attributes, its children; pieces of text are children too."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return an attribute; nothing when it is absent."""
        return self.attributes.get(name, "")

    def walk(self) -> Iterator["Element"]:
        """Yield this element and all below it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *tags: str) -> list["Element"]:
        """Return all elements below with one of these tags."""
        return [each for each in self.walk() if each.tag in tags]

    def has_parent(self, tag: str) -> bool:
        """Tell whether the element lies inside an element with this tag."""
        return self.parent is not None and (self.parent.tag == tag or self.parent.has_parent(tag))

    @property
    def text(self) -> str:
        """Return the text inside, blanks made one."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join("".join(parts).split())

    def __str__(self) -> str:
        shown = " ".join(f'{name}="{value}"' for name, value in list(self.attributes.items())[:4])
        return f"<{self.tag} {shown}> {self.text[:40]}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("document")
        self.declared = ""

    def handle_decl(self, decl: str) -> None:
        self.declared = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in _VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        element: Element | None = self.at
        while element is not None and element.tag != tag:
            element = element.parent
        if element is not None and element.parent is not None:
            self.at = element.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


@dataclass
class Markup:
    """A page that was read."""

    root: Element
    declared: str

    def all(self, *tags: str) -> list[Element]:
        """Return all elements with one of these tags."""
        return self.root.all(*tags)

    @property
    def ids(self) -> list[str]:
        return [each.get("id") for each in self.root.walk() if each.get("id")]


def read(html: str) -> Markup:
    """Return a page as a tree."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Markup(reader.root, reader.declared)


def says_what_it_is(page: Markup) -> Iterator[str]:
    """A doctype, the language, one heading of the first rank, a title made of words that stand on the page."""
    if page.declared.lower() != "doctype html":
        yield "no doctype"
    if [each.get("lang") for each in page.all("html")] not in (["zh-CN"], ["en"]):
        yield "the document does not say its language"
    headings = [each.text for each in page.all("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"not one h1 with words: {headings}"
    own = own_title(page)
    words = " ".join(each.text for each in page.all("body"))
    if not any(part in words for part in _parts(own)):
        yield f"the title does not name the page: {own}"


def own_title(page: Markup) -> str:
    """Return what the title says of the page itself, without the names behind it."""
    titles = [each.text for each in page.all("title") if not each.has_parent("svg")]
    return titles[0].partition(" · ")[0] if titles else ""


def _parts(text: str) -> list[str]:
    """Return the words of a text; of a Chinese one, each two characters that stand together."""
    if re.search(r"[\u4e00-\u9fff]", text):
        return [text[place : place + 2] for place in range(len(text) - 1)]
    return text.split()


def fields_have_labels(page: Markup) -> Iterator[str]:
    """A label for each field, by ``for``, around it, or in an attribute."""
    named = {each.get("for") for each in page.all("label") if each.text}
    for field_ in page.all("input", "select", "textarea"):
        told = field_.get("id") in named or field_.get("aria-label") or field_.get("aria-labelledby")
        if field_.get("type") not in _WITHOUT_LABEL and not told and not field_.has_parent("label"):
            yield f"no label: {field_}"
    for button in page.all("button", "a", "summary"):
        if not button.text and not button.get("aria-label") and "hidden" not in button.attributes:
            yield f"no words: {button}"


def ids_are_unique_and_found(page: Markup) -> Iterator[str]:
    """No id twice; what points at an id points at one of this page."""
    ids = Counter(page.ids)
    yield from (f"id {name} stands {number} times" for name, number in ids.items() if number > 1)
    for element in page.root.walk():
        pointed = [name for attribute in _POINTING for name in element.get(attribute).split()]
        href = element.get("href")
        if href.startswith("#") and len(href) > 1:
            pointed.append(href[1:])
        if element.get("data-open"):
            pointed.append(element.get("data-open"))
        yield from (f"points at the absent id {name}: {element}" for name in pointed if name not in ids)


def nothing_is_inline(page: Markup) -> Iterator[str]:
    """No inline script, style or handler: the content policy would refuse each of them."""
    for element in page.root.walk():
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline {element.tag}"
        if element.get("style") or any(_INLINE_HANDLER.match(name) for name in element.attributes):
            yield f"inline style or handler: {element}"
        if any(
            element.get(name).strip().lower().startswith("javascript:") for name in ("href", "action", "src")
        ):
            yield f"javascript link: {element}"
        if element.tag == "script" and "defer" not in element.attributes:
            yield f"a script holds the page up: {element}"


def pictures_and_tables_are_told(page: Markup) -> Iterator[str]:
    """Pictures have a text or are decoration; tables have a caption and headings."""
    yield from (f"no alt: {each}" for each in page.all("img") if "alt" not in each.attributes)
    for drawing in page.all("svg"):
        if not (drawing.get("aria-hidden") == "true" or drawing.get("aria-label") or drawing.all("title")):
            yield f"a drawing without words: {drawing}"
    for table in page.all("table"):
        if not any(each.text for each in table.all("caption")):
            yield f"no caption: {table}"
        if not table.all("th"):
            yield f"no headings: {table}"


RULES: tuple[Callable[[Markup], Iterator[str]], ...] = (
    says_what_it_is,
    fields_have_labels,
    ids_are_unique_and_found,
    nothing_is_inline,
    pictures_and_tables_are_told,
)


def faults(page: Markup) -> list[str]:
    """Return all that does not hold in a page."""
    return [fault for rule in RULES for fault in rule(page)]
