// The page of the browser desk: joins the till's parts to the one websocket.

import { showArchive, showLink } from "./archive.js";
import { Bar } from "./bar.js";
import { Connection } from "./connection.js";
import { Keypad, legend } from "./keypad.js";
import { Manual } from "./manual.js";
import { Missions } from "./missions.js";
import { Oled } from "./oled.js";
import { Paper } from "./paper.js";
import { Practice } from "./practice.js";
import { Replay, Tape, parse } from "./sequence.js";
import { closeSheets, setUpSheets, toast } from "./sheets.js";
import { Buzzer } from "./sound.js";
import { Switches } from "./switches.js";
import { Tabs } from "./tabs.js";

const byId = (id) => document.getElementById(id);

const oled = new Oled(byId("oled"), byId("oled-text"));
const paper = new Paper(byId("roll"), byId("slips"));
const buzzer = new Buzzer(byId("sound"));
const tape = new Tape(byId("tape"));
const keypad = new Keypad(byId("keypad"), (key) => {
  replay.stop();
  press(key);
});
const practice = new Practice((message) => connection.send(message));
const replay = new Replay(keypad, press, (line) => practice.befall(line));
const switches = new Switches(byId("switches"), (name, position) =>
  connection.send({ type: "switch", switch: name, position }),
);

const connection = new Connection({
  onOpen() {
    byId("lost").hidden = true;
    keypad.enable(true);
    paper.clear();
  },
  onLost(retryInS) {
    byId("lost").hidden = false;
    byId("lost-detail").textContent = `neuer Versuch in ${retryInS} s`;
    practice.lost();
    replay.stop();
    keypad.enable(false);
    switches.disable();
    oled.power(false);
  },
  onMessage: receive,
});

let isGreeted = false;
let manual = null;
let missions = null;

/** Presses `key` on the till, unless nobody hears it: a key is never kept for later. */
function press(key) {
  if (connection.send({ type: "key", key })) {
    tape.add(key);
  }
}

function receive(message) {
  switch (message.type) {
    case "view":
      switches.show(message);
      oled.power(message.powered);
      showArchive(message.archive);
      showLink(message.link);
      enter(message.row);
      // A view ends the greeting: what came before it had happened before.
      paper.isLive = true;
      if (!isGreeted) {
        isGreeted = true;
        void playLink();
      }
      break;
    case "display":
      void oled.show(message.png, message.text);
      keypad.shift(isShifted(message.text));
      missions?.look();
      break;
    case "slip":
      paper.show(message);
      break;
    case "sound":
      buzzer.play(message.tones);
      break;
    case "done":
      practice.done(message.error);
      break;
    case "error":
      toast(message.text);
      break;
    default:
      throw new Error(`unknown message ${message.type}`);
  }
}

/** Replays `?keys=…` once per visit. */
async function playLink() {
  const text = new URLSearchParams(location.search).get("keys");
  if (text === null) {
    return;
  }
  const answer = await parse(text);
  if (answer.error) {
    toast(answer.error);
    return;
  }
  await replay.play([{ keys: answer.keys }], answer.text);
}

/** Whether the display says that F was pressed, and waits for the key of the second layer. */
function isShifted(text) {
  const [, item = "", main = ""] = text.split("\n");
  return item.trim() === "Funktion" && main.trim().endsWith("F _");
}

/** The till before us is that of `row` now, or the visitor's own when that is empty. */
function enter(row) {
  if (row === practice.row) {
    return;
  }
  practice.row = row;
  byId("practice").hidden = row === "";
  byId("practice-text").textContent = `Übung ${row}`;
  if (row === "") {
    missions?.leave();
    manual?.leave();
  }
  void loadProfile();
}

/** The manual and its exercises; a desk without them has only its switches. */
async function loadManual() {
  const chapters = await (await fetch("/manual.json")).json();
  byId("tabs").hidden = chapters.length === 0;
  byId("dock-manual").hidden = chapters.length === 0;
  if (chapters.length === 0) {
    return;
  }
  const bar = new Bar(byId("bar"));
  manual = new Manual(chapters, {
    practice,
    replay,
    bar,
    onBegin() {
      missions.leave();
      closeSheets();
    },
  });
  missions = new Missions(chapters, {
    practice,
    bar,
    onBegin() {
      replay.stop();
      manual.leave();
      closeSheets();
    },
  });
}

async function loadProfile() {
  const profile = await (await fetch("/profile.json")).json();
  byId("stall").textContent = [profile.header[0], profile.register_id].filter(Boolean).join(" · ");
  keypad.name(profile.groups);
}

byId("practice-end").addEventListener("click", () => {
  replay.stop();
  practice.end().catch((error) => toast(error.message));
});
byId("dock-manual").addEventListener("click", () => {
  if (byId("tab-switches").getAttribute("aria-selected") === "true") {
    tabs.open("tab-manual");
  }
});
byId("dock-bench").addEventListener("click", () => tabs.open("tab-switches"));
const tabs = new Tabs(byId("tabs"));
setUpSheets({ onKey: (event) => keypad.keyDown(event, legend(event)) });
void loadProfile();
void loadManual();
connection.open();
