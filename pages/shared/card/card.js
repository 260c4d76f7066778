// The annotation card: one segment, its questions, every key answered at once. The next segments are already here, so a
// key paints the next one without waiting; labels go through the outbox. All text is set with textContent, never as HTML.
const DIGITS = ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9", "Digit0"];
const NUMPAD = ["Numpad1", "Numpad2", "Numpad3", "Numpad4", "Numpad5", "Numpad6", "Numpad7", "Numpad8", "Numpad9", "Numpad0"];
const UNDO_DEPTH = 100;
const mounted = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const before = mounted.get(parentElement);
  if (before && before.identity === data.identity) { before.data = data; return before.cleanup; }
  before?.close();
  const card = new Card(parentElement, data, setTriggerValue);
  mounted.set(parentElement, card);
  card.start();
  return card.cleanup;
}

class Card {
  constructor(root, data, trigger) {
    this.root = root; this.data = data; this.trigger = trigger; this.identity = data.identity;
    this.words = data.words; this.aside = ""; this.question = 0; this.doneHere = 0; this.shownAt = Date.now();
    this.storage = `isogloss:${data.project}:${data.account}`;
    this.slots = Object.fromEntries([...root.querySelectorAll("[data-slot]")].map((node) => [node.dataset.slot, node]));
    this.queue = new Queue(`${data.api}/projects/${encodeURIComponent(data.project)}`, data.worklist, data.ahead || 5);
    this.outbox = new Outbox(`${data.api}/projects/${encodeURIComponent(data.project)}/labels`, `${this.storage}:outbox`,
      () => this.drawSave());
    this.outbox.rejected = (event, body) => this.say(this.words.refused.replace("{reason}", reasonOf(body)));
    this.undoStack = JSON.parse(localStorage.getItem(`${this.storage}:undo`) || "[]");
    this.onKey = (event) => this.key(event);
    this.onOnline = () => { this.outbox.delay = 500; this.outbox.send(); this.queue.fill().then(() => this.draw()); };
    this.cleanup = () => this.close();
  }
  async start() {
    window.addEventListener("keydown", this.onKey, true);
    window.addEventListener("online", this.onOnline);
    this.beat = setInterval(() => this.queue.heartbeat(), 60000);
    this.outbox.send();
    await this.queue.fill();
    this.draw();
  }
  close() {
    window.removeEventListener("keydown", this.onKey, true);
    window.removeEventListener("online", this.onOnline);
    clearInterval(this.beat); this.outbox.close(); mounted.delete(this.root);
  }

  // -- what a choice does
  choose(scheme, value) {
    const item = this.queue.current;
    if (!item) return;
    const previous = item.labels[scheme.id] ?? null;
    const next = previous === value ? null : value;
    item.labels[scheme.id] = next;
    this.record(item, "label", next, scheme, previous);
    const index = this.data.schemes.indexOf(scheme);
    const label = scheme.values.find((entry) => entry.key === value)?.label || value;
    this.say((next === null ? this.words.cleared : this.words.chosen).replace("{value}", label));
    if (next !== null && this.complete(item)) { this.doneHere += 1; if (this.autoAdvance()) return this.advance(); }
    this.question = next === null ? index : Math.min(index + 1, this.data.schemes.length - 1);
    this.draw();
  }
  record(item, kind, value, scheme, previous) {
    const seconds = Math.round((Date.now() - this.shownAt) / 10) / 100;
    this.outbox.add({ key: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`, segment_id: item.segment_id,
      kind, value, scheme: scheme ? scheme.id : null, scheme_version: scheme ? scheme.version : null, seconds,
      suggestion: item.suggestion?.[scheme?.id] ?? null, suggestion_shown: false, client_at: new Date().toISOString() });
    if (previous === undefined) return;
    this.undoStack.push({ item: { ...item }, kind, scheme: scheme ? scheme.id : null, previous });
    this.undoStack = this.undoStack.slice(-UNDO_DEPTH);
    localStorage.setItem(`${this.storage}:undo`, JSON.stringify(this.undoStack));
  }
  undo() {
    const step = this.undoStack.pop();
    if (!step) return this.say(this.words.nothing_to_undo);
    localStorage.setItem(`${this.storage}:undo`, JSON.stringify(this.undoStack));
    if (!this.queue.back(step.item.segment_id)) this.queue.insert(step.item);
    const item = this.queue.current;
    const scheme = this.data.schemes.find((entry) => entry.id === step.scheme) || null;
    if (step.kind === "label") item.labels[step.scheme] = step.previous;
    if (step.kind === "language") item.language = step.previous;
    this.record(item, step.kind, step.previous, scheme, undefined);
    this.question = scheme ? this.data.schemes.indexOf(scheme) : 0;
    this.say(this.words.undone);
    this.show();
  }
  skip() {
    const item = this.queue.current;
    if (!item) return;
    this.record(item, "skip", "skip", null, null);
    this.say(this.words.skipped);
    this.advance();
  }
  advance() { this.queue.forward(); this.question = 0; this.aside = ""; this.show(); }
  complete(item) { return this.data.schemes.every((scheme) => item.labels[scheme.id]); }
  autoAdvance() { return localStorage.getItem(`${this.storage}:stay`) !== "1"; }

  // -- keys: by physical position, so that they work on any keyboard layout; never while text is being composed
  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const target = event.composedPath()[0];
    const typing = target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName)
      || (target.tagName === "INPUT" && target.type !== "radio");
    if (typing) { if (event.key === "Escape" && this.aside && this.root.contains(target)) this.openAside(""); return; }
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyZ") return this.take(event, () => this.undo());
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role="dialog"]')) return;
    const digit = DIGITS.includes(event.code) ? DIGITS.indexOf(event.code) : NUMPAD.indexOf(event.code);
    if (digit >= 0) return this.take(event, () => this.pick(digit + (event.shiftKey ? 10 : 0)));
    const commands = { KeyU: () => this.undo(), KeyS: () => this.skip(), KeyN: () => this.openAside("note"),
      KeyL: () => this.openAside("language"), Escape: () => this.openAside("") };
    if (event.key === "?") return this.take(event, () => this.openAside(this.aside === "keys" ? "" : "keys"));
    if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      if (target.type === "radio") return;
      return this.take(event, () => this.move(event.code === "ArrowDown" ? 1 : -1));
    }
    if (event.code === "Enter" && target.tagName !== "BUTTON" && target.tagName !== "A") return this.take(event, () => this.advance());
    if (commands[event.code] && !event.shiftKey) this.take(event, commands[event.code]);
  }
  take(event, act) { event.preventDefault(); event.stopImmediatePropagation(); act(); }
  move(by) { this.question = Math.max(0, Math.min(this.data.schemes.length - 1, this.question + by)); this.draw(); }
  pick(index) {
    const scheme = this.data.schemes[this.question];
    if (scheme && scheme.values[index]) this.choose(scheme, scheme.values[index].key);
  }
  openAside(name) { this.aside = name; this.draw(); if (!name) this.slots.text.focus(); else this.slots.asides.querySelector("input, textarea")?.focus(); }

  // -- drawing
  show() {
    this.shownAt = Date.now();
    this.draw();
    this.slots.text.focus({ preventScroll: true });
    if (!this.queue.current) this.queue.fill()?.then(() => { this.draw(); });
  }
  draw() {
    const item = this.queue.current;
    drawText(this.slots, item, this);
    drawQuestions(this.slots.questions, item, this);
    drawAside(this.slots.asides, item, this);
    drawActions(this.slots.actions, item, this);
    this.drawSave();
    if (!item && this.queue.ended && !this.toldEnd) { this.toldEnd = true; this.trigger("ended", this.doneHere); }
  }
  drawSave() { drawSave(this.slots.save, this.outbox, this.words); }
  say(text) { this.slots.live.textContent = text; }
  remaining() {
    if (this.queue.left === null) return null;
    return Math.max(0, this.queue.left - this.doneHere);
  }
}

function reasonOf(body) { try { return JSON.parse(body).error || body; } catch { return body; } }
