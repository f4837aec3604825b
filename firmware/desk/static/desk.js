// The page of the browser desk: joins the till's parts to the one websocket.

import { Connection } from "./connection.js";
import { Keypad, legend } from "./keypad.js";
import { Oled } from "./oled.js";
import { Paper } from "./paper.js";
import { Replay, Tape, parse } from "./sequence.js";
import { setUpSheets, toast } from "./sheets.js";
import { Buzzer } from "./sound.js";
import { Switches } from "./switches.js";

const byId = (id) => document.getElementById(id);

const oled = new Oled(byId("oled"), byId("oled-text"));
const paper = new Paper(byId("roll"), byId("slips"));
const buzzer = new Buzzer(byId("sound"));
const tape = new Tape(byId("tape"));
const keypad = new Keypad(byId("keypad"), (key) => {
  replay.stop();
  press(key);
});
const replay = new Replay(keypad, press);
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
    replay.stop();
    keypad.enable(false);
    switches.disable();
    oled.power(false);
  },
  onMessage: receive,
});

let isGreeted = false;

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
      // A view ends the greeting: what came before it had happened before.
      paper.isLive = true;
      if (!isGreeted) {
        isGreeted = true;
        void playLink();
      }
      break;
    case "display":
      void oled.show(message.png, message.text);
      break;
    case "slip":
      paper.show(message);
      break;
    case "sound":
      buzzer.play(message.tones);
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
  replay.start(answer.keys, answer.text);
}

async function loadProfile() {
  const profile = await (await fetch("/profile.json")).json();
  byId("stall").textContent = [profile.header[0], profile.register_id].filter(Boolean).join(" · ");
  keypad.name(profile.groups);
}

setUpSheets({ onKey: (event) => keypad.keyDown(event, legend(event)) });
void loadProfile();
connection.open();
