// Says in words what still waits on this device, wherever a page has a place for it.

import { dismiss, start, status, watch } from "./outbox.js";

const words = document.getElementById("outbox-words")?.dataset;
const places = document.querySelectorAll("[data-unsent]");

const line = (text, tone) => {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  if (tone) paragraph.dataset.tone = tone;
  return paragraph;
};

function show(owner) {
  const now = status(owner);
  const lines = [];
  if (now.state === "full") lines.push(line(words.full, "warning"));
  if (now.mine && now.state === "signed-out") {
    const said = line(words.signedOut.replace("{n}", now.mine) + " ", "warning");
    const link = document.createElement("a");
    link.href = words.signInUrl;
    link.textContent = words.signIn;
    said.append(link);
    lines.push(said);
  } else if (now.mine) {
    const text = now.state === "sending" ? words.sending : words.waiting;
    lines.push(line(text.replace("{n}", now.mine)));
  } else if (document.body.dataset.kept) {
    lines.push(line(words.saved));
  }
  if (now.others) lines.push(line(words.other.replace("{n}", now.others)));
  for (const refusal of now.refused) {
    const said = line(words.refused.replace("{reason}", refusal.reason) + " ", "warning");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = words.dismiss;
    button.addEventListener("click", () => dismiss(refusal.id));
    said.append(button);
    lines.push(said);
  }
  for (const place of places) {
    place.hidden = !lines.length;
    place.replaceChildren(...lines.map((said) => said.cloneNode(true)));
    place.querySelectorAll("button").forEach((button, i) => {
      button.addEventListener("click", () => dismiss(now.refused[i].id));
    });
  }
}

export function showUnsent(owner) {
  if (!words || !places.length) return;
  watch(() => {
    if (status(owner).mine) document.body.dataset.kept = "true";
    show(owner);
  });
  start(owner);
  show(owner);
}
