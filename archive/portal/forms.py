"""Reading a form: the browser says how its text is encoded, so whoever sends it says anything.

The framework decodes by a name out of the request. There are names for which Python has a codec
that fails in its own way, and one (UTF-7) that makes half characters no database takes.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

#: More than any form of ours has.
MOST_FIELDS: Final = 40


class UnreadableFormError(Exception):
    """What was sent is no form that a page of ours sends."""


@asynccontextmanager
async def reading(
    request: Request, *, max_files: int = 0, max_fields: int = MOST_FIELDS
) -> AsyncIterator[FormData]:
    """The form of a request, let go of at the end; every text in it is one.

    Raises:
        UnreadableFormError: too many fields or files, torn, or text in no encoding.
    """
    try:
        form = await request.form(max_files=max_files, max_fields=max_fields)
    except (HTTPException, ValueError) as error:
        raise UnreadableFormError from error
    try:
        _require_text(form)
        yield form
    finally:
        await form.close()


def _require_text(form: FormData) -> None:
    for name, value in form.multi_items():
        said = (value.filename or "") if isinstance(value, UploadFile) else value
        try:
            (name + said).encode()
        except UnicodeEncodeError as error:
            raise UnreadableFormError from error
