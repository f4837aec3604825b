"""What the scale says, in words for the display where it says no."""

from firmware.process.logs import get_logger
from firmware.till.requests import Failed, Weighed
from hal.errors import Fault, HalError
from hal.scale.port import Scale

#: The cashier waits for it with goods in the hand; an unsteady pan is asked for anew by key.
DEADLINE_S = 1.5

_WORDS: dict[Fault, str] = {
    Fault.OVERLOAD: "Waage überladen",
    Fault.UNDERLOAD: "Waage leer?",
    Fault.BUSY: "Waage unruhig",
    Fault.ABSENT: "Waage fehlt",
    Fault.TIMEOUT: "Waage stumm",
}

log = get_logger()


def weigh(scale: Scale | None) -> Weighed | Failed:
    """The weight on the pan, or why there is none."""
    if scale is None:
        return Failed(words="Keine Waage")
    try:
        weight = scale.read(DEADLINE_S)
    except HalError as error:
        log.warning("scale", fault=error.fault.value, detail=error.detail)
        return Failed(words=_WORDS.get(error.fault, "Waage gestört"))
    return Weighed(milli=weight.milli, is_stable=weight.is_stable)
