// The waiting room of an exam: the server says how long it is; the button comes by itself.

const SAID_AT = [10, 5, 1]; // minutes left at which the time is read out
const SPREAD = 4000; // milliseconds: not all begin in the same moment

const room = document.querySelector("[data-opens-in]");
const form = document.querySelector("[data-begin]");
const countdown = room?.querySelector("[data-countdown]");
const says = room?.querySelector("[data-waiting-says]");

if (room && form) {
  const wait = Number(room.dataset.opensIn) + SPREAD * Math.random();
  const [begun, clock] = [performance.now(), Date.now()];
  // A device that slept has stopped the one clock, not the other.
  const left = () => wait - Math.max(performance.now() - begun, Date.now() - clock);
  let spoken = Infinity;

  const timer = setInterval(tick, 500);
  tick();

  function tick() {
    const seconds = Math.ceil(left() / 1000);
    if (seconds <= 0) return open();
    const minutes = Math.ceil(seconds / 60);
    countdown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (minutes < spoken && SAID_AT.includes(minutes)) {
      spoken = minutes;
      says.textContent = room.dataset.minutesLeft.replace("{n}", minutes);
    }
  }

  function open() {
    clearInterval(timer);
    form.hidden = false;
    room.querySelector(".meta").hidden = true;
    room.querySelector(".clock").hidden = true;
    says.classList.remove("visually-hidden");
    says.textContent = room.dataset.now;
  }

  // A page that comes back from the past of the browser has an old count.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
}
