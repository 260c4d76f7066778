// Keys. Digits by their place on the keyboard, so that they work on any layout; letters by what is printed on them where
// that is a Latin letter, else by their place (Cyrillic, Arabic, Thai… layouts). Never while text is being composed or
// typed, never for a key held down.
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];
const COMMANDS = { s: "skip", l: "language", n: "note", u: "undo" };
const OWN_ENTER =
  "a, button, summary, select, [role=option], [role=tab], [role=button], [role=combobox], [contenteditable]";

// What a key press asks for: {command, …}, or null where it is none of the card's.
function meaning(event, root) {
  if (event.isComposing || event.keyCode === 229) return null;
  const target = event.composedPath()[0];
  if (isTyping(target) || !isOurs(target, root)) return null;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && letter(event) === "z")
    return { command: "undo" };
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const [, pad, digit] = /^(Digit|Numpad)(\d)$/.exec(event.code) || [];
  const types = pad === "Digit" || event.key.length === 1; // a number pad without NumLock moves instead
  if (digit && types)
    return { command: "value", index: DIGITS.indexOf(digit), shifted: event.shiftKey, help: isQuestionMark(event) };
  if (isQuestionMark(event)) return { command: "help" };
  if (event.key === "Escape") return { command: "close" };
  if (event.key === "Enter") return target.closest?.(OWN_ENTER) ? null : { command: "next" };
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return arrow(event, target, root);
  return event.shiftKey || !COMMANDS[letter(event)] ? null : { command: COMMANDS[letter(event)] };
}

function arrow(event, target, root) {
  const free =
    target === document.body || (root.contains(target) && !target.closest("[role=radiogroup], [role=listbox]"));
  return free ? { command: "question", by: event.key === "ArrowDown" ? 1 : -1 } : null;
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

// The badge of the value at this place of a question: 1…9, 0, then with Shift; none beyond the twentieth.
function badgeOf(index) {
  return index < 20 ? (index > 9 ? "⇧" : "") + DIGITS[index % 10] : "";
}
