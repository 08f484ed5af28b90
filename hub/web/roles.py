"""Groups of roles, as the route table uses them: an administrator belongs to every one."""

from hub.domain.users import Role

ANYONE = frozenset(Role)
STAFF = ANYONE - {Role.INTEGRATION}
DESK = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN, Role.INTEGRATION})
AGENTS = DESK - {Role.INTEGRATION}
SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
CAMPAIGNS = frozenset({Role.CAMPAIGNS, Role.SUPERVISOR, Role.ADMIN})
IMPORTERS = SUPERVISORS | {Role.INTEGRATION}
INTEGRATORS = frozenset({Role.ADMIN, Role.INTEGRATION})
ADMINS = frozenset({Role.ADMIN})
