// What every page may need: words of the glossary explained in place.

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
