// The panel: 128 x 64 pixels, each drawn as a lit square with a thin dark gap, on whole device pixels.

const WIDTH = 128;
const HEIGHT = 64;
const LIT_LEVEL = 128;
const LIT = "#fff";
const UNLIT = "#10181a";
const GLOW_ALPHA = 0.3;
/** Everything the panel sends out has this tint. */
const TINT = "#c2f5ff";

export class Oled {
  #canvas;
  #bitmap = new OffscreenCanvas(WIDTH, HEIGHT);
  #pixels = this.#bitmap.getContext("2d", { willReadFrequently: true });
  #isOn = true;
  #words;

  /** `words` is the element that says what the canvas shows. */
  constructor(canvas, words) {
    this.#canvas = canvas;
    this.#words = words;
    new ResizeObserver(() => this.#draw()).observe(canvas.parentElement);
  }

  /** Shows the panel's picture, a PNG in base64, and says its words, one line for each zone. */
  async show(png, text) {
    this.#say(text);
    const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    this.#pixels.drawImage(image, 0, 0);
    this.#draw();
  }

  /** A panel without power is dark, whatever it showed. */
  power(isOn) {
    if (this.#isOn !== isOn) {
      this.#isOn = isOn;
      this.#draw();
    }
  }

  #say(text) {
    const zones = text.split("\n").map((zone) => zone.trim().replace(/\s+/g, " "));
    const label = zones.filter(Boolean).join(", ");
    this.#canvas.setAttribute("aria-label", label ? `Anzeige: ${label}` : "Anzeige dunkel");
    // The status line has the clock in it; who listens is told of what a key changed.
    const news = zones.slice(1).filter(Boolean).join(", ");
    if (this.#words.textContent !== news) {
      this.#words.textContent = news;
    }
  }

  /** Device pixels per panel pixel: the largest whole number that fits the glass. */
  #scale() {
    const glass = this.#canvas.parentElement;
    const style = getComputedStyle(glass);
    const width = glass.clientWidth - 2 * Number.parseFloat(style.paddingLeft);
    const height = glass.clientHeight - 2 * Number.parseFloat(style.paddingTop);
    const fits = Math.min(width / WIDTH, height / HEIGHT) * devicePixelRatio;
    return Math.max(1, Math.floor(fits));
  }

  #draw() {
    const scale = this.#scale();
    this.#canvas.width = WIDTH * scale;
    this.#canvas.height = HEIGHT * scale;
    this.#canvas.style.width = `${(WIDTH * scale) / devicePixelRatio}px`;
    this.#canvas.style.height = `${(HEIGHT * scale) / devicePixelRatio}px`;
    const context = this.#canvas.getContext("2d");
    context.fillStyle = "#000";
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    const lit = this.#litPixels();
    const square = scale > 2 ? scale - Math.ceil(scale / 6) : scale;
    for (let index = 0; index < lit.length; index += 1) {
      context.fillStyle = lit[index] ? LIT : UNLIT;
      context.fillRect((index % WIDTH) * scale, Math.floor(index / WIDTH) * scale, square, square);
    }
    if (this.#isOn) {
      this.#glow(context);
    }
    context.globalCompositeOperation = "multiply";
    context.fillStyle = TINT;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  #litPixels() {
    const { data } = this.#pixels.getImageData(0, 0, WIDTH, HEIGHT);
    return Array.from(
      { length: WIDTH * HEIGHT },
      (_, index) => this.#isOn && data[4 * index + 1] >= LIT_LEVEL && data[4 * index + 3] > 0,
    );
  }

  /** Light spills a little into the gaps and over the edges, as on the real glass. */
  #glow(context) {
    context.save();
    context.globalCompositeOperation = "lighter";
    context.globalAlpha = GLOW_ALPHA;
    context.imageSmoothingEnabled = true;
    context.drawImage(this.#bitmap, 0, 0, this.#canvas.width, this.#canvas.height);
    context.restore();
  }
}
