"""Lists that come in."""

from hub.web.api import imports
from hub.web.models import imports as m
from hub.web.models.base import Empty
from hub.web.roles import IMPORTERS
from hub.web.route import get, patch, post

ROUTES = (
    get("/imports", imports.list_, IMPORTERS, "Lists that came in", query=m.ImportQuery, answer=m.ShownImports),
    post(
        "/imports",
        imports.upload,
        IMPORTERS,
        "Upload a list",
        query=m.UploadQuery,
        answer=m.ShownImport,
        status=201,
        raw_body=True,
    ),
    get("/imports/{id}", imports.show, IMPORTERS, "How far it is", answer=m.ShownImport),
    patch("/imports/{id}", imports.edit, IMPORTERS, "Which column is what", body=m.ImportChange, answer=m.ShownImport),
    post("/imports/{id}/check", imports.check, IMPORTERS, "Begin a dry run", body=Empty, answer=m.ShownImport),
    post("/imports/{id}/run", imports.run, IMPORTERS, "Begin to take it in", body=Empty, answer=m.ShownImport),
    post("/imports/{id}/cancel", imports.cancel, IMPORTERS, "Stop", body=Empty, answer=m.ShownImport),
    get(
        "/imports/{id}/faults",
        imports.faults,
        IMPORTERS,
        "Rows that are wrong",
        query=m.FaultQuery,
        answer=m.ShownFaults,
    ),
    get("/imports/{id}/faults.csv", imports.faults_csv, IMPORTERS, "The same to mend", media_type="text/csv"),
    patch("/imports/{id}/rows/{number}", imports.mend, IMPORTERS, "Mend a row", body=m.RowChange, answer=m.ShownFault),
)
