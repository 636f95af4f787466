"""Puts words together: what a petitioner wrote, and the papers an office wrote about it."""

import re
from datetime import date, datetime, timedelta
from random import Random

from portal.demo.organisations import organisation
from portal.demo.people import unit_of
from portal.demo.shapes import Person, Petitioner, Topic
from portal.demo.texts import official, supplements
from portal.demo.vocabulary import Words

LONGEST_TITLE = 40
SHORTEST_TEXT = 80
LONGEST_TEXT = 1500
HANDLING_DAYS = timedelta(days=60)
UPHOLD, EXPLAIN, REJECT = "uphold", "explain", "reject"

_BRIEFLY, _AT_LENGTH = 0.12, 0.94
_MEETS = re.compile("信访人|当面|本人")


def chinese_date(day: date) -> str:
    """Return a date as papers write it: 2026年3月6日."""
    return f"{day.year}年{day.month}月{day.day}日"


class Pen:
    """Writes everything about one matter with the same words."""

    def __init__(self, topic: Topic, title_number: int, words: Words, random: Random):
        self._topic, self._number, self._words, self._random = topic, title_number, words, random
        self.title = words.fill(topic.titles[title_number], title_number)
        self.is_suggestion = False
        self._unnamed = False

    def brought_by(self, petitioner: Petitioner, tenant: str, handler: Person, received: datetime) -> None:
        """Take in who brought it, to whom and when, before anything else is written."""
        office = organisation(tenant)
        self._unnamed, self._office = petitioner.is_anonymous, office
        unit = next(unit for unit in office.units if unit.key == unit_of(handler, tenant))
        for slot, word in {
            "title": self.title,
            "tenant": office.name,
            "phone": office.phone,
            "review_body": office.review_body,
            "unit": office.name if unit.key == "root" else unit.name,
            "basis": official.BASES.get(self._topic.category[:2], ""),
            "registered": chinese_date(received.date()),
            "person_count": str(petitioner.person_count),
        }.items():
            self._words.fix(slot, word)

    def original(self, channel: str, petitioner: Petitioner) -> str:
        """Return what the petitioner wrote or said: mostly a paragraph, sometimes one line, sometimes pages."""
        chance = self._random.random()
        alone = petitioner.person_count == 1
        if chance < _BRIEFLY and alone and self._topic.briefs:
            return self._fill(self._random.choice(self._topic.briefs))
        parts = [self._fill(self._topic.text)]
        if chance > _AT_LENGTH and alone and not petitioner.is_anonymous and not self.is_suggestion:
            parts += ["\n" + self._fill(part) for part in self._some(supplements.LONG_PARTS, 4)]
        parts += [
            self._fill(tail) for tail in self._some(self._tails(petitioner), self._random.randint(0, 2))
        ]
        text = self._framed("".join(parts), channel)
        return (
            text
            if len(text) >= SHORTEST_TEXT
            else text + self._fill(self._some(self._tails(petitioner), 1)[0])
        )

    def _framed(self, body: str, channel: str) -> str:
        opening = self._words.fill(self._random.choice(supplements.OPENINGS[channel]))
        return opening + body + self._random.choice(supplements.CLOSINGS[channel])

    def _tails(self, petitioner: Petitioner) -> tuple[str, ...]:
        if petitioner.is_anonymous:
            return supplements.ANONYMOUS_TAILS
        if petitioner.person_count > 1:
            return supplements.CROWD_TAILS
        return supplements.IDEA_TAILS if self.is_suggestion else supplements.PERSONAL_TAILS

    def _some(self, choices: tuple[str, ...], count: int) -> list[str]:
        """Return ``count`` of ``choices`` in the order they stand in."""
        return [choices[index] for index in sorted(self._random.sample(range(len(choices)), count))]

    def _fill(self, template: str) -> str:
        return self._words.fill(template, self._number)

    def summary(self, petitioner: Petitioner) -> str:
        """Return the matter in a sentence, as a clerk notes it: no names."""
        if petitioner.is_anonymous:
            who = "匿名反映"
        elif petitioner.person_count > 1:
            who = f"{petitioner.person_count}人共同反映"
        else:
            who = "信访人提出" if self.is_suggestion else "信访人反映"
        where = (
            f"（{self._words.place}）" if self._words.place and self._words.place not in self.title else ""
        )
        return f"{who}：{self.title}{where}，希望{'研究采纳' if self.is_suggestion else '核实并书面答复'}。"

    @property
    def place(self) -> str:
        """Return where it happened, as far as the words say."""
        return self._words.place

    def notice(self, petitioner: Petitioner, accepted: datetime) -> str:
        """Return the written notice of acceptance."""
        self._words.fix("due", chinese_date(accepted.date() + HANDLING_DAYS))
        if petitioner.is_anonymous:
            return self._official(official.ANONYMOUS_NOTICES)
        if self.is_suggestion:
            return self._official(official.SUGGESTION_NOTICES)
        if petitioner.person_count > 1:
            return self._official(official.GROUP_NOTICES)
        if self._office.kind == "petition_office":
            return self._official(official.PETITION_OFFICE_NOTICES)
        return self._official(official.ACCEPTANCE_NOTICES)

    def redirection(self) -> str:
        """Return the notice that says which lawful way the matter belongs to."""
        self._words.fix("agree", self._fill(self._topic.agree))
        return self._official(official.REDIRECTION_NOTICES)

    def notes(self, count: int) -> list[str]:
        """Return ``count`` different handling notes, fewer where the subject has no more that fit."""
        self._words.fix("place", self._words.place or "反映地点")
        choices = official.NOTES[self._topic.category[:2]]
        if self._unnamed:
            choices = tuple(note for note in choices if not _MEETS.search(note))
        return [self._words.fill(note) for note in self._some(choices, min(count, len(choices)))]

    def outcome(self) -> str:
        """Return what is decided: more than half are upheld."""
        if self._unnamed and _MEETS.search(self._fill(self._topic.explain)):
            return UPHOLD
        chances = (65, 35, 0) if self.is_suggestion else (58, 31, 11)
        return self._random.choices((UPHOLD, EXPLAIN, REJECT), chances)[0]

    def answer(self, outcome: str) -> str:
        """Return the written answer with facts, decision, basis and how to go further."""
        for slot in ("found", "agree", "explain"):
            self._words.fix(slot, self._fill(getattr(self._topic, slot)))
        if self.is_suggestion:
            ideas = {UPHOLD: official.ADOPTED_ANSWERS, EXPLAIN: official.PARTLY_ADOPTED_ANSWERS}
            return self._official(ideas[outcome])
        appeals = {
            UPHOLD: official.UPHELD_ANSWERS,
            EXPLAIN: official.EXPLAINED_ANSWERS,
            REJECT: official.REJECTED_ANSWERS,
        }
        return self._official(appeals[outcome])

    def closing(self, after: timedelta) -> str:
        """Return why a matter was closed ``after`` its answer: the window for a review passed, or all agreed."""
        if self.is_suggestion:
            return self._official(official.CLOSING_SUGGESTION)
        if self._unnamed:
            return self._official(official.CLOSING_UNNAMED)
        passed = after > timedelta(days=30)
        return self._official(official.CLOSING_WINDOW if passed else official.CLOSING_AGREED)

    def said(self, wording: str) -> str:
        """Return a wording between organisations with its slots filled."""
        return self._words.fill(wording, self._number)

    def _official(self, choices: tuple[str, ...]) -> str:
        return self._words.fill(self._random.choice(choices), self._number)
