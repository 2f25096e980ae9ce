// The door without loading the page anew: filters while one types, keeps presses until they are
// sent, scans codes. Without this script the same forms do the same.
"use strict";

(function () {
  const door = document.querySelector("[data-door]");
  if (!door) {
    return;
  }
  const part = (name) => document.querySelector(`[data-door-${name}]`);
  const search = door.querySelector("#door-q");
  const press = part("press");
  const token = press.querySelector("[name=csrfmiddlewaretoken]").value;
  const undoAddress = part("alert").content.querySelector("form").getAttribute("action");
  const rows = Array.from(door.querySelectorAll(".door-row"));
  const KEPT = `door ${new URL(press.action).pathname.split("/").slice(2, 4).join(" ")}`;
  const RETRY = 5000;
  const LOOK = 20000;

  // -- presses wait here until the server has them, even if the page is closed meanwhile
  const same = (one, other) => one.person === other.person && one.day === other.day;
  let isSending = false;
  let isRefused = false;
  let presses = stored();

  function stored() {
    try {
      return JSON.parse(localStorage.getItem(KEPT)) || [];
    } catch {
      return [];
    }
  }

  function store() {
    try {
      if (presses.length) {
        localStorage.setItem(KEPT, JSON.stringify(presses));
      } else {
        localStorage.removeItem(KEPT);
      }
    } catch {
      // no storage: they are kept as long as the page is open
    }
  }

  // another tab may have kept some, too
  function keep(item) {
    for (const other of [...stored(), item]) {
      if (!presses.some((each) => same(each, other))) {
        presses.push(other);
      }
    }
    store();
  }

  function drop(item) {
    presses = presses.filter((each) => !same(each, item));
    store();
  }

  function add(person, method) {
    const item = {
      person,
      method,
      day: door.dataset.day,
      pressed_at: new Date().toISOString(),
    };
    keep(item);
    showRow(person);
    send();
  }

  async function post(address, fields) {
    const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token });
    const headers = { Accept: "application/json" };
    const answer = await fetch(address, { method: "POST", body, headers, redirect: "error" });
    if (answer.status >= 500 || answer.status === 429) {
      throw new Error("not now");
    }
    const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return isOurs ? answer.json() : null;
  }

  async function send() {
    if (isSending) {
      return;
    }
    isSending = true;
    try {
      while (presses.length) {
        const item = presses[0];
        const answer = await post(press.action, item);
        connected(true);
        isRefused = answer === null;
        if (isRefused) {
          break;
        }
        drop(item);
        take(answer, item.person);
      }
    } catch {
      connected(false);
    }
    isSending = false;
    waiting();
  }

  async function look() {
    if (document.hidden || presses.length) {
      return send();
    }
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(door.dataset.state, { headers });
      connected(true);
      if (answer.ok) {
        showState(await answer.json());
      }
    } catch {
      connected(false);
    }
  }

  // -- what is shown
  function connected(isConnected) {
    part("online").hidden = !isConnected;
    part("offline").hidden = isConnected;
    part("lost").hidden = isConnected;
  }

  function waiting() {
    const number = presses.length;
    const { many } = part("waiting").dataset;
    part("waiting").textContent = number === 0 ? "" : `${many} ${number}`;
    part("refused").hidden = !isRefused;
  }

  let here = {};

  function showState(state) {
    here = state.here;
    part("count").textContent = state.count;
    part("progress").max = state.awaited;
    part("progress").value = state.number;
    part("saved").textContent = state.saved;
    part("saved").parentElement.hidden = !state.saved;
    rows.forEach((row) => showRow(row.dataset.person));
  }

  // a row shows when the person came, that a press waits, or the button it was loaded with
  const buttons = new Map();

  function showRow(person) {
    const row = rows.find((each) => each.dataset.person === person);
    if (!row) {
      return;
    }
    const since = here[person];
    const waits = presses.some((item) => item.person === person && item.day === door.dataset.day);
    const shown = row.querySelector(":scope > .button, :scope > .badge, :scope > .door-state");
    if (shown && shown.matches(".button")) {
      buttons.set(person, shown);
    }
    let now = buttons.get(person) || shown;
    if (since) {
      now = part("here").content.firstElementChild.cloneNode(true);
      now.querySelector("[data-since]").textContent = since;
    } else if (waits) {
      now = part("waits").content.firstElementChild.cloneNode(true);
    } else if (shown && shown.matches(".badge") && !buttons.has(person)) {
      now = button(person, row);
    }
    if (shown && now && shown !== now) {
      shown.replaceWith(now);
    }
  }

  // of somebody who was here when the page was loaded, and is not any more
  function button(person, row) {
    const model = press.querySelector("button[name=person]") || buttons.values().next().value;
    if (!model) {
      return null;
    }
    const made = model.cloneNode(true);
    made.value = person;
    made.querySelector("span").textContent = `: ${nameIn(row)}`;
    buttons.set(person, made);
    return made;
  }

  const nameIn = (row) => row.querySelector(".door-person-name").textContent;

  function take(answer, person) {
    if (answer.error) {
      say("err", answer.error, null);
      showRow(person);
      return;
    }
    showState(answer);
    say(answer.done.tone, answer.done.title, answer.done.may_undo ? answer.done : null);
  }

  function say(tone, text, undoable) {
    const said = part("alert").content.firstElementChild.cloneNode(true);
    said.classList.add(`alert-${tone}`);
    said.querySelector(`[data-tone=${tone}]`).hidden = false;
    said.querySelector(".alert-title").textContent = text;
    const form = said.querySelector("form");
    if (undoable) {
      form.querySelector("button").value = undoable.reference;
      form.querySelector("[data-name]").textContent = `: ${undoable.name}`;
    } else {
      form.remove();
    }
    part("said").replaceChildren(said);
  }

  // -- searching: as tools/folding.py folds, for the letters that are typed here
  const ROMANISED = {
    а: "a", б: "b", в: "v", г: "h", ґ: "g", д: "d", е: "e", є: "ie", ж: "zh", з: "z", и: "y",
    і: "i", ї: "i", й: "i", к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s",
    т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch", ь: "", ю: "iu",
    я: "ia", ß: "ss", ы: "y", э: "e", ъ: "", ё: "e", đ: "d", ł: "l", ø: "o",
  };
  const AT_START = { є: "ye", ї: "yi", й: "y", ю: "yu", я: "ya" };

  function fold(text) {
    const plain = text.normalize("NFKC").toLowerCase().replace(/['’ʼ‘`´ʹ′ʻ‛＇]/g, "");
    let folded = "";
    let before = " ";
    for (const sign of plain) {
      const isStart = !/\p{L}/u.test(before);
      if (sign === "г" && before === "з") {
        folded += "gh";
      } else if (isStart && sign in AT_START) {
        folded += AT_START[sign];
      } else if (sign in ROMANISED) {
        folded += ROMANISED[sign];
      } else {
        const base = sign.normalize("NFD").replace(/\p{M}/gu, "");
        folded += /^[\p{L}\p{N}]*$/u.test(base) ? base : " ";
      }
      before = sign;
    }
    return folded.split(" ").filter(Boolean);
  }

  function filter() {
    const words = fold(search.value);
    const isTyped = search.value.trim() !== "";
    let number = 0;
    rows.forEach((row) => {
      const isHit = words.every((word) => row.dataset.key.includes(word));
      row.hidden = isTyped && !(isHit && words.length);
      number += row.hidden ? 0 : 1;
    });
    const hits = part("hits");
    hits.hidden = !isTyped;
    const { many, none } = hits.dataset;
    hits.textContent = number === 0 ? none : `${many} ${number}`;
  }

  // -- scanning
  async function scan() {
    const camera = part("camera");
    const video = camera.querySelector("video");
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    let stream;
    try {
      const facing = { facingMode: "environment" };
      stream = await navigator.mediaDevices.getUserMedia({ video: facing });
    } catch {
      return;
    }
    camera.hidden = false;
    video.srcObject = stream;
    await video.play();
    let last = "";
    const timer = setInterval(async () => {
      const found = await detector.detect(video).catch(() => []);
      const code = found.length ? found[0].rawValue.trim().toUpperCase() : "";
      if (code && code !== last && code.length <= 8) {
        add(code, "scan");
      }
      last = code || last;
    }, 300);
    part("stop").onclick = () => {
      clearInterval(timer);
      stream.getTracks().forEach((track) => track.stop());
      camera.hidden = true;
      search.focus();
    };
  }

  // -- begin
  press.addEventListener("submit", (event) => {
    event.preventDefault();
    add(event.submitter.value, "desk");
    search.value = "";
    filter();
    search.focus();
  });
  door.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-door-undo]")) {
      return;
    }
    event.preventDefault();
    const person = event.submitter.value;
    try {
      const answer = await post(undoAddress, { person, day: door.dataset.day });
      connected(true);
      isRefused = answer === null;
      if (answer) {
        take(answer, person);
      }
    } catch {
      connected(false);
    }
    waiting();
  });
  search.addEventListener("input", filter);
  search.form.addEventListener("submit", (event) => {
    if (!part("lost").hidden) {
      event.preventDefault(); // the page of the browser would take its place
    }
  });
  window.addEventListener("online", send);
  window.addEventListener("offline", () => connected(false));
  window.addEventListener("pageshow", () => {
    if (search.value && !new URLSearchParams(location.search).get("q")) {
      filter();
    }
  });
  part("connection").hidden = false;
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    part("scan").hidden = false;
    part("scan").addEventListener("click", scan);
  }
  presses.forEach((item) => showRow(item.person));
  waiting();
  connected(navigator.onLine);
  send();
  setInterval(() => (presses.length ? send() : null), RETRY);
  setInterval(look, LOOK);
})();
