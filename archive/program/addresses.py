"""Links for people, as commands print them."""

from typing import Final

from archive.program.output import RefusalError
from archive.world import World

INVITATION: Final = "invitation"
READ_LINK: Final = "link"


def link(world: World, page: str, token: str) -> str:
    """The address of a page that knows a token.

    Raises:
        RefusalError: the settings do not say where the archive is reached.
    """
    section = world.settings.archive
    if section.url:
        return f"{section.url.rstrip('/')}/{page}/{token}"
    if not section.port:
        raise RefusalError("the settings name no url of the archive, so nobody could open a link")
    scheme = "http" if section.is_behind_proxy else "https"
    host = f"[{section.host}]" if ":" in section.host else section.host
    return f"{scheme}://{host}:{section.port}/{page}/{token}"
