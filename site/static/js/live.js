// A page that goes with what happens: now and then it asks for itself again and shows what is new.

const region = document.querySelector("[data-live]");
const choice = document.querySelector("[data-live-switch]");

choice.hidden = false;
const box = choice.querySelector("input");

// Not all who watch in the same moment.
const pause = () => 1000 * Number(region.dataset.live) * (1 + Math.random() / 4);

async function refresh() {
  if (!box.checked || document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh) return location.reload(); // signed out, or the page is gone
  // Nothing moves away from under a finger or the keyboard.
  if (box.checked && !region.contains(document.activeElement)) region.innerHTML = fresh.innerHTML;
}

async function goOn() {
  try {
    await refresh();
  } catch {
    // No line just now: what is shown says from when it is.
  }
  setTimeout(goOn, pause());
}

setTimeout(goOn, pause());
