// What the page at the door shows: the result of a scan, the list, what is still to be sent, what must be asked.
"use strict";
(() => {
  const root = document.getElementById("checkin");
  const part = (id) => document.getElementById(id);
  const words = JSON.parse(part("checkin-words").textContent);
  const KINDS = { welcome: "good", done: "good", already: "known", checking: "known", unsure: "doubt" };

  function result(word, name = "", more = "") {
    const box = part("result");
    const line = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
    box.className = `checkin__result checkin__result--${KINDS[word] || "bad"}`;
    box.replaceChildren(
      line("strong", word === "unsure" ? words.unknown : words[word] || word),
      ...(name ? [line("b", name)] : []),
      ...(more ? [line("span", more)] : []),
    );
    box.scrollIntoView({ block: "nearest" });
  }

  function row(one, slot, tick) {
    const item = part("row").content.firstElementChild.cloneNode(true);
    const [name, badge, button, link] = item.children;
    const is_in = slot in one.present;
    name.textContent = one.name;
    badge.hidden = !is_in;
    button.hidden = is_in;
    button.setAttribute("aria-label", `${words.tick}: ${one.name}`);
    button.addEventListener("click", () => tick(one));
    link.href = `${root.dataset.door}${one.place}/`;
    link.setAttribute("aria-label", `${words.change}: ${one.name}`);
    item.dataset.place = one.place;
    return item;
  }

  function list(people, slot, tick) {
    const focused = document.activeElement.closest && document.activeElement.closest("#list > li");
    part("list").replaceChildren(...people.map((one) => row(one, slot, tick)));
    part("present").textContent = people.filter((one) => slot in one.present).length;
    part("expected").textContent = people.length;
    part("nobody").hidden = people.length > 0;
    search();
    // Who works with the keyboard stays where they were.
    const again = focused && part("list").querySelector(`[data-place="${focused.dataset.place}"] > :is(button, a):not([hidden])`);
    if (again) again.focus();
  }

  function search() {
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const asked = plain(part("naam").value.trim());
    for (const item of part("list").children) item.hidden = !plain(item.firstElementChild.textContent).includes(asked);
  }

  function line(waiting, is_online) {
    part("line").hidden = false;
    part("network").textContent = is_online ? words.online : words.offline;
    part("waiting").textContent = waiting ? `${words.waiting} ${waiting}` : words.nothing_waiting;
    root.dataset.waiting = waiting;
    root.dataset.online = is_online;
  }

  function trouble(text, may_login = false) {
    part("trouble").hidden = !text;
    part("trouble").querySelector("p").textContent = text;
    part("login").hidden = !may_login;
  }

  function doubts(found, seen) {
    const items = found.map((one) => {
      const item = part("doubt").content.firstElementChild.cloneNode(true);
      item.firstElementChild.textContent = `${one.name}: ${one.said}`;
      item.lastElementChild.addEventListener("click", () => seen(one));
      return item;
    });
    part("doubts").querySelector("ul").replaceChildren(...items);
    part("doubts").hidden = !items.length;
  }

  window.checkinPage = { root, part, words, result, list, search, line, trouble, doubts };
})();
