"""How many parts a text message takes on the radio network."""

# GSM 03.38 basic set; the extension characters take two places (3GPP TS 23.038).
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")


def count(body: str) -> int:
    """Segments as Twilio bills them (https://www.twilio.com/docs/glossary/what-sms-character-limit)."""
    if all(char in _BASIC or char in _EXTENDED for char in body):
        return _parts(sum(2 if char in _EXTENDED else 1 for char in body), 160, 153)
    return _parts(len(body.encode("utf-16-le")) // 2, 70, 67)


def _parts(units: int, single: int, part: int) -> int:
    return 1 if units <= single else -(-units // part)
