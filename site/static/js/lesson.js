// A lesson: answers are judged here at once, and what the learner does is kept and sent.

import { again, dismiss, keep, pending, refusals, settled, uuid, watch } from "./outbox.js";
import { showUnsent } from "./unsent.js";

const lesson = document.querySelector("[data-lesson]");
const owner = lesson.dataset.keeps ?? "";
const right = new Set();
const reflected = new Set();
const here = ({ fact }) => fact?.lesson === lesson.dataset.lesson;
// Whoever may write here again sends what was refused in the meantime.
if (owner) again(owner, here);
// What an earlier visit has left on this device counts before it is sent.
const unsent = pending(owner).filter((fact) => owner && here({ fact }));
const all = (selector) => [...document.querySelectorAll(selector)];

function note(kind, more = {}, replaces = "") {
  if (!owner) return null;
  const { lesson: key, language } = lesson.dataset;
  return keep(owner, { kind: `lesson.${kind}`, lesson: key, language, ...more }, replaces);
}

// From now on it is said below this form, too, whether it is saved.
const answered = (form) => form.querySelector("[data-saving]")?.setAttribute("data-answered", "");

// What is still to do

function mark(kind, done, reached) {
  const rule = document.querySelector(`[data-rule="${kind}"]`);
  if (!rule) return;
  rule.dataset.done = String(done);
  const count = rule.querySelector("[data-count]");
  if (count && reached !== undefined) count.textContent = `${reached}/${rule.dataset.total}`;
}

function markChecks() {
  const checks = all("[data-check]");
  const reached = checks.filter((form) => right.has(form.dataset.check)).length;
  mark("check", reached === checks.length, reached);
}

function markReflections() {
  mark("reflection", all("[data-reflection]").every((form) => reflected.has(form.dataset.reflection)));
}

function finished() {
  document.querySelector("[data-undone]").hidden = true;
  document.querySelector("[data-all-done]").hidden = false;
}

// Questions

const answerOf = (form) => new Set(form.dataset.answer.split(" "));

function isRight(form, choice) {
  const answer = answerOf(form);
  return choice.length === answer.size && choice.every((key) => answer.has(key));
}

function judge(form) {
  const answer = answerOf(form);
  const choice = [...form.querySelectorAll("input[name=choice]:checked")].map((input) => input.value);
  const good = isRight(form, choice);
  for (const option of form.querySelectorAll(".option")) {
    const input = option.querySelector("input");
    const verdict = option.querySelector(".verdict");
    delete option.dataset.verdict;
    verdict.textContent = "";
    if (!input.checked) continue;
    const fits = answer.has(input.value);
    option.dataset.verdict = fits ? "right" : "wrong";
    verdict.textContent = fits ? lesson.dataset.right : lesson.dataset.wrong;
  }
  const says = (name, shown) => {
    form.querySelector(`[data-says=${name}]`).hidden = !shown;
  };
  says("right", good);
  says("wrong", !good);
  says("why", true);
  return choice;
}

for (const form of all("[data-check]")) {
  const told = unsent.filter(({ kind, item }) => kind === "lesson.check" && item === form.dataset.check);
  if (form.querySelector("[data-got]") || told.some(({ choice }) => isRight(form, choice))) {
    right.add(form.dataset.check);
  }
  if (told.length) answered(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.querySelector("input[name=choice]:checked")) return;
    const choice = judge(form);
    if (isRight(form, choice)) right.add(form.dataset.check);
    answered(form);
    note("check", { item: form.dataset.check, choice });
    markChecks();
  });
}

if (unsent.length) markChecks();

// Private reflections

const boxes = new Map();

function put(area, text) {
  const after = area.value.length - area.selectionEnd;
  area.value = text;
  if (area === document.activeElement) area.setSelectionRange(text.length - after, text.length - after);
}

// What is kept of a note, when other words than ours are kept too.
function adopt(item, { text, version }) {
  const box = boxes.get(item);
  if (!box || box.version === version || pending(owner).some((fact) => fact.item === item)) return;
  const { area, saved } = box;
  if (area.value === saved) put(area, text);
  else if (text.endsWith(saved)) put(area, text.slice(0, text.length - saved.length) + area.value);
  else return; // the site puts the two together when these are sent
  Object.assign(box, { saved: text, version });
}

for (const form of all("[data-reflection]")) {
  const area = form.querySelector("textarea");
  const item = form.dataset.reflection;
  if (!owner) continue;
  form.querySelector("[data-save-row]").hidden = true;
  const box = { area, saved: area.value, version: form.elements.base.value };
  boxes.set(item, box);
  // What an earlier visit has left: on its way, or refused for what the words can mend.
  const mine = (fact) => fact?.kind === "lesson.reflection" && fact.item === item;
  const left = refusals(owner).filter((entry) => here(entry) && mine(entry.fact));
  for (const { fact } of left) Object.assign(box, { saved: fact.text, version: fact.base });
  for (const fact of unsent.filter(mine)) {
    Object.assign(box, { saved: fact.text, version: fact.client_uuid });
  }
  area.value = box.saved;
  if (left.length || unsent.some(mine)) answered(form);
  const replaces = `reflection ${uuid()}`; // another tab has a box, and words, of its own
  let timer = 0;
  box.save = () => {
    clearTimeout(timer);
    if (area.value === box.saved) return;
    box.saved = area.value;
    answered(form);
    const fact = note("reflection", { item, text: box.saved, base: box.version }, replaces);
    box.version = fact.client_uuid;
    for (const entry of refusals(owner)) if (mine(entry.fact) && here(entry)) dismiss(entry.id);
    if (box.saved.trim()) reflected.add(item);
    markReflections();
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(box.save, 1200);
  });
  area.addEventListener("blur", box.save);
  addEventListener("pagehide", box.save);
  if (area.value.trim()) reflected.add(item);
}
if (unsent.length) markReflections();

// Back on a page that was left open: another device may have written meanwhile.
async function refresh() {
  if (document.visibilityState !== "visible" || !boxes.size) return;
  const asked = new Map([...boxes].map(([item, box]) => [item, box.version]));
  const answer = await fetch(lesson.dataset.notes).catch(() => null);
  if (!answer?.ok) return;
  const { person, notes } = await answer.json();
  if (person !== owner) return;
  for (const [item, told] of Object.entries(notes)) {
    // What was written here while the answer was on its way is newer.
    if (boxes.get(item)?.version === asked.get(item)) adopt(item, told);
  }
}

// Read to the end

const end = document.querySelector("[data-end]");
const seenForm = document.querySelector("[data-seen-form]");
if (unsent.some(({ kind }) => kind === "lesson.seen")) mark("seen", true);
else if (owner && seenForm) {
  const watcher = new IntersectionObserver((all) => {
    if (!all.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    note("seen");
    mark("seen", true);
  });
  watcher.observe(end);
}
seenForm?.remove(); // now, so that nothing below it moves when the end is reached

// Time with the lesson in view

if (owner) {
  const LONGEST = 300;
  let since = document.visibilityState === "visible" ? Date.now() : 0;
  const count = () => {
    if (!since) return;
    const seconds = Math.min(Math.round((Date.now() - since) / 1000), LONGEST);
    since = document.visibilityState === "visible" ? Date.now() : 0;
    if (seconds >= 5) note("time", { seconds });
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") since = Date.now();
    else count();
  });
  setInterval(count, LONGEST * 1000);

  note("opened", {}, `opened ${lesson.dataset.lesson}`);
  watch(({ progress }) => {
    const mine = progress?.[lesson.dataset.lesson];
    if (!mine) return;
    mine.right.forEach((item) => right.add(item));
    mine.reflected.forEach((item) => reflected.add(item));
    markChecks();
    markReflections();
    if (mine.seen) mark("seen", true);
    if (mine.done) finished();
    Object.entries(mine.notes ?? {}).forEach(([item, told]) => adopt(item, told));
  });
  showUnsent(owner);
  document.addEventListener("visibilitychange", refresh);

  // The next lesson may open only when what was done here has arrived: a moment for that.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest(".lesson-next a, .outline a, .crumbs a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    boxes.forEach((box) => box.save());
    const sent = settled(owner, 3000);
    if (!sent) return;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    await sent;
    link.removeAttribute("aria-busy");
    location.assign(link.href);
  });
}
