"""The kinds of lists that the hub takes in, by name."""

from hub.services.imports.customer_import import CustomerImport
from hub.services.imports.kind import ImportKind
from hub.services.imports.purchase_import import PurchaseImport, ServiceImport


def import_kinds() -> dict[str, ImportKind]:
    """Every kind; the engine, the API and the command line know them from here."""
    kinds: tuple[ImportKind, ...] = (CustomerImport(), PurchaseImport(), ServiceImport())
    return {each.name: each for each in kinds}
