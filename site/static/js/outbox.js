// Facts that wait on this device until the server has confirmed each of them.
// One entry per fact, so that two tabs never write over each other's list.

const WAITING = "xinqiao.fact.";
const REFUSED = "xinqiao.refused.";
const BATCH = 50;

let memory = null; // used when the browser gives no storage: kept while the page is open

const store = {
  keys() {
    if (memory) return [...memory.keys()];
    return Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i));
  },
  get: (key) => (memory ? memory.get(key) : localStorage.getItem(key)),
  set: (key, value) => (memory ? memory.set(key, value) : localStorage.setItem(key, value)),
  remove: (key) => (memory ? memory.delete(key) : localStorage.removeItem(key)),
};
try {
  localStorage.setItem("xinqiao.probe", "1");
  localStorage.removeItem("xinqiao.probe");
} catch {
  memory = new Map();
}

const listeners = new Set();
let state = "idle";
let timer = 0;
let pause = 2000;
let sending = false;

const entries = (prefix) =>
  store
    .keys()
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      try {
        return JSON.parse(store.get(key));
      } catch {
        store.remove(key);
        return null;
      }
    })
    .filter(Boolean);

export const uuid = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
  );

// Those of one person, the oldest first, as they will be sent.
export const pending = (owner) =>
  waiting()
    .filter((entry) => entry.owner === owner)
    .map((entry) => entry.fact);

const waiting = () => entries(WAITING).sort((a, b) => (a.fact.at < b.fact.at ? -1 : 1));

export function status(owner) {
  const all = waiting();
  return {
    state,
    mine: all.filter((entry) => entry.owner === owner).length,
    others: all.filter((entry) => entry.owner !== owner).length,
    refused: entries(REFUSED).filter((entry) => entry.owner === owner),
  };
}

export const watch = (listener) => listeners.add(listener);
const tell = (detail = {}) => listeners.forEach((listener) => listener(detail));

const become = (next, detail) => {
  state = next;
  tell(detail);
};

// Keep a fact, and send it soon. A `replaces` key takes an unsent older fact of the same kind out.
export function keep(owner, fact, replaces = "") {
  if (replaces) {
    for (const entry of waiting()) {
      if (entry.owner === owner && entry.replaces === replaces && !entry.sent) {
        store.remove(WAITING + entry.fact.client_uuid);
      }
    }
  }
  const full = { client_uuid: uuid(), at: new Date().toISOString(), ...fact };
  try {
    store.set(WAITING + full.client_uuid, JSON.stringify({ owner, fact: full, replaces }));
  } catch {
    memory ??= new Map(entries(WAITING).map((e) => [WAITING + e.fact.client_uuid, JSON.stringify(e)]));
    memory.set(WAITING + full.client_uuid, JSON.stringify({ owner, fact: full, replaces }));
    become("full");
  }
  tell();
  soon(owner, 300);
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

export function soon(owner, delay = 0) {
  clearTimeout(timer);
  timer = setTimeout(() => send(owner), delay);
}

export async function send(owner) {
  if (sending) return;
  let size = BATCH;
  sending = true;
  try {
    for (;;) {
      const batch = waiting()
        .filter((entry) => entry.owner === owner)
        .slice(0, size);
      if (!batch.length) {
        pause = 2000;
        return become("idle");
      }
      become("sending");
      for (const entry of batch) {
        store.set(WAITING + entry.fact.client_uuid, JSON.stringify({ ...entry, sent: true }));
      }
      const facts = batch.map((entry) => entry.fact);
      let answer = await post(owner, facts);
      if (answer.status === 403) {
        await fetch("/sync/", { credentials: "same-origin" }); // brings a fresh CSRF cookie
        answer = await post(owner, facts);
      }
      if (answer.status === 401) return become("signed-out");
      if (answer.status === 409) return become("other");
      if (answer.status === 413 && size > 1) {
        size = Math.ceil(size / 2);
        continue;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const { results, state: progress } = await answer.json();
      for (const result of results) {
        const entry = batch.find((other) => other.fact.client_uuid === result.client_uuid);
        if (!entry) continue;
        if (result.outcome === "refused") {
          store.set(
            REFUSED + result.client_uuid,
            JSON.stringify({ id: result.client_uuid, owner, reason: result.reason }),
          );
        }
        store.remove(WAITING + result.client_uuid);
      }
      tell({ progress });
    }
  } catch {
    become("waiting");
    pause = Math.min(pause * 2, 60000);
    soon(owner, pause);
  } finally {
    sending = false;
  }
}

export function start(owner) {
  addEventListener("online", () => soon(owner));
  addEventListener("offline", () => tell());
  addEventListener("storage", () => tell()); // another tab has kept or sent something
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") soon(owner);
  });
  soon(owner);
}
