/* The one sentence at the top, and the points under it. */

const Verdict = (() => {
  const LEVELS = { good: "good", bad: "bad", open: "open", busy: "busy" };

  /** Which sentence the findings come to. */
  function sentence(checks, data) {
    if (checks.fault) return { level: LEVELS.bad, text: faultWords(checks.fault) };
    if (checks.isBusy)
      return {
        level: LEVELS.busy,
        text: `${Form.counted(data.receipts.length, "Beleg wird", "Belege werden")} geprüft …`,
      };
    const errors = checks.errors;
    if (errors.length > 0)
      return {
        level: LEVELS.bad,
        text: `Achtung: ${worst(errors)}`,
        more: moreWords(checks.errorCount),
      };
    const points = [...checks.points.values()];
    const isOpen = points.some((point) => point.state === "open");
    const { receipts } = data;
    if (receipts.length === 0)
      return { level: LEVELS.open, text: "Dieser Export enthält keine Belege." };
    const span = Form.span(receipts.day(0), receipts.day(receipts.length - 1));
    const who =
      `${Form.counted(receipts.length, "Beleg", "Belege")} ${span} ` +
      `${receipts.length === 1 ? "ist" : "sind"}`;
    return isOpen
      ? {
          level: LEVELS.open,
          text: `Bisher alles in Ordnung: ${who} lückenlos und unverändert.`,
          more: openWords(checks),
        }
      : { level: LEVELS.good, text: `Alles in Ordnung: ${who} vollständig und unverändert.` };
  }

  /** What was altered before what is missing before the rest, in the order of the receipts. */
  function worst(errors) {
    const finding = errors.find(Rules.isAltered) || errors[0];
    return Rules.meaning(finding, finding.at);
  }

  const moreWords = (count) =>
    count === 1
      ? "Einzelheiten stehen unter „Prüfung“."
      : `Insgesamt ${Form.count(count)} Auffälligkeiten; alle stehen unter „Prüfung“.`;

  function openWords(checks) {
    const open = [...checks.points]
      .filter(([, point]) => point.state === "open")
      .map(([name]) => Rules.POINTS[name]);
    return `Noch nicht geprüft: ${open.join(", ")}. Wie das geht, steht unter „Prüfung“.`;
  }

  function faultWords(error) {
    if (error instanceof Stream.StreamError) return error.message;
    if (error instanceof Verify.Error && error.what === "no-crypto") {
      return (
        "Dieser Browser kann keine Unterschriften prüfen. Bitte die Datei mit einem anderen " +
        "Browser vom Stick öffnen."
      );
    }
    return `Die Prüfung ist gescheitert: ${error.message}`;
  }

  const SEALS = { good: "good", bad: "bad", open: "good", busy: "busy" };

  /** Draw the verdict. */
  function show(checks, data) {
    const { level, text, more = "" } = sentence(checks, data);
    const box = Dom.by("verdict");
    if (box.dataset.level !== level || box.querySelector(".seal").childElementCount === 0) {
      box.dataset.level = level;
      Dom.fill(box.querySelector(".seal"), Dom.icon(SEALS[level]));
    }
    if (Dom.by("sentence").textContent !== text) Dom.by("sentence").textContent = text;
    Dom.by("because").textContent = more;
    const progress = Dom.by("progress");
    const percent = Math.round(100 * checks.progress);
    progress.hidden = level !== LEVELS.busy;
    progress.setAttribute("aria-valuenow", percent);
    progress.firstChild.style.width = `${percent}%`;
    Dom.fill(
      Dom.by("points"),
      [...checks.points].filter(([, point]) => point.state !== "none").map(chip),
    );
  }

  const STATES = {
    good: "in Ordnung",
    bad: "nicht in Ordnung",
    open: "noch nicht geprüft",
    busy: "wird geprüft",
  };

  const chip = ([name, point]) =>
    Dom.el(
      "li",
      { class: `point ${point.state}`, title: point.said },
      Dom.icon(point.state),
      Dom.el("span", {}, Rules.POINTS[name]),
      Dom.el("span", { class: "unseen" }, `: ${STATES[point.state]}`),
    );

  return Object.freeze({ sentence, show, STATES });
})();
