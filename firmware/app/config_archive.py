"""How receipts are handed over as links; where the archive is stands in `firmware.sync.config`."""

from datetime import timedelta
from typing import Annotated

import msgspec


class ReceiptLinkSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many minutes after it last answered, the archive is believed to take the next receipt."""

    contact_minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] = 15

    @property
    def contact(self) -> timedelta:
        """The same as a span of time."""
        return timedelta(minutes=self.contact_minutes)
