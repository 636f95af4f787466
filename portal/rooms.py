"""Which rooms the house has: their pages, their API, and the slots they fill. One line for each."""

from flask import Flask

from portal.federation.mechanisms import api as mechanisms_api
from portal.federation.mechanisms import commands as _mechanism_commands  # noqa: F401 - commands
from portal.federation.mechanisms import models as _mechanism_models  # noqa: F401 - tables
from portal.federation.mechanisms import views as mechanisms
from portal.federation.referrals import api as referrals_api
from portal.federation.referrals import custody_views as referrals
from portal.federation.referrals import listeners as _referral_listeners  # noqa: F401 - commands, listeners
from portal.federation.referrals import models as _referral_models  # noqa: F401 - tables
from portal.federation.referrals import sending_views as sending
from portal.federation.referrals.case_parts import offer_parts as offer_referral_parts
from portal.live import api as notices_api
from portal.live import commands as _live_commands  # noqa: F401 - commands
from portal.live import models as _live_models  # noqa: F401 - tables
from portal.menu import offer_menu
from portal.public import views as petitioner
from portal.web.api import api
from tenants.casework.attachments import api as attachments_api
from tenants.casework.attachments import commands as _attachment_commands  # noqa: F401 - commands
from tenants.casework.attachments import models as _attachment_models  # noqa: F401 - tables
from tenants.casework.attachments import views as attachments
from tenants.casework.cases import api as cases_api
from tenants.casework.cases import commands as _case_commands  # noqa: F401 - commands
from tenants.casework.cases import list_views as case_list
from tenants.casework.cases import models as _case_models  # noqa: F401 - tables
from tenants.casework.cases import views as cases
from tenants.casework.desk import views as desk
from tenants.casework.export import commands as _export_commands  # noqa: F401 - commands
from tenants.casework.export import views as export
from tenants.casework.handling import api as handling_api
from tenants.casework.handling import commands as _handling_commands  # noqa: F401 - commands
from tenants.casework.handling import views as handling
from tenants.casework.imports import commands as _import_commands  # noqa: F401 - commands
from tenants.casework.imports import models as _import_models  # noqa: F401 - tables
from tenants.casework.imports import views as imports
from tenants.casework.intake import api as intake_api
from tenants.casework.intake import commands as _intake_commands  # noqa: F401 - commands
from tenants.casework.intake import models as _intake_models  # noqa: F401 - tables
from tenants.casework.intake import views as intake
from tenants.casework.saved_views import api as saved_views_api
from tenants.casework.saved_views import models as _saved_view_models  # noqa: F401 - tables
from tenants.casework.saved_views import views as saved_views
from tenants.obligations import api as obligations_api
from tenants.obligations import models as _obligation_models  # noqa: F401 - tables
from tenants.organisations import commands as _organisation_commands  # noqa: F401 - commands
from tenants.organisations import views as organisations
from tenants.papers import models as _paper_models  # noqa: F401 - tables
from tenants.people import commands as _people_commands  # noqa: F401 - commands
from tenants.people import seat_views as people
from tenants.people.api import blueprint as people_api

PAGES = [
    desk.blueprint,
    case_list.blueprint,
    saved_views.blueprint,
    export.blueprint,
    imports.blueprint,
    cases.blueprint,
    intake.blueprint,
    handling.blueprint,
    attachments.blueprint,
    people.blueprint,
    organisations.blueprint,
    petitioner.blueprint,
    mechanisms.blueprint,
    sending.blueprint,
    referrals.blueprint,
]

RESOURCES = [
    people_api,
    cases_api.blueprint,
    saved_views_api.blueprint,
    intake_api.blueprint,
    handling_api.blueprint,
    attachments_api.blueprint,
    obligations_api.blueprint,
    mechanisms_api.blueprint,
    referrals_api.blueprint,
    referrals_api.of_cases,
    notices_api.blueprint,
]


def register_rooms(app: Flask) -> None:
    """Register every room's blueprints, and the lines of the menu that lead to them."""
    offer_menu()
    offer_referral_parts()
    for pages in PAGES:
        app.register_blueprint(pages)
    api.add(*RESOURCES)
    api.init_app(app)
