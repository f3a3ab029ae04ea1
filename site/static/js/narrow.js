// Choosing, sorting and paging bring the new results without loading the whole page. Each is a link
// as well, and the page's address always says what is shown.

const found = document.querySelector("[data-found]");
const voice = document.querySelector("[data-voice]");
let asked = null;

const say = () => {
  voice.textContent = found.querySelector("[data-count]").textContent.trim();
};

async function bring(url, { push }) {
  asked?.abort();
  asked = new AbortController();
  found.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { "X-Part": "found" }, signal: asked.signal });
    if (!answer.ok) throw new Error(answer.status);
    put(await answer.text());
    if (push) history.pushState({}, "", url);
  } catch (fault) {
    if (fault.name !== "AbortError") location.assign(url);
  }
}

function put(html) {
  const focus = document.activeElement?.id;
  const open = found.querySelector("#finer")?.open;
  found.innerHTML = html;
  found.removeAttribute("aria-busy");
  const finer = found.querySelector("#finer");
  if (finer && open) finer.open = true;
  say();
  const again = document.getElementById(focus) ?? document.getElementById("by-kind");
  if (again && !["previous", "next"].includes(focus)) return again.focus({ preventScroll: true });
  const count = found.querySelector("[data-count]");
  count.focus({ preventScroll: true });
  count.scrollIntoView({ block: "nearest" });
}

say();

found.addEventListener("click", (event) => {
  const link = event.target.closest("[data-narrow] a, .pager a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  bring(link.href, { push: true });
});

addEventListener("popstate", () => bring(location.href, { push: false }));
