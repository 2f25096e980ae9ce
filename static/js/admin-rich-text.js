// An editor in place of each text with headings, lists and links. Without this script the field
// takes plain text, or HTML as it is stored.
const tools = document.getElementById("rich-text-tools");
const parts = await import(tools.dataset.editor);

const ACTS = {
  bold: { run: (chain) => chain.toggleBold(), mark: ["bold"] },
  italic: { run: (chain) => chain.toggleItalic(), mark: ["italic"] },
  heading: { run: (chain) => chain.toggleHeading({ level: 3 }), mark: ["heading", { level: 3 }] },
  subheading: { run: (chain) => chain.toggleHeading({ level: 4 }), mark: ["heading", { level: 4 }] },
  list: { run: (chain) => chain.toggleBulletList(), mark: ["bulletList"] },
  numbers: { run: (chain) => chain.toggleOrderedList(), mark: ["orderedList"] },
  quotation: { run: (chain) => chain.toggleBlockquote(), mark: ["blockquote"] },
  undo: { run: (chain) => chain.undo() },
  redo: { run: (chain) => chain.redo() },
};

function extensions() {
  return [
    parts.Document,
    parts.Paragraph,
    parts.Text,
    parts.HardBreak,
    parts.Bold,
    parts.Italic,
    parts.Heading.configure({ levels: [3, 4] }),
    parts.BulletList,
    parts.OrderedList.configure({ enableListAttributes: false }),
    parts.ListItem,
    parts.Blockquote,
    parts.Link.configure({ enableTarget: false }),
    parts.History,
  ];
}

// how the field was labelled and described, for the editor that takes its place
function attributesOf(textarea) {
  const label = textarea.labels[0];
  const names = {
    "aria-label": textarea.getAttribute("aria-label") || label?.textContent.trim(),
    "aria-describedby": textarea.getAttribute("aria-describedby"),
    "aria-invalid": textarea.getAttribute("aria-invalid"),
    lang: textarea.lang,
  };
  const given = Object.entries(names).filter(([, value]) => value);
  return { role: "textbox", "aria-multiline": "true", ...Object.fromEntries(given) };
}

// what the editor drops anyhow: the security policy would complain of each
function withoutForeignAttributes(html) {
  return html.replace(/\s(?:style|on\w+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, "");
}

// "" where it is neither a web nor an e-mail address: another scheme, or a part of an address
function addressOf(text) {
  if (/^(https?:\/\/|mailto:)[^\s/]\S*$/i.test(text)) {
    return text;
  }
  if (/^[^\s@:/]+@[^\s@:/]+$/.test(text)) {
    return `mailto:${text}`;
  }
  return /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d+)?([/?#]\S*)?$/u.test(text) ? `https://${text}` : "";
}

function edit(textarea) {
  const frame = tools.content.firstElementChild.cloneNode(true);
  const link = frame.querySelector(".rich-text-link");
  const address = link.querySelector("input");
  const refused = link.querySelector("[data-refused]");
  textarea.before(frame);
  textarea.hidden = true;

  const editor = new parts.Editor({
    element: frame.querySelector(".rich-text-page"),
    extensions: extensions(),
    content: textarea.value,
    injectCSS: false,
    editorProps: { attributes: attributesOf(textarea), transformPastedHTML: withoutForeignAttributes },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
    },
    onTransaction() {
      for (const button of frame.querySelectorAll("[data-act]")) {
        const mark = button.dataset.act === "link" ? ["link"] : ACTS[button.dataset.act]?.mark;
        if (mark) {
          button.setAttribute("aria-pressed", String(editor.isActive(...mark)));
        }
      }
    },
  });

  function setLink(text) {
    const href = addressOf(text);
    refused.hidden = !text || href !== "";
    if (!refused.hidden) {
      address.focus();
      return;
    }
    const chain = editor.chain().extendMarkRange("link");
    editor.view.focus();
    (href ? chain.setLink({ href }) : chain.unsetLink()).run();
    link.hidden = true;
  }

  frame.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act in ACTS) {
      editor.view.focus();
      ACTS[act].run(editor.chain()).run();
    } else if (act === "link") {
      address.value = editor.getAttributes("link").href || "";
      refused.hidden = true;
      link.hidden = false;
      address.focus();
    } else if (act === "set-link") {
      setLink(address.value.trim());
    } else if (act === "remove-link") {
      setLink("");
    }
  });
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      setLink(address.value.trim());
    } else if (event.key === "Escape") {
      event.preventDefault();
      editor.view.focus();
      link.hidden = true;
    }
  });
  for (const label of textarea.labels) {
    label.addEventListener("click", () => editor.commands.focus());
  }
}

function editAll(root) {
  for (const textarea of root.querySelectorAll("textarea[data-rich-text]")) {
    if (!textarea.name.includes("__prefix__") && !textarea.hidden) {
      edit(textarea);
    }
  }
}

editAll(document);
document.addEventListener("formset:added", (event) => editAll(event.target));
