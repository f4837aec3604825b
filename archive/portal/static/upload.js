/* A file in parts: each as often as it takes, and those that are there already not again. */
"use strict";

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    const file = form.elements.file.files[0];
    if (!file || file.size === 0) return;
    event.preventDefault();
    if (file.size > Number(form.dataset.mostBytes)) {
      tell(form, form.dataset.tooLarge, 0);
      return;
    }
    send(form, file).catch(() => {
      tell(form, form.dataset.broken, null);
      form.querySelector("button.main").disabled = false;
    });
  });
}

function tell(form, words, perMille) {
  const state = form.querySelector("[data-upload-state]");
  state.hidden = false;
  state.querySelector("p").textContent = words;
  if (perMille !== null) state.querySelector("progress").value = perMille;
}

/* The same file of the same size goes on where it was: its name on the way is made of what it is. */
async function nameOf(file) {
  const about = new TextEncoder().encode(`${file.name}\n${file.size}\n${file.lastModified}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", about));
  return Array.from(digest.slice(0, 16), (one) => one.toString(16).padStart(2, "0")).join("");
}

async function hexOf(part) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await part.arrayBuffer()));
  return Array.from(digest, (one) => one.toString(16).padStart(2, "0")).join("");
}

async function post(form, path, body) {
  for (let tries = 0; ; tries += 1) {
    try {
      const headers = { "X-CSRF-Token": form.elements.csrf.value };
      const answer = await fetch(path, { method: "POST", body, headers, redirect: "error" });
      if (answer.status < 500 || tries >= 5) return answer;
    } catch (error) {
      if (tries >= 5) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** tries));
  }
}

async function send(form, file) {
  const base = form.dataset.upload;
  const size = Number(form.dataset.partBytes);
  const count = Math.ceil(file.size / size);
  const name = await nameOf(file);
  form.querySelector("button.main").disabled = true;
  const there = new Map(await (await fetch(`${base}/parts/${name}`)).json());
  for (let number = 1; number <= count; number += 1) {
    tell(form, form.dataset.underWay, Math.floor((1000 * (number - 1)) / count));
    const part = file.slice((number - 1) * size, number * size);
    if (there.get(number) === (await hexOf(part))) continue;
    const answer = await post(form, `${base}/parts/${name}/${number}`, part);
    if (!answer.ok) throw new Error(`part ${number}: ${answer.status}`);
  }
  tell(form, form.dataset.underWay, 1000);
  const claim = {
    kind: form.elements.kind.value,
    name: file.name,
    parts: count,
    till: form.elements.till.value,
  };
  const answer = await post(form, `${base}/complete/${name}`, JSON.stringify(claim));
  const said = await answer.json();
  if (said.go) {
    window.location.assign(said.go);
    return;
  }
  tell(form, said.fault, 0);
  form.querySelector("button.main").disabled = false;
}
