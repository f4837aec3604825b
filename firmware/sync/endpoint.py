"""Where FinanzOnline is, and as what the till speaks to it."""

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urljoin

SESSION_URL: Final = "https://finanzonline.bmf.gv.at:443/fonws/ws/session"
REGISTER_URL: Final = "https://finanzonline.bmf.gv.at:443/fonws/ws/rkdb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Addresses, mode ("T" test, "P" production), and the VAT id of who made the software.

    The DataBox is beside the register service unless `databox_url` says otherwise. There is no
    separate test server: the office keeps the records of test mode apart.
    """

    mode: Literal["T", "P"]
    manufacturer: str
    session_url: str = SESSION_URL
    register_url: str = REGISTER_URL
    databox_url: str = ""

    @property
    def databox(self) -> str:
        """The address of the DataBox."""
        return self.databox_url or urljoin(self.register_url, "databox")
