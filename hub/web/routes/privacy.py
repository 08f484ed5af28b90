"""Privacy: forgetting people, and addresses that are left alone."""

from hub.web.api import privacy
from hub.web.models import privacy as m
from hub.web.models.base import Page
from hub.web.roles import ADMINS, CAMPAIGNS, SUPERVISORS
from hub.web.route import delete, get, post

ROUTES = (
    get(
        "/customers/{id}/erasure", privacy.preview, ADMINS, "What forgetting would remove", answer=m.ShownErasurePreview
    ),
    get(
        "/customers/{id}/privacy-export",
        privacy.export,
        SUPERVISORS,
        "All that is kept about a person, as a ZIP",
        media_type="application/zip",
    ),
    post("/customers/{id}/erase", privacy.forget, ADMINS, "Forget for good", body=m.ErasureBody, answer=m.ShownErasure),
    get(
        "/suppressions",
        privacy.suppressions,
        CAMPAIGNS,
        "Addresses that are left alone",
        query=Page,
        answer=m.ShownSuppressions,
    ),
    post(
        "/suppressions",
        privacy.add_suppression,
        CAMPAIGNS,
        "Leave an address alone",
        body=m.SuppressionBody,
        answer=m.ShownSuppression,
        status=201,
    ),
    delete("/suppressions/{id}", privacy.remove_suppression, ADMINS, "Write to it again"),
)
