// Keys, by their place on the keyboard, so that they are the same on any layout. Never while text is being composed or
// typed, never for a key held down.
const OWN_ENTER =
  "a, button, summary, select, [role=option], [role=tab], [role=button], [role=combobox], [contenteditable]";

// What a key press asks for: {command, …}, or null where it is none of the card's.
function meaning(event, root, keymap) {
  if (event.isComposing || event.keyCode === 229) return null;
  const target = event.composedPath()[0];
  if (isTyping(target) || !isOurs(target, root)) return null;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) return withControl(event);
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  keymap.learn(event);
  if (event.key === "Escape") return { command: "close" };
  const action = keymap.action(event);
  if (action?.startsWith("value"))
    return { command: "value", index: Number(action.slice(5)) - 1, help: isQuestionMark(event) };
  if (!action) return isQuestionMark(event) ? { command: "help" } : null;
  const code = event.code;
  if (code === "Enter" && target.closest?.(OWN_ENTER)) return null;
  if (code.startsWith("Arrow") && !isFreeOfArrows(target, root)) return null;
  if (action === "above" || action === "below") return { command: "question", by: action === "below" ? 1 : -1 };
  return { command: action };
}

// Undo and redo as everywhere else: there the letter counts, as the layout has it.
function withControl(event) {
  const pressed = letter(event);
  if (pressed === "z") return { command: event.shiftKey ? "redo" : "undo", everywhere: true };
  return pressed === "y" && !event.shiftKey ? { command: "redo", everywhere: true } : null;
}

function isFreeOfArrows(target, root) {
  return (
    target === document.body || (root.contains(target) && !target.closest("[role=radiogroup], [role=listbox], .chips"))
  );
}

function letter(event) {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  return (/^Key([A-Z])$/.exec(event.code) || ["", ""])[1].toLowerCase();
}

function isQuestionMark(event) {
  return ["?", "？", "؟"].includes(event.key);
}

function isTyping(target) {
  if (!(target instanceof Element)) return false;
  const field = target.tagName === "INPUT" && !["radio", "checkbox", "button", "submit"].includes(target.type);
  return field || target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName);
}

// Keys are the card's where it has the focus, nothing has, or a plain button or link outside; tables, menus and lists of
// the page keep theirs.
function isOurs(target, root) {
  if (!(target instanceof Element) || target === document.body || target === document.documentElement) return true;
  return root.contains(target) || (target.matches("a, button, summary") && !target.closest("[role=grid], [role=menu], [role=listbox]"));
}
