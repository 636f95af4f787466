"""What the search finds of a case: its number, its words, its original text. Never identity, never an accusation."""

from collections.abc import Sequence

from sqlalchemy import select

from tenants.casework.cases.models import Case
from tenants.casework.cases.rules import CaseClass
from tenants.casework.intake.models import Submission
from tenants.core import search
from tenants.core.database import current_session


def index_case(case: Case) -> None:
    """Make the case findable by what it says now; an accusation is taken out of the index."""
    texts = current_session().scalars(select(Submission.text).where(Submission.case_id == case.id))
    search.index_document("case", case.id, _words_of(case, texts.all()))


def index_new_cases(cases: Sequence[tuple[Case, str]]) -> None:
    """Make new cases findable, each given with its original text; for imports."""
    search.index_new("case", [(case.id, _words_of(case, [text])) for case, text in cases])


def _words_of(case: Case, texts: Sequence[str]) -> str:
    if case.case_class == CaseClass.ACCUSATION:
        return ""
    words = [case.number, case.former_number, case.title, case.summary, case.place, *texts]
    return "\n".join(word for word in words if word)
