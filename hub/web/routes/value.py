"""The routes of purchases, services and classification."""

from hub.web.api import classification, purchases
from hub.web.models import purchases as p
from hub.web.models import value as v
from hub.web.models.base import Empty, Shown
from hub.web.roles import ANYONE, DESK, STAFF, SUPERVISORS
from hub.web.route import Route, delete, get, patch, post, put

_PURCHASES = (
    get("/purchases", purchases.purchases_page, ANYONE, "What was bought", query=p.OwnedQuery, answer=p.ShownPurchases),
    post(
        "/purchases",
        purchases.add_purchase,
        DESK,
        "Store a purchase",
        body=p.NewPurchaseBody,
        answer=p.ShownPurchase,
        status=201,
    ),
    post(
        "/purchases/bulk",
        purchases.put_many_purchases,
        DESK,
        "Store up to a thousand purchases",
        body=p.PurchasesBody,
        answer=p.ShownLines,
    ),
    put(
        "/purchases/by-external/{source}/{external_id}",
        purchases.put_purchase,
        DESK,
        "Store a purchase by its name in another system",
        body=p.PurchaseBody,
        answer=p.ShownPurchase,
    ),
    get("/purchases/{id}", purchases.show_purchase, ANYONE, "Show", answer=p.ShownPurchase),
    patch("/purchases/{id}", purchases.edit_purchase, DESK, "Change", body=p.PurchaseChange, answer=p.ShownPurchase),
    delete("/purchases/{id}", purchases.remove_purchase, SUPERVISORS, "Delete what was entered by mistake"),
)

_SERVICES = (
    get(
        "/services",
        purchases.services_page,
        ANYONE,
        "What was done for whom",
        query=p.OwnedQuery,
        answer=p.ShownServices,
    ),
    post(
        "/services",
        purchases.add_service,
        DESK,
        "Store a service record",
        body=p.NewServiceBody,
        answer=p.ShownService,
        status=201,
    ),
    post(
        "/services/bulk",
        purchases.put_many_services,
        DESK,
        "Store up to a thousand service records",
        body=p.ServicesBody,
        answer=p.ShownLines,
    ),
    put(
        "/services/by-external/{source}/{external_id}",
        purchases.put_service,
        DESK,
        "Store a service record by its name in another system",
        body=p.ServiceRecordBody,
        answer=p.ShownService,
    ),
    get("/services/{id}", purchases.show_service, ANYONE, "Show", answer=p.ShownService),
    patch("/services/{id}", purchases.edit_service, DESK, "Change", body=p.ServiceChange, answer=p.ShownService),
    delete("/services/{id}", purchases.remove_service, SUPERVISORS, "Delete what was entered by mistake"),
)

_CLASSIFICATION = (
    get("/classifications", classification.list_, STAFF, "Rules by which customers are classed", answer=v.ShownRules),
    get("/classifications/runs", classification.runs, STAFF, "Runs over all customers", answer=v.ShownRuns),
    post(
        "/classifications/run",
        classification.run,
        SUPERVISORS,
        "Class all customers now",
        body=Empty,
        answer=v.ShownRun,
        status=202,
    ),
    *(
        patch(
            f"/classifications/{name}",
            classification.changes(name),
            SUPERVISORS,
            "Write a new version of the rule",
            body=model,
            answer=v.ShownRule,
        )
        for name, model in v.RULE_BODIES.items()
    ),
    get("/classifications/{name}", classification.show, STAFF, "A rule with its versions", answer=v.ShownRuleHistory),
    get("/customers/{id}/classes", classification.working, ANYONE, "Why the customer is classed so", answer=Shown),
)

ROUTES: tuple[Route, ...] = (*_PURCHASES, *_SERVICES, *_CLASSIFICATION)
