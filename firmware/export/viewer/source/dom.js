/* Elements made by hand: text is only ever text, never markup. */

const Dom = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  /** The element of this id; the page has it. */
  const by = (id) => document.getElementById(id);

  /** An element; `on` holds listeners, null and false attributes are left away. */
  function el(tag, attributes = {}, ...children) {
    return filled(document.createElement(tag), attributes, children);
  }

  /** As `el`, of SVG. */
  function svg(tag, attributes = {}, ...children) {
    return filled(document.createElementNS(SVG, tag), attributes, children);
  }

  function filled(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "on") {
        for (const [event, listener] of Object.entries(value))
          node.addEventListener(event, listener);
      } else if (value === true) {
        node.setAttribute(name, "");
      } else if (value !== false && value !== null && value !== undefined) {
        node.setAttribute(name, String(value));
      }
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return node;
  }

  /** What is in `node` becomes `children`. */
  function fill(node, ...children) {
    node.replaceChildren(
      ...children.flat().filter((child) => child !== null && child !== undefined),
    );
    return node;
  }

  /** A button with a listener. */
  const button = (text, listener, attributes = {}) =>
    el("button", { type: "button", ...attributes, on: { click: listener } }, text);

  let fields = 0;

  /** A field under its label. */
  function field(label, control) {
    control.id = `field-${(fields += 1)}`;
    return el("div", { class: "field" }, el("label", { for: control.id }, label), control);
  }

  /** A choice; `options` are pairs of value and text. */
  function select(options, attributes = {}) {
    return el(
      "select",
      attributes,
      options.map(([value, text]) => el("option", { value }, text)),
    );
  }

  /** A pair of a description list. */
  const pair = (term, ...said) => [el("dt", {}, term), el("dd", {}, ...said)];

  const ICONS = {
    good: "M5 12.5l4.6 4.7L19 7.4",
    bad: "M7 7l10 10M17 7L7 17",
    open: "M8 12h8",
    busy: "M12 7v5.4l3.4 2",
  };

  /** A small sign: good, bad, open or busy. */
  function icon(name) {
    const path = svg("path", {
      d: ICONS[name],
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 2.6,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    });
    return svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, path);
  }

  /** The browser draws and listens meanwhile. */
  const breath = () => new Promise((resolve) => setTimeout(resolve, 0));

  /** `text` becomes a file of the person's; it goes nowhere else. */
  function save(name, type, pieces) {
    const address = URL.createObjectURL(new Blob(pieces, { type }));
    const link = el("a", { href: address, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    // Long enough for every browser to have begun to write it.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  return Object.freeze({ by, el, svg, fill, button, field, select, pair, icon, breath, save });
})();
