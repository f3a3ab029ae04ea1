// A lesson: answers are judged here at once, and what the learner does is kept and sent.

import { keep, watch } from "./outbox.js";
import { showUnsent } from "./unsent.js";

const lesson = document.querySelector("[data-lesson]");
const owner = lesson.dataset.keeps ?? "";
const right = new Set();
const reflected = new Set();

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
  const all = document.querySelectorAll("[data-check]").length;
  mark("check", right.size >= all, right.size);
}

function finished() {
  document.querySelector("[data-undone]").hidden = true;
  document.querySelector("[data-all-done]").hidden = false;
}

// Questions

function judge(form) {
  const answer = new Set(form.dataset.answer.split(" "));
  const chosen = [...form.querySelectorAll("input[name=choice]:checked")];
  const isRight = chosen.length === answer.size && chosen.every((input) => answer.has(input.value));
  for (const option of form.querySelectorAll(".option")) {
    const input = option.querySelector("input");
    const verdict = option.querySelector(".verdict");
    delete option.dataset.verdict;
    verdict.textContent = "";
    if (!input.checked) continue;
    const good = answer.has(input.value);
    option.dataset.verdict = good ? "right" : "wrong";
    verdict.textContent = good ? lesson.dataset.right : lesson.dataset.wrong;
  }
  const says = (name, shown) => {
    form.querySelector(`[data-says=${name}]`).hidden = !shown;
  };
  says("right", isRight);
  says("wrong", !isRight);
  says("why", true);
  return { choice: chosen.map((input) => input.value), isRight };
}

for (const form of document.querySelectorAll("[data-check]")) {
  if (form.querySelector("[data-got]")) right.add(form.dataset.check);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.querySelector("input[name=choice]:checked")) return;
    const { choice, isRight } = judge(form);
    if (isRight) right.add(form.dataset.check);
    note("check", { item: form.dataset.check, choice });
    markChecks();
  });
}

// Private reflections

for (const form of document.querySelectorAll("[data-reflection]")) {
  const area = form.querySelector("textarea");
  const item = form.dataset.reflection;
  if (!owner) continue;
  form.querySelector("[data-save-row]").hidden = true;
  let timer = 0;
  let saved = area.value;
  const save = () => {
    clearTimeout(timer);
    if (area.value === saved) return;
    saved = area.value;
    note("reflection", { item, text: saved }, `reflection ${item}`);
    if (saved.trim()) reflected.add(item);
    mark("reflection", reflected.size >= document.querySelectorAll("[data-reflection]").length);
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 1200);
  });
  area.addEventListener("blur", save);
  addEventListener("pagehide", save);
  if (area.value.trim()) reflected.add(item);
}

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
    if (mine.seen) mark("seen", true);
    if (mine.done) finished();
  });
  showUnsent(owner);
}
