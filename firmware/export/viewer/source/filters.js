/* A bar of search fields over a list; every change asks anew. */

class Filters {
  static #PAUSE_MS = 150;

  #controls = new Map();
  #timer = 0;

  /** `fields` are { name, label, kind: search | date | select | check, hint, options }. */
  constructor({ label, fields, onChange }) {
    this.onChange = onChange;
    this.count = Dom.el("output", { class: "count", "aria-live": "polite" });
    this.node = Dom.el(
      "form",
      {
        class: "filters",
        role: "search",
        "aria-label": label,
        on: { submit: (event) => event.preventDefault() },
      },
      fields.map((field) => this.#field(field)),
      this.#more(),
      Dom.button("Alles zeigen", () => this.reset(), { class: "quiet reset" }),
    );
  }

  #field({ name, label, kind, hint = "", options = [] }) {
    const control =
      kind === "select"
        ? Dom.select(options, { name })
        : Dom.el("input", {
            name,
            type: kind === "check" ? "checkbox" : kind,
            placeholder: hint || null,
            autocomplete: "off",
            spellcheck: "false",
          });
    this.#controls.set(name, control);
    control.addEventListener("input", () => this.#soon(kind === "search" ? Filters.#PAUSE_MS : 0));
    if (kind === "check")
      return Dom.el("label", { class: "tick" }, control, Dom.el("span", {}, label));
    const field = Dom.field(label, control);
    field.classList.add(kind, name);
    return field;
  }

  /** On a phone the other fields come when they are asked for. */
  #more() {
    const button = Dom.button(
      "Weitere Filter",
      () => {
        const isOpen = this.node.classList.toggle("is-open");
        button.setAttribute("aria-expanded", isOpen);
        button.textContent = isOpen ? "Weniger Filter" : "Weitere Filter";
      },
      { class: "more", "aria-expanded": "false" },
    );
    return button;
  }

  #soon(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.onChange(), pause);
  }

  /** Other choices for a select; what was chosen stays if it is still there. */
  options(name, options) {
    const control = this.#controls.get(name);
    const chosen = control.value;
    Dom.fill(
      control,
      options.map(([value, text]) => Dom.el("option", { value }, text)),
    );
    control.value = options.some(([value]) => value === chosen) ? chosen : options[0][0];
  }

  /** Whether a field makes sense for these data. */
  offer(name, isOffered) {
    this.#controls.get(name).parentElement.hidden = !isOffered;
  }

  /** Days between which something is. */
  days(first, last) {
    for (const name of ["first", "last"]) {
      this.#controls.get(name).min = first;
      this.#controls.get(name).max = last;
    }
  }

  set(name, value) {
    this.#controls.get(name).value = value;
  }

  /** What is asked, by name. */
  get wish() {
    const wish = {};
    for (const [name, control] of this.#controls)
      wish[name] = control.type === "checkbox" ? control.checked : control.value.trim();
    return wish;
  }

  /** What is asked in words, for the head of a list on paper. */
  get words() {
    const said = [];
    for (const control of this.#controls.values()) {
      const label = control.labels[0].textContent;
      if (control.type === "checkbox" && control.checked) said.push(label);
      else if (control.tagName === "SELECT" && control.value !== "")
        said.push(control.selectedOptions[0].textContent);
      else if (control.type === "date" && control.value)
        said.push(`${label.trim()} ${Form.day(control.value)}`);
      else if (control.type === "search" && control.value.trim())
        said.push(`„${control.value.trim()}“`);
    }
    return said.join(", ");
  }

  reset() {
    for (const control of this.#controls.values()) {
      if (control.type === "checkbox") control.checked = false;
      else if (control.tagName === "SELECT") control.selectedIndex = 0;
      else control.value = "";
    }
    this.onChange();
  }
}
