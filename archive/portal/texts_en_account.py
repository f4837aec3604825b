"""The words of accounts in English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tenants.title": "Choose a business",
        "tenants.none": "You have access to no business.",
        "role.owner": "Owner",
        "role.accountant": "Accountant (reads)",
        "role.auditor": "Auditor (reads)",
        "role.manufacturer": "Manufacturer",
        "role.operator": "Operator of the archive",
        "sign_in.title": "Sign in",
        "sign_in.enter": "Sign in",
        "sign_in.code_label": "Code of the app (only where set up)",
        "sign_in.refused": "E-mail, password or code are not right.",
        "sign_in.code": "Please type the password again, and the code of the app.",
        "forgotten.title": "Forgotten password",
        "forgotten.text": "We send a link by which you set a new password. It is good for an hour.",
        "forgotten.send": "Send the link",
        "forgotten.sent": "If there is an account of this address, the link is on its way.",
        "forgotten.no_mail": "This archive sends no e-mail. Please ask its operator.",
        "password.title": "New password",
        "password.set": "Set the password",
        "password.done": "The password is set",
        "password.sessions": "All sessions have ended. Please sign in again.",
        "password.again": "The two passwords differ.",
        "password.short": "The password has at least {least} characters.",
        "password.weak": "This password is the first that somebody would try.",
        "password.name": "Please give a name.",
        "invitation.title": "Invitation",
        "invitation.text": "{email} is invited as: {role}.",
        "invitation.known": "There is an account of this address already; it stays as it is.",
        "invitation.accept": "Accept",
        "invitation.done": "Welcome",
        "link.title": "Access for an audit",
        "link.text": (
            "This link opens the records of a business for reading. Each view is written down."
        ),
        "link.open": "Open",
        "gone.title": "This link is not good any more",
        "gone.text": "It was used, has ended or was taken back. Please ask for another one.",
        "wait.title": "Too many tries",
        "wait.text": "Please try again in {minutes} minutes.",
        "account.title": "My account",
        "account.name": "Name",
        "account.email": "E-mail",
        "account.role": "Role",
        "account.password": "Password",
        "account.current": "Present password",
        "account.new_password": "New password",
        "account.again": "Once more",
        "account.rule": "At least {least} characters; a sentence is easier to remember.",
        "account.change": "Change the password",
        "account.done_password": "The password is changed; all other sessions have ended.",
        "account.password_again": "The two new passwords differ.",
        "account.password_short": "The new password has at least {least} characters.",
        "account.password_weak": "This password is the first that somebody would try.",
        "account.password_wrong": "The present password is not right.",
        "account.password_busy": "Too many tries. Please once more a little later.",
        "account.totp_wrong": "The password is not right.",
        "account.totp_busy": "Too many tries. Please once more a little later.",
        "account.totp_code": "The code is not right. Please begin the set-up again.",
        "account.sessions": "Sessions",
        "account.since": "since",
        "account.this": "this one",
        "account.end": "End all others",
        "totp.title": "Second factor",
        "totp.on": "set up",
        "totp.text": "With an app for one-time codes nobody comes in by the password alone.",
        "totp.begin": "Set up",
        "totp.renew": "New recovery codes",
        "totp.remove": "Remove the second factor",
        "totp.scan": "Scan this code with the app, or type the characters below.",
        "totp.picture": "QR code for the app",
        "totp.code": "Code that the app shows now",
        "totp.confirm": "Confirm",
        "totp.codes": "Recovery codes",
        "totp.keep": (
            "Each is good once when the device is missing. Print them now: they are not "
            "shown again."
        ),
        "totp.kept": "Kept",
        "letter.reset_subject": "New password for the till archive",
        "letter.reset": (
            "Good day,\n\nby this link you set a new password. It is good for an hour, "
            "once:\n\n{link}\n\nIf you did not ask for it, there is nothing to do.\n"
        ),
        "letter.invite_subject": "Invitation to the till archive",
        "letter.invite": (
            "Good day,\n\nby this link you come into the till archive. It is good for a "
            "week, once:\n\n{link}\n"
        ),
    }
)
