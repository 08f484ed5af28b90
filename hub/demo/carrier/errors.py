"""Twilio's REST errors: a status, a code and the JSON body that carries them."""

from typing import Any


class RestError(Exception):
    """An error answer; the body has the fields of https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def body(self) -> dict[str, Any]:
        """The JSON object Twilio answers with."""
        more_info = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more_info, "status": self.status}


def bad(code: int, message: str) -> RestError:
    """A request that Twilio refuses with 400 and this code of https://www.twilio.com/docs/api/errors."""
    return RestError(400, code, message)


def not_found(path: str) -> RestError:
    """No such resource: https://www.twilio.com/docs/api/errors/20404."""
    return RestError(404, 20404, f"The requested resource {path} was not found")
