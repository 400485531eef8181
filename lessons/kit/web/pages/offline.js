// The service worker: keeps the whole site, and gives it when there is no network. The builder puts
// SITE, the site's version and its files, in front of this script.

const { version, files } = /** @type {any} */ (self).SITE;
const CACHE = `reading-a-crisis ${version}`;
const worker = /** @type {any} */ (self);

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(files))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  const others = caches
    .keys()
    .then((names) =>
      Promise.all(
        names
          .filter((name) => name.startsWith("reading-a-crisis ") && name !== CACHE)
          .map((name) => caches.delete(name)),
      ),
    );
  event.waitUntil(others.then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  if (event.request.method !== "GET") return;
  const found = caches.match(event.request, { ignoreSearch: true });
  event.respondWith(found.then((kept) => kept ?? fetch(event.request)));
});
