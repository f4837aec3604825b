"""Compose file, manifests, settings, alert rules: well-formed, and about things there are."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from archive.alarms.ledger import AlarmKind
from archive.api.metrics import Figures
from archive.index.database import Database
from archive.program.main import archive
from archive.settings import Settings, load
from tests.archive.keeping import world_of

DEPLOY = Path(__file__).parents[3] / "archive/deploy"
#: A value behind a name that is secret, where a path or a name of a file should stand.
_SECRET = re.compile(
    r"(?i)(password|secret|token)\s*[:=]\s*[\"']?[a-z0-9+/]{8,}[\"']?\s*$", re.MULTILINE
)
YAML = sorted(DEPLOY.rglob("*.yaml"))


def documents(path: Path) -> list[Any]:
    """All documents of a file."""
    return list(yaml.safe_load_all(path.read_text("utf-8")))


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.name)
def test_it_is_tidy(path: Path) -> None:
    """As yamllint says, by the rules of .yamllint."""
    ran = subprocess.run(
        [sys.executable, "-m", "yamllint", "-s", "-c", str(DEPLOY.parents[1] / ".yamllint"), path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (ran.returncode, ran.stdout)


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.toml")), ids=lambda path: str(path.name))
def test_settings_can_be_used(path: Path) -> None:
    """Every key is one of ours; behind a proxy no certificate is wanted."""
    assert isinstance(load(path), Settings)


def test_the_settings_of_the_cluster_can_be_used(tmp_path: Path) -> None:
    """They stand in a ConfigMap."""
    (settings,) = documents(DEPLOY / "kubernetes/settings.yaml")
    file = tmp_path / "archive.toml"
    file.write_text(settings["data"]["archive.toml"])
    loaded = load(file)
    assert loaded.database.url.startswith("postgresql+psycopg://kassa_serve@")
    assert "" not in (loaded.blobs.bucket, loaded.watch.token_file)


def test_no_secret_is_in_any_file() -> None:
    """Passwords and keys are files elsewhere."""
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert _SECRET.search(text) is None
            assert "PRIVATE KEY" not in text


def test_containers_may_do_nothing_but_their_task() -> None:
    """No root, no new rights, nothing written but where it belongs, memory bounded."""
    deployment = documents(DEPLOY / "kubernetes/archive.yaml")[0]
    pod = deployment["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    for container in (*pod["initContainers"], *pod["containers"]):
        said = container["securityContext"]
        assert said["allowPrivilegeEscalation"] is False
        assert said["readOnlyRootFilesystem"] is True
        assert ["ALL"] == said["capabilities"]["drop"]
        assert "memory" in container["resources"]["limits"]
    compose = documents(DEPLOY / "compose/compose.yaml")[0]
    for name in ("archive-1", "archive-2"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert ["ALL"] == service["cap_drop"]


def test_what_is_mounted_is_there() -> None:
    """Every volume of a container is one of its pod, every file of the compose file is a file."""
    pod = documents(DEPLOY / "kubernetes/archive.yaml")[0]["spec"]["template"]["spec"]
    volumes = {one["name"] for one in pod["volumes"]}
    for container in (*pod["initContainers"], *pod["containers"]):
        assert {one["name"] for one in container["volumeMounts"]} <= volumes
    compose = documents(DEPLOY / "compose/compose.yaml")[0]
    for service in compose["services"].values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            if source.startswith("."):
                assert (DEPLOY / "compose" / source).is_file(), source
            else:
                assert source in compose["volumes"]
        assert set(service.get("secrets", ())) <= set(compose["secrets"])


def test_commands_are_ours() -> None:
    """What containers run exists."""
    compose = documents(DEPLOY / "compose/compose.yaml")[0]
    called = [
        one["command"][0]
        for one in compose["services"].values()
        if one["image"].startswith("standlkassa")
    ]
    pod = documents(DEPLOY / "kubernetes/archive.yaml")[0]["spec"]["template"]["spec"]
    called.append(pod["containers"][0]["args"][0])
    assert {"serve", "migrate"} == set(called) & set(archive.commands)
    assert set(called) <= set(archive.commands)


def test_alert_rules_are_about_figures_there_are(sqlite: Database, tmp_path: Path) -> None:
    """Names and kinds that the page of figures knows."""
    from prometheus_client.exposition import generate_latest  # noqa: PLC0415

    figures = Figures(world_of(sqlite, tmp_path))
    figures.answered("/v1/tills/1/batches", 500, 0.1)
    page = generate_latest(figures.registry).decode()
    (rules,) = documents(DEPLOY / "alerts.yaml")
    text = str([one["expr"] for group in rules["groups"] for one in group["rules"]])
    for name in set(re.findall(r"kassa_archive_\w+", text)):
        assert re.search(rf"^{name}[ {{]", page, re.MULTILINE), name
    kinds = {kind for found in re.findall(r'kind=~?"([^"]+)"', text) for kind in found.split("|")}
    assert kinds <= {one.value for one in AlarmKind}


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")
def test_caddy_takes_its_file() -> None:
    """`caddy validate`."""
    subprocess.run(
        ["caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")],
        check=True,
        capture_output=True,
    )


@pytest.mark.parametrize("path", ["Caddyfile", "nginx.conf"])
def test_a_proxy_says_whom_it_saw(path: str) -> None:
    """One address, its own; figures stay inside; as large a body as a package."""
    text = (DEPLOY / path).read_text("utf-8")
    assert re.search(r"X-Forwarded-For (\{remote_host\}|\$remote_addr)", text)
    assert "$proxy_add_x_forwarded_for" not in text
    assert "/metrics" in text
    assert re.search(r"(max_size|client_max_body_size) 72(MB|m)", text)
    assert text.count("{") == text.count("}")
