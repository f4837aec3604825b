"""Who is asking for a page, and what this one may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from starlette.requests import HTTPConnection

from archive.accounts.tills import Till

#: Where `session_cookie` puts the visitor on a request.
STATE: Final = "visitor"


class Role(StrEnum):
    """What somebody is to a tenant, a manufacturer or the archive."""

    OWNER = "owner"
    ACCOUNTANT = "accountant"
    AUDITOR = "auditor"
    MANUFACTURER = "manufacturer"
    OPERATOR = "operator"


#: Who reads receipts of a tenant.
READERS: Final = frozenset({Role.OWNER, Role.ACCOUNTANT, Role.AUDITOR})
#: Who adds papers to what a tenant keeps.
WRITERS: Final = frozenset({Role.OWNER, Role.ACCOUNTANT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A role, and of what: a tenant's id, a manufacturer's name, empty for the operator."""

    role: Role
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A user who signed in, or somebody with an auditor's link.

    `who` is how the log of views names this one; `till_ids` limits an auditor to chosen tills
    (None: all of the tenant); `session` is the SHA-256 of the session's token.
    """

    who: str
    name: str
    language: str
    csrf: str
    session: str
    user_id: str | None
    memberships: tuple[Membership, ...]
    till_ids: frozenset[str] | None = None

    @property
    def tenant_ids(self) -> tuple[str, ...]:
        """The tenants whose receipts this one may read."""
        return tuple(dict.fromkeys(one.scope for one in self.memberships if one.role in READERS))

    @property
    def is_operator(self) -> bool:
        """Whether this one makes tenants and keys; that opens no receipt."""
        return any(one.role is Role.OPERATOR for one in self.memberships)

    @property
    def manufacturers(self) -> frozenset[str]:
        """The makers' names whose tills' health this one may see."""
        return frozenset(one.scope for one in self.memberships if one.role is Role.MANUFACTURER)

    def role_in(self, tenant_id: str) -> Role | None:
        """What this one is to the tenant; the role that may most."""
        roles = {one.role for one in self.memberships if one.scope == tenant_id}
        return next((role for role in Role if role in roles & READERS), None)

    def may_see(self, till: Till) -> bool:
        """Whether this one may read the till's receipts and journal."""
        return self.role_in(till.tenant_id) is not None and self._is_chosen(till)

    def may_see_health(self, till: Till) -> bool:
        """Whether this one may see that the till lives: no receipt, no amount."""
        is_maker = till.master.manufacturer in self.manufacturers
        return self.may_see(till) or self.is_operator or is_maker

    def _is_chosen(self, till: Till) -> bool:
        return self.till_ids is None or till.id in self.till_ids


def visitor_of(request: HTTPConnection) -> Visitor | None:
    """Who is asking; None: nobody who signed in."""
    state: Mapping[str, object] = request.scope.get("state") or {}
    found = state.get(STATE)
    return found if isinstance(found, Visitor) else None
