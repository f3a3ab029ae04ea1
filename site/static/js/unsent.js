// Says in words what still waits on this device, wherever a page has a place for it.

import { dismiss, start, status, watch } from "./outbox.js";

const words = document.getElementById("outbox-words")?.dataset;
const places = () => document.querySelectorAll("[data-unsent]");

const line = (text, tone) => {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  if (tone) paragraph.dataset.tone = tone;
  return paragraph;
};

function signedOut(count) {
  const said = line(words.signedOut.replace("{n}", count) + " ", "warning");
  const link = document.createElement("a");
  link.href = words.signInUrl;
  link.textContent = words.signIn;
  said.append(link);
  return said;
}

function refused(refusal) {
  const said = line(words.refused.replace("{reason}", refusal.reason) + " ", "warning");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = words.dismiss;
  button.dataset.dismisses = refusal.id;
  said.append(button);
  return said;
}

// What waits: of this person, or, on a page made for nobody, of anybody.
function waits(count, owner, state) {
  if (!navigator.onLine) return line(words.waiting.replace("{n}", count));
  if (!owner || state === "signed-out") return signedOut(count);
  if (state === "other") return line(words.other.replace("{n}", count), "warning");
  return line((state === "sending" ? words.sending : words.waiting).replace("{n}", count));
}

function lines(owner) {
  const now = status(owner);
  const count = owner ? now.mine : now.others;
  const said = [];
  if (now.state === "full") said.push(line(words.full, "warning"));
  if (count) said.push(waits(count, owner, now.state));
  else if (document.body.dataset.kept) said.push(line(words.saved));
  if (owner && now.others) said.push(line(words.other.replace("{n}", now.others)));
  return said.concat(now.refused.map(refused));
}

function show(owner) {
  const said = lines(owner);
  for (const place of places()) {
    place.hidden = !said.length;
    const next = said.map((paragraph) => paragraph.cloneNode(true));
    // The same words again would be read out again.
    if (next.map((p) => p.outerHTML).join() !== [...place.children].map((p) => p.outerHTML).join()) {
      place.replaceChildren(...next);
    }
  }
}

export function showUnsent(owner) {
  if (!words || !places().length) return;
  document.addEventListener("click", ({ target }) => {
    if (target.dataset?.dismisses) dismiss(target.dataset.dismisses);
  });
  watch(({ progress }) => {
    if (owner && status(owner).mine) document.body.dataset.kept = "true";
    show(owner);
    // A page that shows progress was made before these facts arrived.
    if (progress && !status(owner).mine && document.querySelector("[data-progress]")) {
      location.reload();
    }
  });
  if (owner) start(owner);
  show(owner);
}
