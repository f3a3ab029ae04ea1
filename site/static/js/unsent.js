// Says in words what still waits on this device, wherever a page has a place for it.

import { again, dismiss, start, status, watch } from "./outbox.js";

const words = document.getElementById("outbox-words")?.dataset;
const places = () => document.querySelectorAll("[data-unsent]");
const unreachable = () => !navigator.onLine || document.querySelector("[data-offline]");

const line = (text, tone) => {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  if (tone) paragraph.dataset.tone = tone;
  return paragraph;
};

const counted = (sentence, count) => sentence.replace("{n}", count);

function button(label, data) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link-button";
  made.textContent = label;
  Object.assign(made.dataset, data);
  return made;
}

function signIn() {
  const link = document.createElement("a");
  link.href = words.signInUrl;
  link.textContent = words.signIn;
  return link;
}

function signedOut(count) {
  const said = line(`${counted(words.signedOut, count)} `, "warning");
  said.append(signIn());
  return said;
}

function onlyHere(count, state) {
  const said = line(`${counted(words.onlyHere, count)} `, "warning");
  if (state !== "signed-out") return said;
  const link = signIn();
  link.target = "_blank"; // leaving this page would lose them
  said.append(link);
  return said;
}

// All that was refused for one reason, with the words of notes, which are nowhere else.
function refused(entries) {
  const reason = entries[0].reason || words.fault;
  const ids = entries.map((entry) => entry.id).join(" ");
  const notes = entries.map((entry) => entry.fact?.text).filter(Boolean);
  const said = line(`${words.refused.replace("{reason}", reason)}${entries.length > 1 ? ` (${entries.length})` : ""} `, "warning");
  if (entries.some((entry) => entry.mendable)) said.append(button(words.again, { again: ids }), " ");
  said.append(button(notes.length ? words.discard : words.dismiss, { dismisses: ids }));
  return [said, ...notes.map((text) => Object.assign(line(text), { className: "kept-words" }))];
}

function byReason(entries) {
  const groups = new Map();
  for (const entry of entries) groups.set(entry.reason, [...(groups.get(entry.reason) ?? []), entry]);
  return [...groups.values()];
}

// What waits: of this person, or, on a page made for nobody, of anybody.
function waits(count, owner, state) {
  if (unreachable()) return line(counted(words.waiting, count));
  if (!owner || state === "signed-out") return signedOut(count);
  if (state === "other") return line(counted(words.other, count), "warning");
  return line(counted(state === "sending" ? words.sending : words.waiting, count));
}

// What has buttons stands first: what comes and goes must not move them from under a finger.
function lines(owner, now) {
  const lasting = now.mine.filter((fact) => !now.loose.includes(fact.client_uuid)).length;
  const count = owner ? lasting : now.others;
  const said = byReason(now.refused).flatMap(refused);
  if (now.loose.length) said.push(onlyHere(now.loose.length, now.state));
  if (count) said.push(waits(count, owner, now.state));
  else if (document.body.dataset.kept && !said.length) said.push(line(words.saved));
  if (owner && now.others) said.push(line(counted(words.other, now.others)));
  return said;
}

// In one line, at the foot of a narrow screen.
function bar(now) {
  const place = document.querySelector("[data-unsent-bar]");
  if (!place) return;
  const link = place.querySelector("a");
  const [sentence, count, tone] = now.loose.length
    ? [words.barOnlyHere, now.loose.length, "warning"]
    : now.refused.length
      ? [words.barRefused, now.refused.length, "warning"]
      : now.state === "signed-out" && !unreachable()
        ? [words.barSignedOut, now.mine.length, "warning"]
        : [now.state === "sending" ? words.sending : words.barWaiting, now.mine.length, ""];
  link.textContent = counted(sentence, count);
  link.href = sentence === words.barSignedOut ? words.signInUrl : "#unsent";
  place.dataset.tone = tone;
  place.hidden = !count;
  document.documentElement.toggleAttribute("data-barred", Boolean(count));
}

// Below a question or a note that was answered, how it is with this one.
function near(now) {
  for (const place of document.querySelectorAll("[data-saving][data-answered]")) {
    const item = place.dataset.saving;
    const waiting = now.mine.filter((fact) => fact.item === item);
    const refusal = now.refused.find((entry) => entry.fact?.item === item);
    let said = words.nearSaved;
    if (refusal) said = words.refused.replace("{reason}", refusal.reason || words.fault);
    else if (waiting.some((fact) => now.loose.includes(fact.client_uuid))) said = words.nearOnlyHere;
    else if (waiting.length) said = words.nearWaiting;
    place.hidden = false;
    if (place.textContent !== said) place.textContent = said;
  }
}

// What stays the same stays in place: else it would be read out again, and a button under a
// finger or with the focus would be gone.
function renew(place, next) {
  for (const old of [...place.children]) {
    if (!next.some((made) => made.isEqualNode(old))) old.remove();
  }
  let here = place.firstElementChild;
  for (const made of next) {
    if (here?.isEqualNode(made)) here = here.nextElementSibling;
    else place.insertBefore(made, here);
  }
  while (here) {
    const spare = here;
    here = here.nextElementSibling;
    spare.remove();
  }
}

function show(owner) {
  const now = status(owner);
  const said = lines(owner, now);
  for (const place of places()) {
    place.hidden = !said.length;
    renew(place, said.map((paragraph) => paragraph.cloneNode(true)));
  }
  bar(now);
  near(now);
}

export function showUnsent(owner) {
  if (!words || !places().length) return;
  document.addEventListener("click", ({ target }) => {
    const { again: retried, dismisses } = target.dataset ?? {};
    if (retried) again(owner, (entry) => retried.includes(entry.id));
    dismisses?.split(" ").forEach(dismiss);
  });
  let outdated = false;
  watch(({ moved }) => {
    const { mine, loose } = status(owner);
    if (owner && mine.length) document.body.dataset.kept = "true";
    show(owner);
    // A page that shows progress was made before these facts arrived.
    outdated ||= Boolean(moved && document.querySelector("[data-progress]"));
    if (outdated && !mine.length && !loose.length) location.reload();
  });
  if (owner) start(owner);
  show(owner);
}
