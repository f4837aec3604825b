// Rows of the manual on a till of their own: what the desk is asked for, and when it is ready.

export class Practice {
  /** The row the till before us was set up for; empty on the visitor's own. */
  row = "";
  #send;
  /** The desk answers in the order in which it was asked. */
  #waiting = [];

  constructor(send) {
    this.#send = send;
  }

  /** A fresh till, as row `number` finds it. */
  begin(number) {
    return this.#ask({ type: "begin", number });
  }

  /** Line `line` of the row happens around the till. */
  befall(line) {
    return this.#ask({ type: "befall", line });
  }

  /** Back to the visitor's own till. */
  end() {
    return this.#ask({ type: "end" });
  }

  /** How far the row has come, as {number, display, journal}, or null. */
  async outcome() {
    return (await fetch("/outcome.json")).json();
  }

  /** The desk has done the oldest thing it was asked for, or says why it cannot. */
  done(error) {
    const { resolve, reject } = this.#waiting.shift();
    if (error) {
      reject(new Error(error));
    } else {
      resolve();
    }
  }

  /** The connection is gone, and with it every answer. */
  lost() {
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new Error("Die Verbindung zur Kasse ist weg."));
    }
  }

  #ask(message) {
    return new Promise((resolve, reject) => {
      if (this.#send(message)) {
        this.#waiting.push({ resolve, reject });
      } else {
        reject(new Error("Die Verbindung zur Kasse ist weg."));
      }
    });
  }
}
