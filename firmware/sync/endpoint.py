"""Where FinanzOnline is, and as what the till speaks to it."""

from dataclasses import dataclass
from typing import Final, Literal

SESSION_URL: Final = "https://finanzonline.bmf.gv.at:443/fonws/ws/session"
REGISTER_URL: Final = "https://finanzonline.bmf.gv.at:443/fonws/ws/rkdb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Addresses, mode ("T" test, "P" production), and the VAT id of who made the software.

    There is no separate test server: the office keeps the records of test mode apart.
    """

    mode: Literal["T", "P"]
    manufacturer: str
    session_url: str = SESSION_URL
    register_url: str = REGISTER_URL
