// When many people sign in at once, those who wait are told so; whoever was asked to come back
// waits here for room, and then the form is sent as it is.

const LONG = 2000;

async function room(address) {
  for (;;) {
    const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
    if (answer?.status !== 503) return; // offline, too: the browser then says so
    const seconds = Number(answer.headers.get("Retry-After")) || 5;
    await new Promise((over) => setTimeout(over, 1000 * seconds * (0.5 + Math.random())));
  }
}

for (const line of document.querySelectorAll("[data-patience]")) {
  const form = line.closest("form");
  let sent = false;
  const say = () => {
    line.hidden = false;
  };
  form.addEventListener("submit", async (event) => {
    if (sent) return event.preventDefault(); // it waits already
    sent = true;
    setTimeout(say, LONG);
    if (!form.dataset.patient) return;
    event.preventDefault();
    await room(form.dataset.patient);
    form.submit();
  });
  addEventListener("pageshow", () => {
    sent = false; // back from the next page
    line.hidden = true;
  });
}
