// Keeps the page at the door working without network. It serves what that page itself put aside: its shell without names,
// and the files it is made of. Names and scans are not here (see checkin-store.js).
"use strict";
const CACHE = "inchecken";
const STATIC = "{{ static|escapejs }}";
const PATIENCE = 5000; // milliseconds: a network that does not answer is no network
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, address));
  else if (address.pathname.startsWith(STATIC)) event.respondWith(file(event.request));
});

async function kept(request) {
  return (await caches.open(CACHE)).match(request, { ignoreSearch: true, ignoreVary: true });
}

async function networkFirst(request, otherwise) {
  const network = fetch(request);
  network.catch(() => {});
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([network, late]).catch(() => undefined);
  return answer || (await otherwise()) || network;
}

function page(request, address) {
  const scope = new URL(self.registration.scope).pathname;
  const door = `${scope}${address.pathname.slice(scope.length).split("/")[0]}/`;
  return networkFirst(request, async () => {
    const shell = await kept(door);
    return shell && address.pathname !== door ? Response.redirect(door) : shell;
  });
}

async function file(request) {
  const own = HASHED.test(new URL(request.url).pathname) && (await kept(request));
  return own || networkFirst(request, () => kept(request));
}
