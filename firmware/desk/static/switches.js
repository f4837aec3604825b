// The slide switches of the bench, and the lamps that follow from where they stand.

const DRAWER_OPEN_MS = 3500;

export class Switches {
  #fields;
  #drawerOpened = null;
  #drawerTimer = 0;

  /** `move(name, position)` is called when a hand moves a switch. */
  constructor(element, move) {
    this.#fields = new Map(
      [...element.querySelectorAll(".switch")].map((field) => [field.dataset.switch, field]),
    );
    for (const [name, field] of this.#fields) {
      field.addEventListener("change", (event) => move(name, event.target.value));
    }
  }

  /** Nothing can be switched while nobody listens. */
  disable() {
    for (const field of this.#fields.values()) {
      field.disabled = true;
    }
  }

  /** Shows a view of the bench; a switch that the bench does not have stays disabled. */
  show(view) {
    for (const [name, field] of this.#fields) {
      const position = view.switches[name];
      field.disabled = position === undefined;
      const radio = field.querySelector(`input[value="${position}"]`);
      if (radio) {
        radio.checked = true;
      }
    }
    lamp("power-lamp", view.powered ? "green" : "off");
    this.#showPaper(view);
    document.getElementById("stick-state").textContent = stickState(view);
    this.#showDrawer(view.drawer_opened);
  }

  #showPaper({ switches, powered }) {
    const [colour, text] = paperState(switches, powered);
    lamp("paper-lamp", colour);
    document.getElementById("paper-text").textContent = text;
  }

  #showDrawer(opened) {
    if (this.#drawerOpened !== null && opened > this.#drawerOpened) {
      openDrawer(true, opened);
      clearTimeout(this.#drawerTimer);
      this.#drawerTimer = setTimeout(() => openDrawer(false, opened), DRAWER_OPEN_MS);
    }
    this.#drawerOpened = opened;
  }
}

/** What a hand at the port must know; a stick that is in and not in use was let go, or is slow. */
function stickState({ switches, stick_mounted: isMounted }) {
  if (isMounted) {
    return "nicht abziehen: die Kassa verwendet ihn";
  }
  switch (switches.stick) {
    case undefined:
    case "out":
      return "";
    case "slow":
      return "noch nicht da, oder abgemeldet";
    default:
      return "abgemeldet: darf heraus";
  }
}

function paperState(switches, isPowered) {
  if (!isPowered || switches.printer === "off") {
    return ["off", "Drucker aus"];
  }
  if (switches.cover === "open") {
    return ["red", "Deckel offen"];
  }
  switch (switches.paper) {
    case "out":
      return ["red", "Papier Ende"];
    case "near_end":
      return ["amber", "Papier fast aus"];
    default:
      return ["green", "Drucker bereit"];
  }
}

function openDrawer(isOpen, times) {
  document.getElementById("drawer").classList.toggle("is-open", isOpen);
  lamp("drawer-lamp", isOpen ? "amber" : "off");
  document.getElementById("drawer-text").textContent = isOpen
    ? "Lade offen"
    : `Lade zu · ${times}× geöffnet`;
}

function lamp(id, colour) {
  document.getElementById(id).dataset.colour = colour;
}
