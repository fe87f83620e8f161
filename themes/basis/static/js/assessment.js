// An assessment saves itself some seconds after the last change. Without this the button saves it.
const form = document.querySelector("form[data-autosave]");
const said = form?.querySelector("[data-autosave-said]");
let timer = 0;
let busy = Promise.resolve();
let saving = false;
let stopped = false;

async function save() {
  const data = new FormData(form);
  data.delete("give");
  try {
    const answer = await fetch(location.href, { method: "POST", body: data, headers: { "X-Autosave": "1" } });
    const told = await answer.json();
    if (answer.ok) {
      form.elements.version.value = told.version;
      said.textContent = said.dataset.saved;
    } else {
      stopped = answer.status === 409;
      said.textContent = told.message;
    }
  } catch {
    said.textContent = said.dataset.failed;
  }
  saving = false;
}

function begin() {
  saving = true;
  busy = busy.then(save);
}

function later() {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(begin, 2000);
}

// What is on its way arrives before the button's own request, which would be refused as outdated otherwise.
async function submit(event) {
  clearTimeout(timer);
  if (!saving) return;
  const button = event.submitter;
  event.preventDefault();
  await busy;
  setTimeout(() => form.requestSubmit(button)); // a form does not submit while it still tells that it will
}

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", submit);
}
