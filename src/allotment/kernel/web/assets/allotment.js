// JavaScript only improves: every page works without it.
import { initAll } from "govuk-frontend";
import htmx from "htmx.org/dist/htmx.esm.js";

initAll();

// Forms that save themselves: on leaving a field, every ten seconds while typing, on leaving the
// page. `typed` counts changes, so that what is typed while a save is under way is not forgotten.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  let typed = 0;
  let saved = 0;
  let sending = -1;
  const save = () => {
    if (typed === saved || sending >= 0) return;
    sending = typed;
    htmx.trigger(form, "autosave");
  };
  form.addEventListener("input", () => typed++);
  form.addEventListener("change", save);
  setInterval(save, 10000);
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) saved = sending;
    else document.getElementById("save-status").textContent = form.dataset.failed || "";
    sending = -1;
  });
  form.addEventListener("submit", () => (saved = typed));
  addEventListener("pagehide", () => {
    if (typed === saved) return;
    const body = new FormData(form);
    for (const input of form.querySelectorAll("input[type=file]")) body.delete(input.name);
    fetch(form.dataset.autosaveTo, { method: "POST", body, keepalive: true });
    saved = typed;
  });
}

// Print buttons exist only where printing by script works.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Names of councils as one types a place; whatever is typed is taken.
for (const input of document.querySelectorAll("input[data-places]")) {
  const list = document.getElementById(input.getAttribute("list"));
  let asked = "";
  input.addEventListener("input", async () => {
    const text = input.value.trim();
    if (text.length < 2 || text === asked) return;
    asked = text;
    const answer = await fetch(`${input.dataset.places}?q=${encodeURIComponent(text)}`);
    if (!answer.ok || asked !== text) return;
    const found = await answer.json();
    list.replaceChildren(
      ...found.councils.map((council) => Object.assign(document.createElement("option"), { value: council.name })),
    );
  });
}
