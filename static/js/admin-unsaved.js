// The browser asks before a page is left on which something is typed, but not sent.
"use strict";

(function () {
  const forms = Array.from(document.querySelectorAll("main form[method='post']:not([data-bulk])"));
  // a page that comes back with errors, or with a new row, holds what is not saved
  const isUnsavedAnyhow = document.querySelector(".errornote, .is-new") !== null;
  const before = new Map();
  let isSent = false;

  function content(form) {
    const fields = Array.from(new FormData(form));
    return JSON.stringify(fields.map(([name, value]) => [name, value.name ?? value]));
  }

  function hasChanged(form) {
    return before.has(form) && before.get(form) !== content(form);
  }

  window.addEventListener("load", () => {
    for (const form of forms) {
      before.set(form, content(form));
    }
  });
  document.addEventListener("submit", () => {
    isSent = true;
  });
  window.addEventListener("pageshow", () => {
    isSent = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && (isUnsavedAnyhow || forms.some(hasChanged))) {
      event.preventDefault();
    }
  });
})();
