// Facts that wait on this device until the server has confirmed each of them.
// One entry per fact, so that two tabs never write over each other's list.

const WAITING = "xinqiao.fact.";
const REFUSED = "xinqiao.refused.";
const BATCH = 50;
const PAUSE = 2000; // milliseconds before the next try; twice as long each time

// What the browser gives no room for: kept while the page is open.
const memory = new Map();

const disk = (() => {
  try {
    return localStorage;
  } catch {
    return null;
  }
})();

const store = {
  keys: () => new Set([...memory.keys(), ...Array.from({ length: disk?.length ?? 0 }, (_, i) => disk.key(i))]),
  get: (key) => memory.get(key) ?? disk?.getItem(key),
  // Tells whether the entry outlives the page.
  set(key, value) {
    try {
      disk.setItem(key, value);
      memory.delete(key);
      return true;
    } catch {
      memory.set(key, value);
      return false;
    }
  },
  // For what may be forgotten: without room the entry stays as it was.
  mark(key, value) {
    try {
      (memory.has(key) ? memory.set.bind(memory) : disk.setItem.bind(disk))(key, value);
    } catch {}
  },
  remove(key) {
    memory.delete(key);
    disk?.removeItem(key);
  },
};

const listeners = new Set();
const faults = new Map(); // how often the server has failed over one fact, by its id
let state = "idle";
let timer = 0;
let pause = PAUSE;
let running = null;

const entries = (prefix) =>
  [...store.keys()]
    .filter((key) => key?.startsWith(prefix))
    .map((key) => {
      try {
        return JSON.parse(store.get(key));
      } catch {
        store.remove(key);
        return null;
      }
    })
    .filter(Boolean);

const idOf = (entry) => entry.fact.client_uuid;
const failed = (entry) => faults.get(idOf(entry)) ?? 0;
const waiting = () => entries(WAITING).sort((a, b) => (a.fact.at < b.fact.at ? -1 : 1));
const waitingOf = (owner) => waiting().filter((entry) => entry.owner === owner);
const loose = () => [...memory.keys()].filter((key) => key.startsWith(WAITING) || key.startsWith(REFUSED));

export const uuid = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
  );

// Those of one person, the oldest first, as they will be sent.
export const pending = (owner) => waitingOf(owner).map((entry) => entry.fact);

export const refusals = (owner) => entries(REFUSED).filter((entry) => entry.owner === owner);

// `loose` are the ids of those that the closing of this page would lose.
export function status(owner) {
  const all = waiting();
  const mine = all.filter((entry) => entry.owner === owner).map((entry) => entry.fact);
  return {
    state,
    mine,
    others: all.length - mine.length,
    refused: refusals(owner),
    loose: loose().map((key) => key.slice(key.lastIndexOf(".") + 1)),
  };
}

const warn = (event) => {
  event.preventDefault();
  event.returnValue = ""; // older browsers ask for this
};

export const watch = (listener) => listeners.add(listener);

function tell(detail = {}) {
  (loose().length ? addEventListener : removeEventListener)("beforeunload", warn);
  listeners.forEach((listener) => listener(detail));
}

const become = (next) => {
  state = next;
  tell();
};

// Keep a fact, and send it soon. A `replaces` key takes unsent older facts of the same kind out;
// what goes on from words that were never told is based on what those were based on.
export function keep(owner, fact, replaces = "") {
  const older = waitingOf(owner).filter(
    (entry) => replaces && entry.replaces === replaces && !entry.posted,
  );
  const full = { client_uuid: uuid(), at: new Date().toISOString(), ...fact };
  if (older.length && "base" in fact) full.base = older[0].fact.base;
  const lasts = store.set(WAITING + full.client_uuid, JSON.stringify({ owner, fact: full, replaces }));
  for (const entry of older) {
    const key = WAITING + idOf(entry);
    if (lasts || memory.has(key)) store.remove(key);
  }
  tell();
  soon(owner, 300);
  return full;
}

const refuse = (entry, { reason = "", mendable = true, fault = false }) => {
  const { owner, fact, replaces } = entry;
  store.set(REFUSED + idOf(entry), JSON.stringify({ id: idOf(entry), owner, reason, mendable, fault, fact, replaces }));
  store.remove(WAITING + idOf(entry));
};

// Send once more what was refused and may be accepted now; it keeps its id and its time.
export function again(owner, chosen) {
  const due = refusals(owner).filter((entry) => entry.mendable && chosen(entry));
  for (const { id, fact, replaces } of due) {
    faults.delete(id);
    store.set(WAITING + id, JSON.stringify({ owner, fact, replaces, posted: true }));
    store.remove(REFUSED + id);
  }
  if (!due.length) return;
  tell();
  soon(owner);
}

export function dismiss(id) {
  store.remove(REFUSED + id);
  tell();
}

const cookie = (name) =>
  document.cookie
    .split("; ")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.split("=")[1] ?? "";

const post = (owner, facts) =>
  fetch("/sync/", {
    method: "POST",
    credentials: "same-origin",
    headers: {
      "Accept-Language": document.documentElement.lang, // so that reasons are in the page's language
      "Content-Type": "application/json",
      "X-CSRFToken": cookie("csrftoken"),
    },
    signal: AbortSignal.timeout?.(60000), // a line that hangs must not hold up all later facts
    body: JSON.stringify({ person: owner, sent_at: new Date().toISOString(), facts }),
  });

async function ask(owner, facts) {
  const answer = await post(owner, facts);
  if (answer.status !== 403) return answer;
  await fetch("/sync/", { credentials: "same-origin" }); // brings a fresh CSRF cookie
  return post(owner, facts);
}

export function soon(owner, delay = 0) {
  clearTimeout(timer);
  timer = setTimeout(() => send(owner), delay);
}

const send = (owner) => (running ??= sendAll(owner).finally(() => (running = null)));

// When all is sent, or cannot be sent now, at the latest after so many milliseconds; null when
// there is nothing to wait for.
export function settled(owner, longest) {
  if (!navigator.onLine || !waitingOf(owner).length) return null;
  clearTimeout(timer);
  return Promise.race([send(owner), new Promise((over) => setTimeout(over, longest))]);
}

async function sendAll(owner) {
  const stuck = new Map(); // what the server fails over, with the status of its answer
  let taken = 0;
  let size = BATCH;
  let later = 0;
  try {
    for (;;) {
      const batch = waitingOf(owner)
        .filter((entry) => !stuck.has(idOf(entry)))
        .sort((a, b) => failed(a) - failed(b))
        .slice(0, size);
      if (!batch.length) break;
      become("sending");
      // These may arrive, whatever is answered; other tabs have to know, too.
      for (const entry of batch) store.mark(WAITING + idOf(entry), JSON.stringify({ ...entry, posted: true }));
      const answer = await ask(owner, batch.map((entry) => entry.fact));
      if (answer.status === 401) return become("signed-out");
      if (answer.status === 409) return become("other");
      if ([400, 413, 500].includes(answer.status) && (taken || stuck.size < 3)) {
        // One fact may be at fault: look for it, so that it holds back no other.
        size = Math.ceil(batch.length / 2);
        if (batch.length === 1) {
          stuck.set(idOf(batch[0]), answer.status);
          faults.set(idOf(batch[0]), failed(batch[0]) + 1);
        }
        continue;
      }
      later = Number(answer.headers.get("Retry-After")) * 1000 || 0;
      if (!answer.ok) throw new Error(String(answer.status));
      take(batch, await answer.json());
      taken += batch.length;
      size = Math.min(size * 2, BATCH);
    }
    if (await setAside(owner, stuck, taken)) throw new Error("some are left");
    pause = PAUSE;
    become("idle");
  } catch {
    become("waiting");
    pause = Math.min(pause * 2, 60000);
    soon(owner, Math.max(pause, later));
  }
}

function take(batch, { results, state: progress }) {
  for (const result of results) {
    const entry = batch.find((other) => idOf(other) === result.client_uuid);
    if (!entry) continue;
    if (result.outcome === "refused") refuse(entry, { reason: result.reason, mendable: result.mendable });
    else store.remove(WAITING + idOf(entry));
  }
  for (const [key, value] of memory) store.set(key, value); // there may be room now
  // Time alone moves nobody on: no page has to be loaded again for it.
  const moved = batch.some(({ fact }) => fact.kind !== "lesson.time");
  if (moved) store.set("xinqiao.arrived", String(Date.now()));
  tell({ progress, moved });
}

// Keep apart what the server fails over while it takes in the rest, or is well by itself: at once
// when it says that the fact is at fault, else the second time. Tells whether some are to be tried
// again.
async function setAside(owner, stuck, taken) {
  if (!stuck.size) return false;
  if (!taken && !(await ask(owner, [])).ok) return true;
  const left = waitingOf(owner).filter((entry) => stuck.has(idOf(entry)));
  const broken = left.filter((entry) => stuck.get(idOf(entry)) !== 500 || failed(entry) > 1);
  for (const entry of broken) refuse(entry, { fault: true });
  tell();
  return broken.length < left.length;
}

export function start(owner) {
  addEventListener("online", () => {
    pause = PAUSE; // what failed without a line says nothing about the site
    soon(owner);
  });
  addEventListener("offline", () => tell());
  addEventListener("storage", () => tell()); // another tab has kept or sent something
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") soon(owner);
  });
  again(owner, (entry) => entry.fault);
  soon(owner);
}
