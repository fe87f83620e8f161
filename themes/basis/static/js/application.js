// A page that saves itself while somebody types, and says honestly whether that worked. Without this script the buttons save.
"use strict";
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const said = form.querySelector("[data-autosave-said]");
  const words = JSON.parse(document.getElementById("autosave-words").textContent);
  const PAUSE = 1200, AGAIN = 8000;
  let timer = 0, busy = false, dirty = false, ended = false, leaving = false;

  const say = (text) => { said.textContent = text; };

  function typed() {
    const body = new FormData(form);
    for (const input of form.querySelectorAll('input[type="file"]')) body.delete(input.name);
    return body;
  }

  function plan(wait) {
    clearTimeout(timer);
    if (!ended) timer = setTimeout(save, wait);
  }

  // What was saved is what the page remembers: the next save is compared with it, not with how the page was opened.
  function remember(answer) {
    form.elements.seen.value = JSON.stringify(answer.seen);
    form.elements.version.value = answer.version;
    const wrong = answer.errors.length ? ` ${words.not_saved} ${answer.errors.join(" ")}` : "";
    say(`${answer.said}.${wrong}${answer.merged ? ` ${words.merged}` : ""}`);
  }

  function stop(text) {
    ended = true;
    say(text);
  }

  async function answered(response) {
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (response.ok && isJson) return remember(await response.json());
    dirty = true;
    if (isJson) return stop((await response.json()).said);
    if (response.status >= 500) {
      say(words.offline);
      return plan(AGAIN);
    }
    return stop(words.refused); // logged out, or a page from before logging in again
  }

  async function save() {
    if (busy) return plan(PAUSE);
    if (ended || !dirty) return undefined;
    busy = true;
    dirty = false;
    say(words.saving);
    try {
      await answered(await fetch(form.action, {
        method: "POST", body: typed(), headers: { Accept: "application/json" }, credentials: "same-origin", keepalive: leaving,
      }));
    } catch {
      dirty = true;
      say(words.offline);
      plan(AGAIN);
    } finally {
      busy = false;
    }
    return undefined;
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    dirty = true;
    if (!ended) say(words.typing);
    plan(PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    ended = true;
    dirty = false;
  });
  window.addEventListener("online", () => dirty && plan(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !dirty) return;
    leaving = true;
    save().finally(() => { leaving = false; });
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty || (busy && !leaving)) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
