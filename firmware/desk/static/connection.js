// The one websocket to the desk: opens, and opens again after a while when it is lost.

const FIRST_RETRY_S = 1;
const LAST_RETRY_S = 16;

export class Connection {
  #socket = null;
  #retryInS = FIRST_RETRY_S;
  #listener;

  /** `listener` has `onOpen()`, `onLost(retryInS)` and `onMessage(message)`. */
  constructor(listener) {
    this.#listener = listener;
  }

  open() {
    const socket = new WebSocket(`ws://${location.host}/till`);
    socket.addEventListener("open", () => {
      this.#retryInS = FIRST_RETRY_S;
      this.#listener.onOpen();
    });
    socket.addEventListener("message", (event) => {
      this.#listener.onMessage(JSON.parse(event.data));
    });
    socket.addEventListener("close", () => this.#lost());
    this.#socket = socket;
  }

  /** Sends now or not at all; tells whether it did. */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #lost() {
    this.#listener.onLost(this.#retryInS);
    setTimeout(() => this.open(), this.#retryInS * 1000);
    this.#retryInS = Math.min(2 * this.#retryInS, LAST_RETRY_S);
  }
}
