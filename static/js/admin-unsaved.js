// The browser asks before a page is left on which something is typed, but not sent; and says so
// when the login is gone meanwhile, before anything is sent that would be lost.
"use strict";

(function () {
  const forms = Array.from(document.querySelectorAll("main form[method='post']:not([data-bulk])"));
  // a page that comes back with errors, or with a new row, holds what is not saved
  const isUnsavedAnyhow = document.querySelector(".errornote, .is-new") !== null;
  const before = new Map();
  const TOKEN = "csrfmiddlewaretoken";
  const notice = document.getElementById("not-saved");
  let isSent = false;
  let isLoggedOut = false;
  let isAsking = false;
  // the form that is being sent after it was asked for its login
  let asked = null;

  function content(form) {
    const fields = Array.from(new FormData(form)).filter(([name]) => name !== TOKEN);
    return JSON.stringify(fields.map(([name, value]) => [name, value.name ?? value]));
  }

  function hasChanged(form) {
    return before.has(form) && (isUnsavedAnyhow || before.get(form) !== content(form));
  }

  window.addEventListener("load", () => {
    for (const form of forms) {
      before.set(form, content(form));
    }
  });
  // the token that forms of this login carry, another one after logging in again
  async function tokenOfSession() {
    try {
      const limits = { redirect: "manual", signal: AbortSignal.timeout(10000) };
      const answer = await fetch(notice.dataset.session, limits);
      return answer.ok ? (await answer.json()).token : null;
    } catch {
      return null;
    }
  }

  async function look() {
    if (!forms.some(hasChanged)) {
      return;
    }
    const token = await tokenOfSession();
    document.querySelectorAll(".not-saved").forEach((shown) => shown.remove());
    isLoggedOut = token === null;
    if (isLoggedOut) {
      document.getElementById("content").prepend(notice.content.cloneNode(true));
    } else {
      forms.forEach((form) => {
        form.elements[TOKEN].value = token;
      });
    }
  }

  // what is typed leaves the page only once it is known that it arrives
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (form === asked || !hasChanged(form)) {
      isSent = true;
      return;
    }
    event.preventDefault();
    if (isAsking) {
      return;
    }
    isAsking = true;
    await look();
    isAsking = false;
    if (isLoggedOut) {
      document.querySelector(".not-saved").scrollIntoView({ block: "center" });
      return;
    }
    asked = form;
    form.requestSubmit(submitter);
    asked = null;
  });
  window.addEventListener("focus", look);
  setInterval(look, 60000);
  window.addEventListener("pageshow", () => {
    isSent = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && (isUnsavedAnyhow || forms.some(hasChanged))) {
      event.preventDefault();
    }
  });
})();
