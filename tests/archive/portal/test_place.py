"""archive.portal.place: whose page it is, from the path and the visitor."""

import pytest
from starlette.requests import Request

from archive.accounts.visitor import STATE, Role
from archive.portal.place import MissingError, Sources, StrangerError
from archive.replica.replica import Replicas
from tests.archive.portal.ground import Ground


def _request(ground: Ground, **params: str) -> Request:
    return Request({"type": "http", "path_params": params, "state": {STATE: ground.door.visitor}})


def test_a_place_knows_its_tills(ground: Ground) -> None:
    """Those of the business, and the one of the path."""
    sources = Sources.of(ground.world, Replicas(ground.world))
    own = ground.own

    place = sources.place(_request(ground, tenant=own.tenant_id, till=own.id))

    assert ([own.id], own.id, Role.OWNER) == (
        [till.id for till in place.tills],
        place.the_till.id,
        place.role,
    )
    assert f"/t/{own.tenant_id}/k/{own.id}" == place.till_path
    assert "Obst Huber" == place.tenant_name


def test_what_is_not_ones_own_is_not_there(ground: Ground) -> None:
    """And nobody who did not sign in has a place at all."""
    sources = Sources.of(ground.world, Replicas(ground.world))
    own, other = ground.own, ground.other
    for tenant, till in ((other.tenant_id, other.id), (own.tenant_id, other.id), ("", own.id)):
        with pytest.raises(MissingError):
            sources.place(_request(ground, tenant=tenant, till=till))
    with pytest.raises(MissingError):
        sources.tenant_name("nobody")
    ground.door.visitor = None
    with pytest.raises(StrangerError):
        sources.place(_request(ground, tenant=own.tenant_id))
