"""Receipts of a till: searched, listed by the page, and one as it was printed."""

from dataclasses import fields
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.paper.html import to_html
from archive.paper.slip import Slip, SlipError, slip_of
from archive.portal.asked import Asked
from archive.portal.page import render
from archive.portal.place import MissingError, Sources
from archive.portal.proof import prove
from archive.portal.texts import words_of
from archive.replica import index_search
from archive.replica.index_search import Wanted
from firmware.rksv import jws, machine_code
from firmware.rksv.errors import RksvError
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import StoredReceipt
from firmware.store.reader import Reader
from firmware.till.sales.basket import Means

KINDS: Final = tuple(kind.value for kind in ReceiptKind)
MEANS: Final = tuple(means.value for means in Means)
#: No book gives a larger number.
LARGEST: Final = 1 << 53
#: The fields of the search, as a link to the next page repeats them.
FIELDS: Final = ("number", "amount", "amount_to", "text", "from", "to", "kind", "means")


def listed(sources: Sources, request: Request) -> Response:
    """A page of those looked for, the newest first."""
    place = sources.place(request)
    asked = Asked(request)
    wanted = _wanted(asked)
    before, after = asked.whole("before"), asked.whole("after")
    with sources.book(place.the_till) as (_, index):
        page = index_search.page(index, wanted, before=before, after=after or 0)
    if wanted.number is not None and _is_only_number(wanted) and len(page.receipts) == 1:
        path = f"{place.till_path}/receipts/{wanted.number}"
        return RedirectResponse(path, status_code=303)
    said = {name: text for name in FIELDS if (text := asked.text(name))}
    sources.note(place, "receipts", **said)
    return render(
        request,
        "receipts.html",
        page=page,
        said=said,
        faults=asked.faults,
        kinds=KINDS,
        means=MEANS,
        query=urlencode(said),
        is_searched=bool(said),
    )


def shown(sources: Sources, request: Request) -> Response:
    """One receipt: its paper, its code, what it belongs to, and what proves it."""
    place = sources.place(request)
    till, number = place.the_till, int(request.path_params["number"])
    if number >= LARGEST:
        raise MissingError
    with sources.book(till) as (book, index):
        receipt = book.receipt(number)
        if receipt is None:
            raise MissingError
        slip, fault = _slip(book, number)
        cancelled_by = index_search.cancelling(index, number)
        replaced_by = index_search.replacing(index, number)
        proof = prove(sources.world.database, till.id, book, receipt)
        is_last = book.receipt(number + 1) is None
    sources.note(place, "receipt", number=number)
    words = words_of(request)
    sale = None if slip is None else slip.view.sale
    return render(
        request,
        "receipt.html",
        number=number,
        receipt=receipt,
        paper=None if slip is None else to_html(slip.document, words("receipt.code")),
        fault=fault,
        code=_code(receipt),
        sale=sale,
        cancelled_by=cancelled_by,
        replaced_by=replaced_by,
        proof=proof,
        is_last=is_last,
    )


def _wanted(asked: Asked) -> Wanted:
    return Wanted(
        number=asked.whole("number"),
        cents=asked.cents("amount"),
        cents_to=asked.cents("amount_to"),
        text=asked.text("text"),
        first_day=asked.day("from"),
        last_day=asked.day("to"),
        kind=asked.one_of("kind", KINDS),
        means=asked.one_of("means", MEANS),
    )


def _is_only_number(wanted: Wanted) -> bool:
    empty = Wanted()
    return all(
        getattr(wanted, one.name) == getattr(empty, one.name)
        for one in fields(Wanted)
        if one.name != "number"
    )


def _slip(book: Reader, number: int) -> tuple[Slip | None, str]:
    try:
        return slip_of(book, number), ""
    except SlipError as error:
        return None, str(error)


def _code(receipt: StoredReceipt) -> str:
    """The machine readable code; where there is none, the JWS as it is."""
    try:
        jws.split(receipt.jws)
        return machine_code.qr_from_jws(receipt.jws)
    except RksvError:
        return receipt.jws
