// A lesson: answers are judged here at once, and what the learner does is kept and sent.

import { keep, pending, watch } from "./outbox.js";
import { showUnsent } from "./unsent.js";

const lesson = document.querySelector("[data-lesson]");
const owner = lesson.dataset.keeps ?? "";
const right = new Set();
const reflected = new Set();
// What an earlier visit has left on this device counts before it is sent.
const unsent = pending(owner).filter((fact) => owner && fact.lesson === lesson.dataset.lesson);
const all = (selector) => [...document.querySelectorAll(selector)];

function note(kind, more = {}, replaces = "") {
  if (!owner) return;
  const { lesson: key, language } = lesson.dataset;
  keep(owner, { kind: `lesson.${kind}`, lesson: key, language, ...more }, replaces);
}

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
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.querySelector("input[name=choice]:checked")) return;
    const choice = judge(form);
    if (isRight(form, choice)) right.add(form.dataset.check);
    note("check", { item: form.dataset.check, choice });
    markChecks();
  });
}

if (unsent.length) markChecks();

// Private reflections

for (const form of all("[data-reflection]")) {
  const area = form.querySelector("textarea");
  const item = form.dataset.reflection;
  if (!owner) continue;
  form.querySelector("[data-save-row]").hidden = true;
  for (const fact of unsent) {
    if (fact.kind === "lesson.reflection" && fact.item === item) area.value = fact.text;
  }
  let timer = 0;
  let saved = area.value;
  const save = () => {
    clearTimeout(timer);
    if (area.value === saved) return;
    saved = area.value;
    form.querySelector("[data-saving]").dataset.unsent = ""; // said here too, near the words
    note("reflection", { item, text: saved }, `reflection ${item}`);
    if (saved.trim()) reflected.add(item);
    markReflections();
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 1200);
  });
  area.addEventListener("blur", save);
  addEventListener("pagehide", save);
  if (area.value.trim()) reflected.add(item);
}
if (unsent.length) markReflections();

// Read to the end

const end = document.querySelector("[data-end]");
const seenForm = document.querySelector("[data-seen-form]");
if (owner && end && seenForm) {
  const seen = () => {
    note("seen");
    mark("seen", true);
    seenForm.remove();
    watcher.disconnect();
  };
  const watcher = new IntersectionObserver((all) => all.some((e) => e.isIntersecting) && seen());
  watcher.observe(end);
  seenForm.addEventListener("submit", (event) => {
    event.preventDefault();
    seen();
  });
}
if (unsent.some(({ kind }) => kind === "lesson.seen")) {
  mark("seen", true);
  seenForm?.remove();
}

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
  });
  showUnsent(owner);
}
