// The page for times without a network looks now and then whether the site is there again, and
// makes room for the page that was asked for.

const itself = document.querySelector("[data-offline]").dataset.offline;
let pause = 2000;
let timer = 0;

async function look() {
  clearTimeout(timer);
  try {
    const answer = await fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout?.(20000) });
    if (answer.ok) return location.reload();
  } catch {
    // not yet
  }
  pause = Math.min(pause * 1.5, 30000);
  timer = setTimeout(look, pause);
}

if (location.pathname !== itself) {
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
  timer = setTimeout(look, pause);
}
