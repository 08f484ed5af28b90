"""Queues, result codes and the rules of entry."""

from hub.web.api import entry_rules, queues
from hub.web.models import queues as q
from hub.web.models import routing as r
from hub.web.roles import ANYONE, STAFF, SUPERVISORS
from hub.web.route import delete, get, patch, post

ROUTES = (
    get("/queues", queues.list_, ANYONE, "Where work waits", answer=q.ShownQueues),
    post("/queues", queues.create, SUPERVISORS, "Make", body=q.NewQueueBody, answer=q.ShownQueue, status=201),
    get("/queues/{id}", queues.show, ANYONE, "Show", answer=q.ShownQueue),
    patch("/queues/{id}", queues.edit, SUPERVISORS, "Change", body=q.QueueChange, answer=q.ShownQueue),
    get("/dispositions", queues.dispositions, ANYONE, "Result codes", answer=q.ShownDispositions),
    post(
        "/dispositions",
        queues.put_code,
        SUPERVISORS,
        "Make or change a result code",
        body=q.DispositionBody,
        answer=q.ShownDisposition,
        status=201,
    ),
    get("/entry-rules", entry_rules.list_, STAFF, "Which queue a contact enters", answer=r.ShownEntryRules),
    post(
        "/entry-rules",
        entry_rules.create,
        SUPERVISORS,
        "Add a rule",
        body=r.NewEntryRuleBody,
        answer=r.ShownEntryRule,
        status=201,
    ),
    patch(
        "/entry-rules/{id}",
        entry_rules.edit,
        SUPERVISORS,
        "Change a rule",
        body=r.EntryRuleChange,
        answer=r.ShownEntryRule,
    ),
    delete("/entry-rules/{id}", entry_rules.remove, SUPERVISORS, "Delete a rule"),
    post(
        "/entry-rules/dry-run",
        entry_rules.dry_run,
        STAFF,
        "Which rule fires for this contact",
        body=r.DryRunBody,
        answer=r.ShownDryRun,
    ),
)
