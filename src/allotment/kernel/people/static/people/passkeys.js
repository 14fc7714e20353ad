// Shows what needs passkeys only where the browser has them, and says so when one did not work.
(function () {
  document.addEventListener("DOMContentLoaded", function () {
    if (!window.PublicKeyCredential) return;
    for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
  });
  document.addEventListener("allauth.error", function (event) {
    const problem = document.getElementById("passkey-problem");
    if (!problem) return;
    event.preventDefault();
    problem.textContent = "";
    problem.textContent = problem.dataset.text;
  });
})();
