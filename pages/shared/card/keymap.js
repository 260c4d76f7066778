// Which key does what. A key is named by its place on the keyboard (`code`), with “Shift+” before it where Shift is held;
// each person can move any of them, for all projects in this browser. What is shown on a badge is what the person's own
// layout prints at that place: asked from the browser where it tells, and learned from the keys that are pressed.
const DEFAULT_KEYS = {
  ...Object.fromEntries([..."1234567890"].map((digit, at) => [`value${at + 1}`, `Digit${digit}`])),
  next: "Enter",
  back: "ArrowLeft",
  forth: "ArrowRight",
  above: "ArrowUp",
  below: "ArrowDown",
  unsure: "KeyC",
  skip: "KeyS",
  reason: "Shift+KeyS",
  language: "KeyL",
  note: "KeyN",
  undo: "KeyU",
  redo: "KeyR",
  recent: "KeyH",
  help: "Shift+Slash",
};
const FIXED_KEYS = ["Tab", "Escape", "Space", "CapsLock", "ContextMenu", "Backquote"];
const PRINTED = {
  Enter: "Enter",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Minus: "-",
  Equal: "=",
  BracketLeft: "[",
  BracketRight: "]",
  Backslash: "\\",
  Semicolon: ";",
  Quote: "'",
  Comma: ",",
  Period: ".",
  Slash: "/",
  Backspace: "⌫",
};

class Keymap {
  constructor(account) {
    this.storage = new Store(`isogloss:keys:${account}:`);
    this.layout = new Map();
    this.onChange = () => {};
    this.load();
    this.askLayout();
  }

  load() {
    const moved = this.storage.read("moved") || {};
    this.keys = { ...DEFAULT_KEYS };
    for (const [action, chord] of Object.entries(moved)) if (action in DEFAULT_KEYS) this.keys[action] = chord;
    this.actions = new Map(Object.entries(this.keys).map(([action, chord]) => [chord, action]));
  }

  // Where the browser knows the layout (Chromium, over TLS or on this machine), it is asked anew when the window is
  // come back to: the layout may have been changed there.
  async askLayout() {
    try {
      const found = await navigator.keyboard.getLayoutMap();
      this.layout = new Map(found.entries());
      this.onChange();
    } catch {
      /* the layout is learned from the keys that are pressed */
    }
  }

  learn(event) {
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && event.code;
    if (!plain || [...event.key].length !== 1 || event.isComposing || event.keyCode === 229) return;
    if (this.printed(event.code) === event.key.toLocaleUpperCase()) return;
    this.layout.set(event.code, event.key);
    this.onChange();
  }

  // What a place on the keyboard has printed on it: digits as they are counted, else the layout's own letter.
  printed(code) {
    const digit = /^Digit(\d)$/.exec(code);
    if (digit) return digit[1];
    const own = this.layout.get(code);
    if (own) return own.toLocaleUpperCase();
    return PRINTED[code] ?? code.replace(/^Key/, "");
  }

  // The badge of an action: “S”, “⇧ /”; “?” where help is at its usual place.
  badge(action) {
    const shifted = /^value1(\d)$|^value20$/.test(action) && action !== "value10";
    const chord = shifted ? `Shift+${this.keys[`value${Number(action.slice(5)) - 10}`]}` : this.keys[action];
    if (!chord) return "";
    if (action === "help" && chord === DEFAULT_KEYS.help) return "?";
    const code = chord.replace("Shift+", "");
    return `${code === chord ? "" : "⇧"}${this.printed(code)}`;
  }

  // The action of a key press, null where the key has none.
  action(event) {
    const chord = chordOf(event);
    if (!chord) return null;
    if (this.actions.has(chord)) return this.actions.get(chord);
    const plain = this.actions.get(chord.replace("Shift+", "")); // a value's key with Shift: ten further down
    return event.shiftKey && plain?.startsWith("value") ? `value${Number(plain.slice(5)) + 10}` : null;
  }

  // Why an action cannot have this key: {reason, action that has it}; null where it can.
  conflict(action, chord) {
    const code = chord.replace("Shift+", "");
    if (FIXED_KEYS.includes(code) || /^(Shift|Control|Alt|Meta|F\d)/.test(code)) return { reason: "fixed" };
    const others = (one) => this.actions.has(one) && this.actions.get(one) !== action && this.actions.get(one);
    const taken = others(chord) || (action.startsWith("value") && others(`Shift+${chord}`));
    if (taken) return { reason: "taken", by: taken };
    const value = code !== chord && others(code);
    return value && value.startsWith("value") ? { reason: "taken", by: `value${Number(value.slice(5)) + 10}` } : null;
  }

  move(action, chord) {
    const moved = { ...(this.storage.read("moved") || {}), [action]: chord };
    if (DEFAULT_KEYS[action] === chord) delete moved[action];
    this.storage.write("moved", moved);
    this.load();
    this.onChange();
  }

  reset() {
    this.storage.remove("moved");
    this.load();
    this.onChange();
  }
}

// The name of a key press: place and Shift. A number pad counts as digits while it writes them.
function chordOf(event) {
  const [, pad] = /^Numpad(\d)$/.exec(event.code) || [];
  if (pad && event.key.length !== 1) return ""; // without NumLock it moves instead
  const code = pad ? `Digit${pad}` : event.code === "NumpadEnter" ? "Enter" : event.code || "";
  return code && (event.shiftKey ? `Shift+${code}` : code);
}
