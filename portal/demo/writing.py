"""Puts words together: what a petitioner wrote, and what an office wrote about it."""

import re
from datetime import timedelta
from random import Random

from portal.demo.organisations import organisation
from portal.demo.people import unit_of
from portal.demo.shapes import Answer, Person, Petitioner, Topic
from portal.demo.texts import official, supplements
from portal.demo.vocabulary import Words

LONGEST_TITLE = 40
SHORTEST_TEXT = 80
LONGEST_TEXT = 1500
UPHOLD, EXPLAIN, REJECT = "uphold", "explain", "reject"

_BRIEFLY, _AT_LENGTH = 0.12, 0.94
_MEETS = re.compile("信访人|当面|本人")


class Pen:
    """Writes everything about one matter with the same words."""

    def __init__(self, topic: Topic, title_number: int, words: Words, case_class: str, random: Random):
        self._topic, self._number, self._words, self._random = topic, title_number, words, random
        self._class = case_class
        self._unnamed = self._by_petition_office = False
        self.title = words.fill(topic.titles[title_number], title_number)

    @property
    def is_suggestion(self) -> bool:
        """Tell whether the matter is a proposal, not a demand."""
        return self._class == "suggestion"

    @property
    def place(self) -> str:
        """Return where it happened, as far as the words say."""
        return self._words.place

    def at_office(self, tenant: str, handler: Person, petitioner: Petitioner) -> None:
        """Write from now on for ``tenant``, where ``handler`` has the matter of ``petitioner``."""
        office = organisation(tenant)
        unit = next(unit for unit in office.units if unit.key == unit_of(handler, tenant))
        self._unnamed = petitioner.is_anonymous
        self._by_petition_office = office.kind == "petition_office"
        self._words.fix("tenant", office.name)
        self._words.fix("phone", office.phone)
        self._words.fix("unit", office.name if unit.key == "root" else unit.name)
        self._words.fix("person_count", str(petitioner.person_count))

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

    def summary(self, petitioner: Petitioner) -> str:
        """Return the matter in a sentence, as a clerk notes it: no names."""
        if petitioner.is_anonymous:
            who = "匿名反映"
        elif petitioner.person_count > 1:
            who = f"{petitioner.person_count}人共同反映"
        else:
            who = "信访人提出" if self.is_suggestion else "信访人反映"
        where = f"（{self.place}）" if self.place and self.place not in self.title else ""
        return f"{who}：{self.title}{where}，希望{'研究采纳' if self.is_suggestion else '核实并书面答复'}。"

    def path(self, petitioner: Petitioner) -> str:
        """Return how the office goes about it, for the notice of acceptance."""
        if petitioner.is_anonymous:
            return self._one_of(official.UNNAMED_PATHS)
        if petitioner.person_count > 1:
            return self._one_of(official.GROUP_PATHS)
        return self._one_of(official.OFFICE_PATHS if self._by_petition_office else official.PATHS)

    def notes(self, count: int) -> list[str]:
        """Return ``count`` different handling notes, fewer where the subject has no more that fit."""
        self._words.fix("place", self.place or "反映地点")
        choices = official.NOTES[self._topic.category[:2]]
        if self._unnamed:
            choices = tuple(note for note in choices if not _MEETS.search(note))
        return [self._words.fill(note) for note in self._some(choices, min(count, len(choices)))]

    def answer(self) -> Answer:
        """Return the parts of the written answer; more than half of the demands are upheld."""
        for slot in ("found", "agree", "explain"):
            self._words.fix(slot, self._fill(getattr(self._topic, slot)))
        outcome = self._outcome()
        facts, opinions = self._parts(outcome)
        return Answer(
            outcome=outcome,
            demand=f"{self.title}。",
            facts=self._one_of(facts),
            opinion=self._one_of(opinions),
            legal_basis=f"{official.BASES[self._topic.category[:2]]}。",
        )

    def _outcome(self) -> str:
        if self._class == "litigation_related":
            return EXPLAIN
        if self._unnamed and _MEETS.search(self._words["explain"]):
            return UPHOLD
        chances = (65, 35, 0) if self.is_suggestion else (58, 31, 11)
        return self._random.choices((UPHOLD, EXPLAIN, REJECT), chances)[0]

    def _parts(self, outcome: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the wordings of facts and opinion that fit class and outcome."""
        if self._class == "litigation_related":
            return official.ELSEWHERE_FACTS, official.ELSEWHERE_OPINIONS
        if self.is_suggestion:
            adopted = outcome == UPHOLD
            return official.FOUND_FACTS[
                :1
            ], official.ADOPTED_OPINIONS if adopted else official.PARTLY_ADOPTED_OPINIONS
        return {
            UPHOLD: (official.FOUND_FACTS, official.UPHELD_OPINIONS),
            EXPLAIN: (official.CHECKED_FACTS, official.EXPLAINED_OPINIONS),
            REJECT: (official.CHECKED_FACTS, official.REJECTED_OPINIONS),
        }[outcome]

    def closing(self, after: timedelta) -> str:
        """Return why a matter was closed ``after`` its answer: the window for a review passed, or all agreed."""
        if self._class != "appeal":
            return self._one_of(
                official.CLOSING_SUGGESTION if self.is_suggestion else official.CLOSING_ELSEWHERE
            )
        if self._unnamed:
            return self._one_of(official.CLOSING_UNNAMED)
        passed = after > timedelta(days=30)
        return self._one_of(official.CLOSING_WINDOW if passed else official.CLOSING_AGREED)

    def closing_handed_over(self) -> str:
        """Return why an office closes a matter that another one has answered."""
        return self._one_of(official.CLOSING_HANDED_OVER)

    def said(self, wording: str) -> str:
        """Return a wording between organisations with its slots filled."""
        return self._fill(wording)

    def _one_of(self, choices: tuple[str, ...]) -> str:
        return self._fill(self._random.choice(choices))

    def _fill(self, template: str) -> str:
        return self._words.fill(template, self._number)
