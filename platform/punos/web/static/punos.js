// Small helps on top of pages that work without them.

// Leaving a form with something typed: the browser asks first.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let changed = form.querySelector("[aria-invalid='true']") !== null;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// A second tap on a slow line must not send twice; the server is also ready for it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => { delete form.dataset.sent; event.submitter?.removeAttribute("aria-busy"); }, 8000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Choose every row on the page at once. The box is hidden without scripts.
for (const all of document.querySelectorAll("input[data-choose-all]")) {
  const boxes = [...document.querySelectorAll(`input[name="${CSS.escape(all.dataset.chooseAll)}"]`)];
  all.closest("label").hidden = false;
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; });
  for (const box of boxes) box.addEventListener("change", show);
}

// A menu closes with Escape and when the reader goes elsewhere.
for (const menu of document.querySelectorAll("details.drawer")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
}
