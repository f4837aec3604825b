"""Compose file, manifests, settings, alert rules: well-formed, and about things there are."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from sqlalchemy import make_url

from archive.alarms.ledger import AlarmKind
from archive.api.metrics import Figures
from archive.index.database import Database
from archive.program.main import archive
from archive.settings import Settings, load
from tests.archive.keeping import world_of
from tests.archive.postgres import BIN, Postgres

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


def test_who_serves_waits_for_its_tables_and_rights() -> None:
    """Tables, then what the roles may and the password, then whoever serves: at each version."""
    services = documents(DEPLOY / "compose/compose.yaml")[0]["services"]

    def after(name: str) -> dict[str, str]:
        return {key: one["condition"] for key, one in services[name]["depends_on"].items()}

    done = "service_completed_successfully"
    assert {"database": "service_healthy"} == after("migrate") == after("password")
    assert {"migrate": done} == after("roles")
    for name in ("archive-1", "archive-2"):
        assert {"roles": done, "password": done} == after(name)
        assert services["migrate"]["image"] == services["roles"]["image"] == services[name]["image"]
    # The server that only makes the folder of a new database answers on its socket, too.
    assert "--host 127.0.0.1" in services["database"]["healthcheck"]["test"][1]


def test_each_secret_is_read_by_one_user() -> None:
    """Files that are refused where others can read them; the owner comes by the socket."""
    services = documents(DEPLOY / "compose/compose.yaml")[0]["services"]
    readers = {
        secret: {name for name, one in services.items() if secret in one.get("secrets", ())}
        for secret in ("owner-password", "database-password")
    }
    assert {"database"} == readers["owner-password"]
    assert {"password", "archive-1", "archive-2"} == readers["database-password"]
    assert "990" == services["password"]["user"]
    owner = load(DEPLOY / "compose/migrate.toml")
    socket = make_url(owner.database.url).query["host"]
    for name in ("migrate", "roles"):
        assert f"database-socket:{socket}" in services[name]["volumes"]
        assert "none" == services[name]["network_mode"]


def test_the_role_that_serves_gets_its_password(postgres: Postgres, tmp_path: Path) -> None:
    """That of the file, each time; without one it ends, and the old one stays."""
    secret, script = tmp_path / "database.password", tmp_path / "password.sql"
    text = (DEPLOY / "compose/password.sql").read_text("utf-8")
    assert "/run/secrets/database-password" in text
    script.write_text(text.replace("/run/secrets/database-password", str(secret)))
    name = postgres.fresh()
    psql = [BIN / "psql", "-q", "-h", postgres.socket, "-U", postgres.user, "-d", name]
    subprocess.run([*psql, "-f", DEPLOY / "postgres.sql"], check=True)
    kept = []
    for content, code in (("it's 1\n", 0), ("second", 0), ("\n", 3)):
        secret.write_text(content)
        ran = subprocess.run([*psql, "-f", script], check=False, capture_output=True)
        assert code == ran.returncode, ran.stderr
        with psycopg.connect(postgres.url(name).replace("+psycopg", "")) as connection:
            asked = "SELECT rolpassword FROM pg_authid WHERE rolname = 'kassa_serve'"
            kept += connection.execute(asked).fetchone() or ()
    assert all(one.startswith("SCRAM-SHA-256$") for one in kept)
    assert kept[0] != kept[1] == kept[2]
    postgres.sql(name, "ALTER ROLE kassa_serve PASSWORD NULL")
    postgres.drop(name)


def test_the_folder_of_the_image_belongs_to_its_user() -> None:
    """A volume that is made anew takes its owner from there."""
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    made = "RUN install -d -o 990 -g 990 -m 0700 /var/lib/kassa-archive"
    place = [lines.index(one) for one in (made, "USER 990", "VOLUME /var/lib/kassa-archive")]
    assert sorted(place) == place
    (user,) = [line for line in lines if "useradd" in line]
    assert "--uid 990 --gid 990 " in user


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
    assert {"serve", "migrate", "roles"} == set(called) & set(archive.commands)
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
