// Says on the page that a passkey could not be used; the script of allauth tells it only to the console.
"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.getElementById("passkey-failed");
  note.hidden = true; // shown anew, it is read out anew
  requestAnimationFrame(() => { note.hidden = false; });
});
