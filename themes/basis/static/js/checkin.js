// Checking in at the door. A scan is shown and kept at once, and sent when there is a network; the server decides, once for
// each scan, however often it is sent. Without script the page is a field and a list of buttons.
"use strict";
(() => {
  if (!window.isSecureContext || !window.indexedDB) return; // the plain page works
  const { root, part, words, ...page } = window.checkinPage;
  const store = window.checkinStore;
  const { occasion } = root.dataset;
  const SIGNS = /^[2-9A-HJ-NP-Z]{12}$/;
  const EVERY = 30000; // milliseconds between two looks at the server
  const AT_ONCE = 50; // scans in one message

  let list; // what the server told last: attendees, others, doubts, until, offset
  let byDigest = new Map();
  let token = "";
  let latest = ""; // the scan whose result is on screen
  let sending, sendAgain = false;
  let isOnline = navigator.onLine;
  let isWiped = false; // names come back when somebody opens the page again
  let isPicked = new URLSearchParams(location.search).has("onderdeel"); // a part that a person chose stays chosen

  const now = () => new Date(Date.now() + (list ? list.offset : 0)); // by the server's clock
  const slot = () => Number(part("onderdeel").value);
  const people = () => (list ? list.attendees : []);

  function read(text) {
    const last = text.trim().split("/inchecken/").pop().replace(/^[/ ]+|[/ ]+$/g, "");
    const signs = last.replace(/[\s-]+/g, "").toUpperCase();
    return SIGNS.test(signs) ? signs.match(/.{4}/g).join("-") : "";
  }

  async function digest(code) {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${occasion}:${code}`));
    return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // What the camera, the field and a scanner that types all end in.
  async function scan(text) {
    const code = read(text);
    if (!code) return page.result("unreadable");
    const known = byDigest.get(await digest(code));
    if (known && known.name !== undefined) return tick(known);
    if (known && !isOnline) return page.result(known.refused);
    page.result("checking");
    return keep({ code }, () => page.result("unsure", "", words.unsure));
  }

  async function tick(one) {
    if (slot() in one.present) return page.result("already", one.name);
    one.present[slot()] = null; // at once: the next scan may be of the same code
    page.result("welcome", one.name);
    return keep({ place: one.place }, () => page.result("welcome", one.name, words.kept));
  }

  async function keep(what, sayKept) {
    const scan = crypto.randomUUID();
    latest = scan;
    const seen = list ? list.now : now();
    await store.enqueue({ scan, occasion, part: slot(), at: now(), seen, ...what });
    await draw();
    if (!isOnline) sayKept();
    await send();
    if (!isOnline && latest === scan) sayKept();
  }

  async function draw() {
    const waiting = await store.queued(occasion);
    const ticked = new Map(people().map((one) => [one.place, one]));
    for (const one of waiting) {
      const found = ticked.get(one.place);
      if (found && !(one.part in found.present)) found.present[one.part] = null;
    }
    page.list(people(), slot(), tick);
    page.line(waiting.length, isOnline);
    page.doubts(list ? list.doubts : [], seen);
  }

  async function seen(doubt) {
    list.doubts = list.doubts.filter((one) => one !== doubt);
    await remember();
    await draw();
  }

  // Of an occasion that is over, names are on screen only.
  async function remember() {
    if (Date.parse(list.until) > now().getTime()) await store.keep(list);
  }

  // One at a time, also over two tabs of this device; what came meanwhile goes next.
  async function send() {
    if (sending) return void (sendAgain = true);
    sending = true;
    try {
      do {
        sendAgain = false;
        await sendAll();
      } while (sendAgain);
    } finally {
      sending = false;
    }
  }

  async function sendAll() {
    for (;;) {
      const waiting = (await store.queued(occasion)).slice(0, AT_ONCE);
      if (!waiting.length) return;
      const answer = await ask(root.dataset.sync, { scans: waiting });
      if (!answer) return;
      await settle(answer.answers, waiting);
    }
  }

  async function settle(answers, sent) {
    let is_stale = false;
    for (const answer of answers) {
      const person = people().find((one) => one.place === answer.place);
      const scanned = sent.find((one) => one.scan === answer.scan);
      const is_in = answer.verdict === "done" || answer.verdict === "already";
      is_stale ||= !person || !is_in;
      if (answer.scan === latest && (answer.verdict !== "done" || scanned.code)) {
        page.result(answer.verdict === "done" ? "welcome" : answer.verdict, answer.name);
      }
      if (is_in) continue;
      if (person) delete person.present[scanned.part];
      if (list && (answer.scan !== latest || scanned.place)) {
        list.doubts.push({ name: (person && person.name) || answer.name || scanned.code || "?", said: answer.said });
      }
    }
    if (list) await remember();
    await store.drop(answers.map((one) => one.scan));
    await (is_stale ? refresh() : draw());
  }

  // The answer of the server, or nothing when there is none to be had now: what was scanned stays.
  async function ask(address, message, again = true) {
    const options = { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" };
    if (message) {
      Object.assign(options, { method: "POST", body: JSON.stringify(message) });
      Object.assign(options.headers, { "Content-Type": "application/json", "X-CSRFToken": token });
    }
    try {
      const response = await fetch(address, options);
      isOnline = true;
      if (response.ok) return page.trouble("") || (await response.json());
      // Signed in again elsewhere: the token of this page is old, the session is good.
      if (response.status === 403 && message && again && (await refresh())) return ask(address, message, false);
      if (response.status === 401 || response.status === 403) await signedOut();
      else page.trouble(words.failed);
    } catch {
      isOnline = false;
    }
    page.line((await store.queued(occasion)).length, isOnline);
    return undefined;
  }

  async function signedOut() {
    await forget();
    page.trouble(words.login, true);
  }

  async function forget() {
    list = undefined;
    byDigest = new Map();
    await store.forget();
    await draw();
  }

  async function refresh() {
    if (isWiped) return false;
    const told = await ask(root.dataset.list);
    if (!told) return false;
    ({ token } = told);
    const doubts = list ? list.doubts : [];
    const offset = Date.parse(told.now) - Date.now();
    const { now, until, attendees, others } = told;
    await use({ occasion, now, until, attendees, others, doubts, offset });
    await remember();
    return true;
  }

  async function use(found) {
    list = found;
    byDigest = new Map([...list.attendees, ...list.others].map((one) => [one.digest, one]));
    await draw();
  }

  async function connect() {
    if (!isPicked) goingOn();
    await store.forgetOld(now().getTime());
    if (list && !isOnline && Date.parse(list.until) <= now().getTime()) await forget();
    await refresh();
    await send();
  }

  // The part that people come for now: the shell was made a while ago, and the page may stay open all day.
  function goingOn() {
    const parts = [...part("onderdeel").options];
    const current = parts.find((one) => !one.dataset.ends || Date.parse(one.dataset.ends) > now().getTime());
    part("onderdeel").value = (current || parts[parts.length - 1]).value;
  }

  async function keepShell() {
    await navigator.serviceWorker.register(root.dataset.worker);
    const shell = await fetch(root.dataset.shell, { credentials: "same-origin", cache: "no-store" });
    if (!shell.ok) return;
    const cache = await caches.open("inchecken");
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    const named = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href || one.src);
    const drawn = [...document.querySelectorAll("use")].map((one) => new URL(one.getAttribute("href"), location.href).href);
    const is_ours = (address) => address.startsWith(new URL(root.dataset.static, location.href).href);
    const files = new Set([...loaded, ...named, ...drawn].map((one) => one.split("#")[0]).filter(is_ours));
    if (!("BarcodeDetector" in window)) files.add(new URL(root.dataset.decoder, location.href).href);
    for (const old of await cache.keys()) if (is_ours(old.url) && !files.has(old.url)) await cache.delete(old);
    await Promise.all([...files].map((one) => cache.add(one)));
    await cache.put(root.dataset.door, shell);
    root.dataset.kept = "true";
  }

  function listen() {
    const field = part("scan").elements.code;
    part("scan").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value;
      field.value = "";
      scan(text);
    });
    part("onderdeel").addEventListener("change", () => { isPicked = true; draw(); });
    part("naam").addEventListener("input", page.search);
    part("camera").addEventListener("click", camera);
    part("wipe").firstElementChild.addEventListener("click", wipe);
    window.addEventListener("online", connect);
    window.addEventListener("offline", () => { isOnline = false; draw(); });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && connect());
    setInterval(() => document.visibilityState === "visible" && connect(), EVERY);
  }

  async function wipe() {
    isWiped = true;
    await forget();
    const waiting = (await store.queued(occasion)).length;
    page.trouble(waiting ? `${words.wiped} ${words.still_waiting}` : words.wiped);
  }

  async function camera() {
    const [button, view] = [part("camera"), part("view")];
    const is_on = button.getAttribute("aria-pressed") === "true";
    if (is_on) window.checkinCamera.stop(view);
    else {
      view.hidden = false;
      try {
        await window.checkinCamera.start(view, root.dataset.decoder, scan);
      } catch {
        view.hidden = true;
        return page.trouble(words.no_camera);
      }
    }
    view.hidden = is_on;
    button.setAttribute("aria-pressed", String(!is_on));
    button.textContent = is_on ? words.start_camera : words.stop_camera;
    return undefined;
  }

  async function begin() {
    for (const plain of root.querySelectorAll("[data-plain]")) plain.hidden = true;
    for (const id of ["search", "wipe"]) part(id).hidden = false;
    part("camera").hidden = !window.checkinCamera.possible;
    listen();
    await store.forgetOld(Date.now());
    const found = await store.list(occasion);
    if (found) await use(found);
    await connect();
    if (!list && !isOnline) { await draw(); page.trouble(words.no_list); }
    root.dataset.ready = "true";
    if ("serviceWorker" in navigator && isOnline) keepShell().catch(() => { root.dataset.kept = "false"; });
  }

  window.checkin = { scan, send };
  begin();
})();
