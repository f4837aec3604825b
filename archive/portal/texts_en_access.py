"""The words of the owner's page in English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nav.access": "People and access",
        "access.about": (
            "Who sees this business, by what tills come in, and where alarms go. Each change "
            "stands under “Views”."
        ),
        "access.people": "People",
        "access.act": "Change",
        "access.last_owner": "stays: the last owner",
        "access.end_right": "End access",
        "access.invited_until": "invited, until",
        "access.take_back": "Take back",
        "access.invite": "Invite somebody",
        "access.invite_do": "Invite",
        "access.no_mail": "This archive sends no e-mail: the link of the invitation is shown once.",
        "access.links": "Access for an audit",
        "access.links_about": (
            "A link by which somebody without an account reads the chosen tills until a day."
        ),
        "access.for_whom": "For whom",
        "access.state": "State",
        "access.last_use": "Last used",
        "access.all_tills": "all tills, those to come as well",
        "access.link_new": "New link",
        "access.link_do": "Make the link",
        "access.until": "until (that day included)",
        "access.revoked": "taken back",
        "access.over": "ended",
        "access.used_up": "used up",
        "access.good": "good",
        "access.keys": "Registration keys",
        "access.keys_about": "By a key a till comes into the archive; a master key is for several.",
        "access.key": "Key",
        "access.uses_left": "left",
        "access.made": "Made",
        "access.key_new": "New key",
        "access.shop": "Shop",
        "access.uses": "For so many tills",
        "access.note": "Note",
        "access.key_do": "Make the key",
        "access.till_revoke": "Shut out …",
        "access.till_title": "Shut out a till",
        "access.till_what": "Meant for a till that was stolen, sold or is needed no more.",
        "access.till_out": "From now on it cannot send anything to the archive.",
        "access.till_sells": (
            "It goes on selling and signing; what it does not send any more is missing here."
        ),
        "access.till_stays": "All that it has sent stays, and stays to be seen.",
        "access.till_again": "The only way back is a new registration key (F\u00a082).",
        "access.till_do": "Shut out",
        "access.cancel": "Cancel",
        "access.targets": "Where alarms go",
        "access.targets_about": (
            "E-mail addresses or webhooks (https). They are told which till has what, never "
            "what is on a receipt."
        ),
        "access.address": "Address",
        "access.not_told": "not delivered",
        "access.try": "Send a test",
        "access.remove": "Remove",
        "access.target_new": "New address",
        "access.target_do": "Add",
        "access.fault.invite": "That is no e-mail address, or there is no such role.",
        "access.fault.often": "Too many within this hour. Please once more later.",
        "access.fault.last_owner": (
            "The last owner stays: otherwise nobody could let anybody in any more."
        ),
        "access.fault.link": "A link needs at least one till, a name, and a day within a year.",
        "access.fault.key": "A key needs a shop, 1 to 1000 tills, and a day within a year.",
        "access.fault.target": (
            "That is neither an e-mail nor an https address, is there already, or there are "
            "too many."
        ),
        "access.fault.test": "The test did not arrive:",
        "access.done.invited": "The invitation is on its way.",
        "access.done.withdrawn": "The invitation is good no more.",
        "access.done.ended": "The access has ended.",
        "access.done.link_revoked": "The link is good no more.",
        "access.done.key_revoked": "The key is good no more.",
        "access.done.till_revoked": "The till is shut out.",
        "access.done.target_added": "Alarms go there now, too.",
        "access.done.target_removed": "Alarms go there no more.",
        "access.done.target_tested": "The test was taken.",
        "once.invitation": "Invitation",
        "once.link": "Link for the audit",
        "once.key": "Registration key",
        "once.secret": "Webhook",
        "once.note": "This is shown now and never again.",
        "once.copy": "To copy",
        "once.about.invitation": "Whoever has the link comes in by it: for a week, once.",
        "once.about.link": (
            "Whoever has the link reads the chosen tills until it ends or is taken back."
        ),
        "once.about.key": "The sheet belongs to the till. Until the key is used it is secret.",
        "once.about.secret": "The messages are signed by this secret (Standlkassa-Signature).",
        "seen.access": "People and access",
        "seen.invited": "Invitation",
        "seen.invitation-withdrawn": "Invitation taken back",
        "seen.right-ended": "Access ended",
        "seen.link-created": "Link for an audit made",
        "seen.link-opened": "Link for an audit opened",
        "seen.link-revoked": "Link for an audit taken back",
        "seen.key-issued": "Registration key made",
        "seen.key-revoked": "Registration key taken back",
        "seen.till-revoked": "Till shut out",
        "seen.target-added": "Address of alarms added",
        "seen.target-removed": "Address of alarms removed",
        "seen.target-tested": "Address of alarms tested",
        "seen.hold": "Hold",
        "seen.hold-ended": "Hold ended",
        "seen.retention": "Retention lengthened",
        "seen.proof": "Proof",
        "field.email": "E-mail",
        "field.role": "Role",
        "field.address": "Address",
        "field.uses": "tills",
        "field.key": "key",
        "field.link": "link",
        "field.note": "note",
        "field.until": "until",
        "field.tills": "tills",
        "field.years": "years",
        "receipt.proof": "Proof (JSON)",
        "receipt.proof_about": (
            "that this receipt stands in the log, to be checked without this archive"
        ),
    }
)
