"""Bills of materials of image and archive: CycloneDX 1.6, the same bytes for the same parts."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from imager.inventory import Part
from imager.plan import Plan

_DISTRO: Final = "debian-13"


def cyclonedx(plan: Plan, root_hash: str, parts: Iterable[Part]) -> str:
    """The image as a bill of materials; `root_hash` names every byte of its system."""
    image = Component(
        type=ComponentType.OPERATING_SYSTEM,
        name="standlkassa-image",
        version=plan.version,
        bom_ref="image",
        description=f"dm-verity root hash {root_hash}, commit {plan.commit}",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=root_hash)],
    )
    return _bill(image, f"standlkassa:{plan.version}:{root_hash}", plan, parts)


def of_archive(plan: Plan, parts: Iterable[Part]) -> str:
    """The archive server as a bill of materials: what is pinned for it."""
    server = Component(
        type=ComponentType.APPLICATION,
        name="standlkassa-archive",
        version=plan.version,
        bom_ref="archive",
        description=f"commit {plan.commit}",
    )
    return _bill(server, f"standlkassa-archive:{plan.version}:{plan.commit}", plan, parts)


def _bill(subject: Component, called: str, plan: Plan, parts: Iterable[Part]) -> str:
    bom = Bom(
        serial_number=uuid5(NAMESPACE_URL, called),
        metadata=BomMetaData(
            component=subject, timestamp=datetime.fromtimestamp(plan.epoch, UTC), tools=[]
        ),
        components=[_component(one) for one in sorted(set(parts))],
    )
    bom.register_dependency(subject, bom.components)
    text: str = JsonV1Dot6(bom).output_as_string(indent=1)
    return text + "\n"


def _component(part: Part) -> Component:
    purl = PackageURL(
        type=part.kind,
        namespace="debian" if part.kind == "deb" else None,
        name=part.name,
        version=part.version,
        qualifiers={"arch": part.architecture, "distro": _DISTRO} if part.kind == "deb" else None,
    )
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=part.sha256)] if part.sha256 else []
    return Component(
        type=ComponentType.LIBRARY,
        name=part.name,
        version=part.version,
        bom_ref=quote(purl.to_string(), safe=":/@?=&"),
        purl=purl,
        hashes=hashes,
        licenses=[DisjunctiveLicense(name=one) for one in part.licences],
    )
