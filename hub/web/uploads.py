"""Reads one file out of a form, up to a size."""

from aiohttp import BodyPartReader, web

from hub.errors import InvalidError

_CHUNK = 64 * 1024
_FORM = "send multipart/form-data with one part called 'file'"


async def file_part(request: web.Request) -> BodyPartReader:
    """Find the file in the form; aiohttp tells a form without boundary or with broken parts by ValueError."""
    if not request.content_type.startswith("multipart/"):
        raise InvalidError(_FORM, field="file")
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if isinstance(part, BodyPartReader) and part.name == "file":
                return part
    except ValueError as error:
        raise InvalidError(f"the form cannot be read ({error}); {_FORM}", field="file") from error
    raise InvalidError(f"is missing; {_FORM}", field="file")


async def bytes_of(part: BodyPartReader, most: int) -> bytes:
    """Read the file; one that is larger is refused without being kept."""
    chunks, size = [], 0
    while chunk := await part.read_chunk(_CHUNK):
        size += len(chunk)
        if size > most:
            raise web.HTTPRequestEntityTooLarge(max_size=most, actual_size=size)
        chunks.append(chunk)
    return b"".join(chunks)
