// An exam: every answer is kept on this device at once and sent until the server has it; the clock
// goes by the server; handing in waits until it has arrived.

import { again, keep, pending, soon, status, uuid, watch } from "./outbox.js";
import { showUnsent } from "./unsent.js";

const TEXT_PAUSE = 1200; // milliseconds without a key before a text is kept
const SAID_AT = [30, 15, 10, 5, 2, 1]; // minutes left at which the time is read out

const DEVICE = (() => {
  try {
    localStorage["xinqiao.device"] ||= uuid();
    return localStorage["xinqiao.device"];
  } catch {
    return uuid();
  }
})();

for (const field of document.querySelectorAll("[data-device-field]")) field.value = DEVICE;

const exam = document.querySelector("[data-exam]");
if (exam) run();

function run() {
  const owner = document.body.dataset.person;
  const key = exam.dataset.exam;
  const questions = [...exam.querySelectorAll("[data-place]:not([data-asks-nothing])")];
  const dialog = document.querySelector("[data-hand-in]");
  const mine = (fact) => fact?.attempt === key;
  let ended = false;

  // Answers

  const prefix = (question) => `q${question.dataset.place}-`;
  const fieldsOf = (question) =>
    [...question.querySelectorAll("input, select, textarea")].filter(
      (field) => field.name.startsWith(prefix(question)) && !field.closest("fieldset[disabled]"),
    );
  const flagOf = (question) => question.querySelector("[data-flag]");
  const linkTo = (question) => document.querySelector(`[data-goes-to="${question.dataset.place}"]`);
  // Of a case in stages, only the question that is shown last can be answered.
  const stageOf = (question) => question.querySelector(`[name="${prefix(question)}stage"]`)?.value;
  const answered = (question) =>
    Object.keys(formOf(question)).some((name) => name !== "stage") && !question.querySelector("[value^='on:']");
  const named = (some) => some.map((question) => Number(question.dataset.place) + 1).join(exam.dataset.comma);

  function formOf(question) {
    const form = {};
    for (const field of fieldsOf(question)) {
      if (/radio|checkbox/.test(field.type) && !field.checked) continue;
      const name = field.name.slice(prefix(question).length);
      if (field.value !== "") (form[name] ??= []).push(field.value);
    }
    return form;
  }

  function fill(question, form) {
    for (const field of fieldsOf(question)) {
      const values = form[field.name.slice(prefix(question).length)] ?? [];
      if (/radio|checkbox/.test(field.type)) field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
  }

  const note = (kind, more, replaces = "") =>
    keep(owner, { kind: `exam.${kind}`, attempt: key, device: DEVICE, ...more }, replaces);

  const saved = new Map(questions.map((question) => [question, JSON.stringify(formOf(question))]));

  function save(question) {
    const form = formOf(question);
    const text = JSON.stringify(form);
    if (ended || saved.get(question) === text) return;
    saved.set(question, text);
    const place = Number(question.dataset.place);
    const item = `${key}/${place}`;
    note("answer", { place, item, form }, item);
    question.querySelector("[data-saving]")?.setAttribute("data-answered", "");
    showState(question);
  }

  function showState(question) {
    const link = linkTo(question);
    link.toggleAttribute("data-done", answered(question));
    link.toggleAttribute("data-flagged", flagOf(question).checked);
  }

  function saveFlag(question) {
    const place = Number(question.dataset.place);
    const item = `${key}/${place}/flag`;
    note("flag", { place, item, on: flagOf(question).checked }, item);
    showState(question);
  }

  // What an earlier visit has left on this device is newer than what the page was made with.
  for (const fact of pending(owner).filter(mine)) {
    const question = questions.find((one) => Number(one.dataset.place) === fact.place);
    if (question && fact.kind === "exam.flag") {
      flagOf(question).checked = fact.on;
      showState(question);
    }
    if (!question || !fact.form || fact.form.stage?.[0] !== stageOf(question)) continue;
    fill(question, fact.form);
    saved.set(question, JSON.stringify(formOf(question)));
    question.querySelector("[data-saving]")?.setAttribute("data-answered", "");
    showState(question);
  }

  const pauses = new Map();
  for (const question of questions) {
    question.addEventListener("input", ({ target }) => {
      clearTimeout(pauses.get(question));
      const typed = target.matches("textarea, [type=text]");
      pauses.set(question, setTimeout(() => save(question), typed ? TEXT_PAUSE : 0));
    });
    question.addEventListener("change", ({ target }) => (target === flagOf(question) ? saveFlag(question) : save(question)));
  }
  const saveAll = () => questions.forEach(save);
  addEventListener("pagehide", saveAll);

  // The clock

  const clock = document.querySelector("[data-clock]");
  const says = document.querySelector("[data-clock-says]");
  let end = clock ? performance.now() + Number(clock.dataset.clock) : Infinity;
  let spoken = Infinity;

  function tick() {
    const left = Math.max(0, end - performance.now());
    const seconds = Math.ceil(left / 1000);
    const minutes = Math.ceil(seconds / 60);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    clock.closest(".clock").toggleAttribute("data-short", minutes <= 5);
    if (minutes < spoken && SAID_AT.includes(minutes)) {
      spoken = minutes;
      says.textContent = exam.dataset.minutesLeft.replace("{n}", minutes);
    }
    if (!left && !ended) handIn(true);
  }
  if (clock) {
    tick();
    setInterval(tick, 500);
  }

  // Handing in

  function lock(locked) {
    for (const field of exam.querySelectorAll("input, select, textarea, button")) {
      if (field.type !== "hidden") field.disabled = locked;
    }
  }

  // What the clock of this page says is only a request: the server decides whether it is over.
  function handIn(by_clock) {
    saveAll();
    ended = true;
    const said = document.createElement("p");
    said.className = "panel exam-delivering";
    said.setAttribute("role", "status");
    said.textContent = `${by_clock ? `${exam.dataset.over} ` : ""}${exam.dataset.delivering}`;
    exam.before(said);
    lock(true);
    note("finish", { by_clock });
    soon(owner);
    said.scrollIntoView({ block: "center" });
  }

  function unlock() {
    ended = false;
    document.querySelector(".exam-delivering")?.remove();
    lock(false);
  }

  exam.addEventListener("submit", (event) => {
    const press = event.submitter?.value ?? "";
    if (press.startsWith("on:")) return saveAll(); // the next part of a case comes with a new page
    event.preventDefault();
    if (ended) return;
    saveAll();
    if (press === "save") return;
    const open = questions.filter((question) => !answered(question));
    const flagged = questions.filter((question) => flagOf(question).checked);
    const again = dialog.querySelector("[data-flagged-questions]");
    again.hidden = !flagged.length;
    again.textContent = exam.dataset.someFlagged.replace("{list}", named(flagged));
    dialog.querySelector("[data-open-questions]").textContent = open.length
      ? exam.dataset.someOpen.replace("{list}", named(open))
      : exam.dataset.allAnswered;
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "finish") handIn(false);
  });
  for (const button of document.querySelectorAll("[data-without-scripts]")) button.hidden = true;

  // One device writes

  const elsewhere = document.querySelector("[data-elsewhere]");

  function belongs(device) {
    const here = !device || device === DEVICE;
    elsewhere.hidden = here;
    if (!ended) lock(!here);
  }

  watch(({ progress }) => {
    const state = progress?.[key];
    if (!state) return;
    if (state.state !== "running" && state.state !== "overdue") {
      const left = status(owner).mine.filter(mine);
      if (!left.length) location.replace(exam.dataset.result);
      return;
    }
    if (state.left !== null) end = performance.now() + state.left;
    const waits = status(owner).mine.some((fact) => mine(fact) && fact.kind === "exam.finish");
    if (ended && !waits && state.left > 2000) unlock();
    belongs(state.device);
  });

  showUnsent(owner);
  again(owner, ({ fact }) => mine(fact) && exam.dataset.device === DEVICE);
  belongs(exam.dataset.device);
  if (pending(owner).some((fact) => mine(fact) && fact.kind === "exam.finish")) {
    ended = true;
    lock(true);
  }
}
