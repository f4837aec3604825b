"""Every page by the rules of WCAG 2.2 AA, and that these rules find something."""

import pytest

from archive.accounts.visitor import Role
from tests.archive.portal.ground import Ground
from tests.archive.portal.test_routes import _paths
from tests.archive.portal.wcag import faults

OUTSIDE = ("/sign-in", "/forgotten", "/password/x", "/invitation/x", "/link/x")
GOOD = (
    '<!doctype html><html lang="de"><head><title>T</title></head><body>'
    '<a href="#main">Zum Inhalt</a><main id="main"><h1>T</h1>{}</main></body></html>'
)
TORN = (
    '<table><thead><tr><th scope="col">x</th></tr></thead>'
    "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
)


@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_are_for_everybody(ground: Ground, language: str) -> None:
    """Names, labels, headings, tables, landmarks."""
    ground.come(Role.OWNER, language)
    paths = [*_paths(ground.own.tenant_id, ground.own.id), "/tenants", f"{ground.path}/none"]
    paths += [f"{ground.path}/exports", f"{ground.tenant_path}/upload"]

    found = {path: faults(ground.client.get(path).text) for path in paths}

    assert {} == {path: said for path, said in found.items() if said}


def test_pages_before_the_sign_in_too(ground: Ground) -> None:
    """The same rules."""
    ground.door.visitor = None

    found = {path: faults(ground.client.get(path).text) for path in OUTSIDE}

    assert {} == {path: said for path, said in found.items() if said}


@pytest.mark.parametrize(
    "wrong",
    [
        '<input id="x">',
        "<button></button>",
        '<img src="x">',
        '<svg viewBox="0 0 1 1"></svg>',
        "<h3>x</h3>",
        "<h1>x</h1>",
        '<p id="main"></p>',
        '<label for="nobody">x</label>',
        "<table><thead><tr><th>x</th></tr></thead></table>",
        TORN,
        '<p tabindex="3">x</p>',
        "<nav>x</nav>",
        '<div role="region">x</div>',
    ],
)
def test_the_rules_find_what_is_wrong(wrong: str) -> None:
    """A rule that finds nothing would be none."""
    assert [] == faults(GOOD.format(""))
    assert [] != faults(GOOD.format(wrong))
