// A button that copies a text. Without this script the text can be selected and copied by hand.
"use strict";
(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    const said = button.closest("details").querySelector("[data-copy-said]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      text.select();
      try {
        await navigator.clipboard.writeText(text.value);
      } catch {
        if (!document.execCommand("copy")) return; // the text stays selected
      }
      said.textContent = button.dataset.copied;
    });
  }
})();
