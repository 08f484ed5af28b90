"""What keeps customers' records good: attribute definitions, duplicates, merge rules, shared and blocked addresses."""

from hub.web.api import customer_export, customer_fields, duplicates
from hub.web.models import records as m
from hub.web.models.base import Empty
from hub.web.models.customers import ExportQuery
from hub.web.roles import ADMINS, AGENTS, ANYONE, IMPORTERS
from hub.web.route import delete, get, patch, post

ROUTES = (
    get("/customers/export.csv", customer_export.export, IMPORTERS, "A list", query=ExportQuery, media_type="text/csv"),
    get("/customer-fields", customer_fields.list_, ANYONE, "Attributes that are defined", answer=m.ShownFields),
    post(
        "/customer-fields",
        customer_fields.create,
        ADMINS,
        "Add",
        body=m.NewFieldBody,
        answer=m.ShownField,
        status=201,
    ),
    patch("/customer-fields/{id}", customer_fields.edit, ADMINS, "Change", body=m.FieldChange, answer=m.ShownField),
    delete("/customer-fields/{id}", customer_fields.remove, ADMINS, "Delete; values stay"),
    get(
        "/duplicates",
        duplicates.list_,
        AGENTS,
        "Kept twice?",
        query=m.DuplicateQuery,
        answer=m.ShownDuplicates,
    ),
    post("/duplicates/{id}/dismiss", duplicates.dismiss, AGENTS, "They are two", body=Empty, answer=m.ShownDuplicate),
    get("/merge-rules", duplicates.rules, AGENTS, "What merges by itself", answer=m.ShownMergeRules),
    post(
        "/merge-rules", duplicates.add_rule, ADMINS, "Add", body=m.NewMergeRuleBody, answer=m.ShownMergeRule, status=201
    ),
    patch("/merge-rules/{id}", duplicates.edit_rule, ADMINS, "Change", body=m.MergeRuleChange, answer=m.ShownMergeRule),
    delete("/merge-rules/{id}", duplicates.remove_rule, ADMINS, "Delete"),
    get("/addresses", duplicates.addresses, AGENTS, "Unusual ones", query=m.AddressQuery, answer=m.ShownAddresses),
)
