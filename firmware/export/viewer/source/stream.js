/* The data in the page: blocks of base64 that hold one gzip for each stream. */

const Stream = (() => {
  // As many characters as one line-wise step takes; a row is never cut.
  const BLOCK_CHARACTERS = 1 << 20;

  /** The data was changed or cut after the till wrote it, or is of a newer program. */
  class StreamError extends Error {}

  const blocks = (name) => document.querySelectorAll(`script[data-stream="${name}"]`);

  /** Whether the page carries data at all. */
  const isThere = () => blocks("meta").length > 0;

  function bytesOf(base64) {
    if (typeof Uint8Array.fromBase64 === "function") return Uint8Array.fromBase64(base64);
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
    return bytes;
  }

  async function feed(name, sink) {
    const writer = sink.getWriter();
    try {
      for (const block of blocks(name)) await writer.write(bytesOf(block.textContent.trim()));
      await writer.close();
    } catch (error) {
      // The reader meets the same fault and tells it.
      await writer.abort(error).catch(() => undefined);
    }
  }

  /** The text of a stream, piece by piece. */
  async function* pieces(name) {
    if (typeof DecompressionStream !== "function") {
      throw new StreamError(
        "Dieser Browser ist zu alt, um die Daten auszupacken. Bitte Firefox ab 113, Chrome " +
          "oder Edge ab 80, Safari ab 16.4.",
      );
    }
    const gunzip = new DecompressionStream("gzip");
    feed(name, gunzip.writable);
    const reader = gunzip.readable.getReader();
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        yield decoder.decode(value, { stream: true });
      }
      yield decoder.decode();
    } catch {
      throw new StreamError(
        "Die Daten in dieser Datei sind beschädigt: Sie wurde nach dem Export verändert " +
          "oder nicht ganz kopiert.",
      );
    }
  }

  /** The whole text of a short stream. */
  async function text(name) {
    let whole = "";
    for await (const piece of pieces(name)) whole += piece;
    return whole;
  }

  /** Hand the lines of a stream to `take`, many at once; the browser breathes between. */
  async function lines(name, take) {
    let waiting = "";
    for await (const piece of pieces(name)) {
      waiting += piece;
      if (waiting.length < BLOCK_CHARACTERS) continue;
      const end = waiting.lastIndexOf("\n") + 1;
      take(waiting.slice(0, end));
      waiting = waiting.slice(end);
      await Dom.breath();
    }
    if (waiting !== "" && !waiting.endsWith("\n"))
      throw new StreamError("Die Daten in dieser Datei enden mitten in einer Zeile.");
    if (waiting !== "") take(waiting);
  }

  return Object.freeze({ StreamError, isThere, text, lines });
})();
