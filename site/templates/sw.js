// Keeps our styles, scripts and one page for times without a network. It never keeps a page that
// was made for a person: phones are shared in families.

const CACHE = "xinqiao-{{ version }}";
const OFFLINE = {{ offline|safe }};
const FIRST = {{ first|safe }};

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FIRST.map((url) => new Request(url, { credentials: "omit" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((n) => n !== CACHE).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("{{ static_url }}")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  } else if (request.mode === "navigate" && !url.pathname.startsWith("/cms/")) {
    const page = OFFLINE[url.pathname.split("/")[1]] ?? OFFLINE["{{ default }}"];
    event.respondWith(fetch(request).catch(() => caches.match(page)));
  }
});
