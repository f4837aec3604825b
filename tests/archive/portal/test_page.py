"""archive.portal.page: headers, static files, and that nothing is asked of anybody else."""

import re

from archive.portal.page import POLICY
from tests.archive.portal.ground import Ground


def test_static_files_are_named_by_what_is_in_them(ground: Ground) -> None:
    """Style, script and sign; nothing else is there."""
    html = ground.page(ground.tenant_path)
    names = set(re.findall(r'"(/static/portal/[^"]+)"', html))

    assert 3 == len(names)
    for name in names:
        answer = ground.client.get(name)
        assert 200 == answer.status_code
        assert "nosniff" == answer.headers["x-content-type-options"]
    for name in ("portal.py", "..%2fpage.py", "%2e%2e/page.py", "none"):
        assert 404 == ground.client.get(f"/static/portal/{name}").status_code


def test_a_page_asks_nobody_else(ground: Ground) -> None:
    """No style or script of its own in a page, and the policy allows none."""
    html = ground.page(f"{ground.path}/days/2026-10-25")

    assert "unsafe" not in POLICY
    assert [] == re.findall(r"""(?:src|href|action)="(?:https?:|//|data:|blob:)""", html)
    assert " style=" not in html
    assert "<style" not in html
    assert 1 == html.count("<script ")
