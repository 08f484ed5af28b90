"""The kinds of lists that the hub takes in, by name."""

from hub.services.customer_import import CustomerImport
from hub.services.imports import ImportKind


def import_kinds() -> dict[str, ImportKind]:
    """Every kind; the engine, the API and the command line know them from here."""
    kinds: tuple[ImportKind, ...] = (CustomerImport(),)
    return {each.name: each for each in kinds}
