// JavaScript only improves: every page works without it.
import { initAll } from "govuk-frontend";
import "htmx.org/dist/htmx.esm.js";

initAll();

// A page with work that would be lost says so before it is left, unless all of it is saved.
const unsaved = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (form) unsaved.add(form);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (form && event.detail.successful) unsaved.delete(form);
});
document.addEventListener("submit", (event) => unsaved.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  if (unsaved.size > 0) event.preventDefault();
});

// Print buttons exist only where printing by script works.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
