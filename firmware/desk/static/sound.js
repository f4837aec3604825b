// The buzzer: square waves through WebAudio, silent until somebody switches the sound on.

const VOLUME = 0.05;
const EDGE_S = 0.001;

export class Buzzer {
  #context = null;
  #playing = [];

  /** `button` switches the sound; browsers want a finger before they let a page sound. */
  constructor(button) {
    button.addEventListener("click", () => {
      const isOn = this.#context === null;
      if (isOn) {
        this.#context = new AudioContext();
      } else {
        void this.#context.close();
        this.#context = null;
        this.#playing = [];
      }
      button.setAttribute("aria-pressed", String(isOn));
      button.textContent = isOn ? "Ton an" : "Ton aus";
    });
  }

  /** Starts a tune of [hertz, milliseconds]; a tune that still sounds is cut off. */
  play(tones) {
    if (this.#context === null) {
      return;
    }
    for (const oscillator of this.#playing) {
      oscillator.stop();
    }
    this.#playing = [];
    let startS = this.#context.currentTime;
    for (const [hertz, milliseconds] of tones) {
      const endS = startS + milliseconds / 1000;
      if (hertz > 0) {
        this.#playing.push(this.#tone(hertz, startS, endS));
      }
      startS = endS;
    }
  }

  #tone(hertz, startS, endS) {
    const oscillator = new OscillatorNode(this.#context, { type: "square", frequency: hertz });
    const gain = new GainNode(this.#context, { gain: 0 });
    gain.gain.setValueAtTime(0, startS);
    gain.gain.linearRampToValueAtTime(VOLUME, startS + EDGE_S);
    gain.gain.setValueAtTime(VOLUME, Math.max(startS + EDGE_S, endS - EDGE_S));
    gain.gain.linearRampToValueAtTime(0, endS);
    oscillator.connect(gain).connect(this.#context.destination);
    oscillator.start(startS);
    oscillator.stop(endS);
    return oscillator;
  }
}
