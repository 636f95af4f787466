"""What people of the mining area write about, by subject: kinds of trouble, with words for question and answer.

``official`` holds what offices write, ``envelopes`` and ``routes_of_…`` what goes from one to another,
``supplements`` how people begin and end. All of it was written for this demo; nothing is taken from real letters.
"""

from portal.demo.shapes import Topic
from portal.demo.texts import (
    environment,
    governance,
    housing,
    ideas,
    insurance,
    labour,
    land,
    legal,
    locality,
    pay,
    relocation,
    restructuring,
    roads,
    safety,
    services,
    subsidence,
)

TOPICS: tuple[Topic, ...] = (
    *labour.TOPICS,
    *pay.TOPICS,
    *insurance.TOPICS,
    *safety.TOPICS,
    *restructuring.TOPICS,
    *governance.TOPICS,
    *land.TOPICS,
    *relocation.TOPICS,
    *subsidence.TOPICS,
    *locality.TOPICS,
    *environment.TOPICS,
    *housing.TOPICS,
    *services.TOPICS,
    *roads.TOPICS,
    *legal.TOPICS,
    *ideas.TOPICS,
)
