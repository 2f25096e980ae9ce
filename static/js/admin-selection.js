// The bar of acts appears once someone is selected, with what is possible for one of them at least.
// Without this script it is always there, with what is possible for one on the list.
"use strict";

(function () {
  const form = document.querySelector("[data-bulk]");
  const bar = form?.querySelector("[data-bulk-bar]");
  if (!bar) {
    return;
  }
  const boxes = Array.from(form.querySelectorAll("input[name='selected']"));
  const count = form.querySelector("[data-bulk-count]");
  const place = form.querySelector("[data-bulk-all]");
  const all = document.createElement("input");
  all.type = "checkbox";
  if (place) {
    all.setAttribute("aria-label", place.dataset.label);
    place.append(all);
  }

  function update() {
    const chosen = boxes.filter((box) => box.checked);
    const possible = new Set(chosen.flatMap((box) => box.dataset.acts.split(" ")));
    const number = chosen.length;
    for (const button of bar.querySelectorAll("button[name='act']")) {
      button.hidden = !possible.has(button.value);
    }
    count.textContent = number || "";
    bar.hidden = number === 0;
    all.checked = number === boxes.length;
    all.indeterminate = number > 0 && number < boxes.length;
  }

  all.addEventListener("change", () => {
    for (const box of boxes) {
      box.checked = all.checked;
    }
    update();
  });
  form.addEventListener("change", update);
  window.addEventListener("pageshow", update);
  update();
})();
