// What every page may need.

// Words of the glossary, explained in place.

function explain(link) {
  const open = link.getAttribute("aria-expanded") === "true";
  link.setAttribute("aria-expanded", String(!open));
  const next = link.nextElementSibling;
  if (open) {
    if (next?.classList.contains("term-note")) next.remove();
    return;
  }
  const note = document.createElement("span");
  note.className = "term-note";
  note.setAttribute("role", "note");
  note.textContent = link.dataset.definition;
  link.after(note);
}

for (const link of document.querySelectorAll("a.term[data-definition]")) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    explain(link);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    explain(link);
  });
}

// On a phone a row of filters is longer than the screen; the chosen one is brought into sight.

for (const chosen of document.querySelectorAll(".browse [aria-current]")) {
  const row = chosen.closest("ul");
  row.scrollLeft = chosen.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
}

// A page that shows progress and was made before the last facts arrived loads itself again.

const made = Date.now() - performance.now() + (performance.getEntriesByType("navigation")[0]?.requestStart ?? 0);

function catchUp() {
  try {
    const arrived = Number(localStorage.getItem("xinqiao.arrived"));
    if (made < arrived && arrived <= Date.now()) location.reload();
  } catch {
    // the browser gives no storage
  }
}

if (document.querySelector("[data-progress]") && document.body.dataset.person) {
  catchUp();
  addEventListener("pageshow", ({ persisted }) => persisted && catchUp());
  addEventListener("storage", ({ key }) => key === "xinqiao.arrived" && catchUp()); // another tab's
}

// What waits on this device is said, and sent, on every page. A lesson does so by itself.

const waitsHere = () => {
  try {
    return Object.keys(localStorage).some((key) => /^xinqiao\.(fact|refused)\./.test(key));
  } catch {
    return false; // the browser gives no storage
  }
};

if (!document.querySelector("[data-keeps]") && waitsHere()) {
  import("./unsent.js").then(({ showUnsent }) => showUnsent(document.body.dataset.person ?? ""));
}

// A box for searching proposes words as soon as somebody is in it.

function propose(element) {
  const form = element?.closest?.("form.seek");
  if (!form || form.dataset.ready) return;
  form.dataset.ready = "1";
  import("./seek.js").then(
    ({ Seek }) => new Seek(form),
    () => delete form.dataset.ready, // without a network it stays a plain form
  );
}

addEventListener("focusin", ({ target }) => propose(target));
propose(document.activeElement);
