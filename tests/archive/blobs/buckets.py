"""Object stores of the tests' own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from moto.server import ThreadedMotoServer

from archive.settings import BlobsSection

_names = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A running store: where, and who may."""

    endpoint: str
    access: str
    secret: str
    credentials: Path

    @property
    def client(self) -> Any:
        """The plain library, to look behind our back."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=self.access,
            aws_secret_access_key=self.secret,
            config=Config(
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path"},
            ),
        )

    def fresh(self, *, is_locking: bool = True, is_versioned: bool = False) -> str:
        """A new empty bucket; its name."""
        name = f"kassa-{next(_names)}"
        self.client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=is_locking)
        if is_versioned:
            self.client.put_bucket_versioning(
                Bucket=name, VersioningConfiguration={"Status": "Enabled"}
            )
        return name

    def section(self, bucket: str, endpoint: str = "") -> BlobsSection:
        """The settings that lead there."""
        return BlobsSection(
            bucket=bucket,
            endpoint=endpoint or self.endpoint,
            region="us-east-1",
            credentials_file=str(self.credentials),
        )


@contextmanager
def running_moto() -> Iterator[Store]:
    """Plumbing only: never a proof that a file cannot be deleted."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with tempfile.TemporaryDirectory(prefix="kassa-moto-") as folder:
        credentials = Path(folder) / "credentials"
        credentials.write_text("testing\ntesting\n")
        try:
            yield Store(
                endpoint=f"http://{host}:{port}",
                access="testing",
                secret="testing",
                credentials=credentials,
            )
        finally:
            server.stop()
