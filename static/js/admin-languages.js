// One language of a form at a time. Without this script all languages stand one below the other.
"use strict";

(function () {
  const KEY = "admin-language";
  const bar = document.querySelector("[data-language-switch]");
  if (!bar) {
    return;
  }
  const tabs = Array.from(bar.querySelectorAll("[data-language]"));
  const codes = tabs.map((tab) => tab.dataset.language);
  const languages = codes.filter((code) => code !== "all");
  const pattern = new RegExp(`^(?:field|column)-.+_(${languages.join("|")})$`);

  function languageOf(element) {
    for (const name of element.classList) {
      const found = name.match(pattern);
      if (found) {
        return found[1];
      }
    }
    return "";
  }

  function show(code) {
    for (const element of document.querySelectorAll("[class*='field-'], [class*='column-']")) {
      const language = languageOf(element);
      if (language) {
        element.hidden = code !== "all" && language !== code;
      }
    }
    for (const button of bar.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === code));
    }
  }

  function remembered() {
    try {
      return window.localStorage.getItem(KEY) || "";
    } catch {
      return "";
    }
  }

  function remember(code) {
    try {
      window.localStorage.setItem(KEY, code);
    } catch {
      // a browser that stores nothing shows the reader's language next time
    }
  }

  for (const tab of tabs) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.language = tab.dataset.language;
    button.append(...tab.childNodes);
    button.addEventListener("click", () => {
      remember(button.dataset.language);
      show(button.dataset.language);
    });
    tab.append(button);
  }

  const wrong = bar.querySelector(".has-errors");
  // what the address has filled in beforehand is seen
  const names = Array.from(new URLSearchParams(window.location.search).keys());
  const given = languages.find((code) => names.some((name) => name.endsWith(`_${code}`)));
  const wanted = [wrong?.dataset.language, given, remembered(), document.documentElement.lang, "de"];
  const start = wanted.find((code) => codes.includes(code));
  bar.classList.add("is-active");
  show(start);
  // rows added later begin in the language that is shown
  document.addEventListener("formset:added", () => {
    show(bar.querySelector("[aria-pressed='true']").dataset.language);
  });
})();
