"""Customers: the record, its addresses, its history, merging."""

from hub.web.api import customers
from hub.web.models import customers as m
from hub.web.models.base import Empty
from hub.web.roles import AGENTS, ANYONE, DESK, STAFF
from hub.web.route import delete, get, patch, post

ROUTES = (
    get("/customers", customers.list_, ANYONE, "List or find", query=m.CustomerQuery, answer=m.ShownCustomers),
    post("/customers", customers.create, DESK, "Make", body=m.NewCustomerBody, answer=m.ShownCustomer, status=201),
    get("/customers/{id}", customers.show, ANYONE, "Show", answer=m.ShownCustomer),
    patch("/customers/{id}", customers.edit, DESK, "Change", body=m.CustomerChange, answer=m.ShownCustomer),
    post(
        "/customers/{id}/contact-points",
        customers.add_address,
        DESK,
        "Add an address",
        body=m.ContactPointBody,
        answer=m.ShownCustomer,
        status=201,
    ),
    patch(
        "/customers/{id}/contact-points/{point_id}",
        customers.correct_address,
        DESK,
        "Verify, share, block or rename an address",
        body=m.ContactPointChange,
        answer=m.ShownCustomer,
    ),
    delete(
        "/customers/{id}/contact-points/{point_id}",
        customers.remove_address,
        DESK,
        "Remove an address that no interaction names",
        answer=m.ShownCustomer,
    ),
    get(
        "/customers/{id}/timeline",
        customers.timeline,
        ANYONE,
        "All contacts, newest first",
        query=m.TimelineQuery,
        answer=m.ShownTimeline,
    ),
    post(
        "/customers/{id}/merge",
        customers.merge,
        AGENTS,
        "Retire another record into this one",
        body=m.MergeBody,
        answer=m.ShownMergeDone,
    ),
    post(
        "/customers/merges/{merge_id}/undo",
        customers.undo_merge,
        AGENTS,
        "Part two records again",
        body=Empty,
        answer=m.ShownMergeDone,
    ),
    get("/customers/{id}/merges", customers.merges, STAFF, "The journal of merges", answer=m.ShownMerges),
)
