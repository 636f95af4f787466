"""The words of kinds and parts."""

from flask_babel import get_locale

from portal.federation.mechanisms.rules import MechanismKind, Part
from tenants.core.words import _

KINDS = {
    MechanismKind.PLANT_LOCALITY: _("Plant–locality linkage"),
    MechanismKind.MINING_AREA: _("Mining-area conference"),
}
PARTS = {
    Part.CONVENER: _("Convener"),
    Part.SECRETARIAT: _("Secretariat"),
    Part.MEMBER: _("Member"),
}


def english() -> bool:
    """Tell whether the reader reads English."""
    locale = get_locale()
    return locale is not None and locale.language == "en"
