"""The endpoints under /api/v1, a module a resource; `hub.web.routes` says who may call which."""
