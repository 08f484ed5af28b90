"""Reads what our own mail server found out about a sender (Authentication-Results, RFC 8601)."""

import re

from hub.channels.email.mail import AuthResults

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_DKIM_DOMAIN = re.compile(r"header\.(?:d|i)\s*=\s*\"?@?([a-z0-9.-]+)", re.IGNORECASE)


def read(values: tuple[str, ...], ours: frozenset[str]) -> AuthResults:
    """The top field's results if one of our own servers wrote it: anybody can write the fields below (section 5)."""
    if not values or not ours:
        return AuthResults()
    server, _, results = _COMMENT.sub(" ", values[0][:16384]).partition(";")
    name = server.split()[0].lower() if server.split() else ""
    if name not in ours:
        return AuthResults()
    found: dict[str, str] = {}
    domains: list[str] = []
    for piece in results.split(";"):
        result = _RESULT.match(piece)
        if result is None:
            continue
        method, verdict = result[1].lower(), result[2].lower()
        if found.get(method) != "pass":  # one of several signatures is enough (RFC 6376 section 6)
            found[method] = verdict
        if method == "dkim" and verdict == "pass":
            domains += [domain.lower() for domain in _DKIM_DOMAIN.findall(piece)]
    return AuthResults(
        spf=found.get("spf", "none"),
        dkim=found.get("dkim", "none"),
        dmarc=found.get("dmarc", "none"),
        dkim_domains=tuple(dict.fromkeys(domains)),
    )


def proves(results: AuthResults, sender_domain: str) -> bool:
    """Whether the From address is proven: DMARC passed, or a passing signature is by its domain or the one above."""
    if results.dmarc != "none":
        return results.dmarc == "pass"
    return any(
        sender_domain == domain or sender_domain.endswith("." + domain)
        for domain in results.dkim_domains
        if "." in domain
    )
