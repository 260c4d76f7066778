// The annotation card: one segment, its questions, every key answered at once. The next segments are already here, so a
// key paints the next one without waiting for anything; what was chosen goes through the outbox. Streamlit calls the
// default export at each rerun that changes the data, and what it returned when the card leaves the page.
const BEAT_MS = 60000;
const UNSAVED_SAID_MS = 1500;
const LANGUAGES_AHEAD_MS = 5000;
const cards = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  let card = cards.get(parentElement);
  if (card?.data.identity !== data.identity) {
    card?.close();
    card = new Card(parentElement, data);
    cards.set(parentElement, card);
    card.start();
  }
  const turn = card.renew(data, setTriggerValue);
  return () => { if (card.turn === turn) { card.close(); cards.delete(parentElement); } };
}

class Card {
  constructor(root, data) {
    const base = `${data.api}/projects/${encodeURIComponent(data.project)}`;
    this.root = root; this.data = data; this.words = data.words; this.turn = 0;
    this.aside = ""; this.question = 0; this.shownAt = Date.now(); this.chosenAt = this.shownAt; this.announced = null;
    this.slots = Object.fromEntries([...root.querySelectorAll("[data-slot]")].map((node) => [node.dataset.slot, node]));
    this.storage = new Storage(`isogloss:${data.project}:${data.account}:`);
    this.outbox = Outbox.of(this.storage, `${base}/labels`, data.account);
    this.queue = new Queue(base, data.worklist, data.schemes, data.ahead, this.outbox);
    this.counting = new Counting(this.queue, this.storage);
    this.history = new History(this.storage);
    this.questions = new Questions(this.slots.questions, data.schemes, this.words, {
      choose: (scheme, value) => this.choose(scheme, value),
      enter: (index) => { if (index !== this.question) { this.question = index; this.draw(); } },
    });
    this.drawActions();
  }

  start() {
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    window.addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
    window.addEventListener("online", () => this.wake(), { signal });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") this.wake(); }, { signal });
    this.beat = setInterval(() => { this.queue.heartbeat(); this.counting.refresh(); }, BEAT_MS);
    this.later = setTimeout(() => languageList(this.data.api), LANGUAGES_AHEAD_MS);
    this.titled = new MutationObserver(() => this.drawTitle());
    this.titled.observe(document.querySelector("title") ?? document.head, { childList: true });
    this.outbox.onChange = () => this.draw();
    this.outbox.onSaved = (keys) => this.saved(keys);
    this.counting.onChange = () => this.draw();
    this.queue.onChange = () => { if (this.queue.current !== this.drawn) this.show(); else this.draw(); };
    this.outbox.send();
    this.queue.fill();
    this.counting.refresh();
    this.draw();
  }

  renew(data, trigger) {
    this.data = data;
    this.trigger = trigger;
    this.drawTitle();
    this.turn += 1;
    return this.turn;
  }

  close() {
    this.listeners.abort();
    this.titled.disconnect();
    clearInterval(this.beat); clearTimeout(this.later); clearTimeout(this.unsaid);
    this.queue.close();
    this.outbox.onChange = this.outbox.onSaved = () => {}; // it goes on sending
  }

  wake() { this.outbox.poke(); this.queue.heartbeat(); this.queue.fill(); this.counting.refresh(); }

  // -- what a person does
  choose(scheme, value) {
    const item = this.queue.current;
    if (!item) return;
    const previous = item.labels[scheme.id] ?? null;
    const next = previous === value ? null : value;
    if (item.skipped) this.decide(item, { kind: "skip", value: null }, () => { item.skipped = false; }, false);
    const key = this.decide(item, { kind: "label", value: next, scheme: scheme.id, scheme_version: scheme.version },
      () => { item.labels[scheme.id] = next; });
    const text = scheme.values.find((one) => one.key === value)?.label || value;
    this.announce(key, filled(next === null ? this.words.cleared : this.words.chosen, { value: text }));
    this.question = next === null ? this.data.schemes.indexOf(scheme) : this.firstOpen(item);
    if (next !== null && this.queue.isDone(item)) {
      this.counting.took((Date.now() - this.shownAt) / 1000);
      if (!this.storage.read("stay")) return this.advance();
    }
    return this.draw();
  }

  skip() {
    const item = this.queue.current;
    if (!item) return;
    this.announce(this.decide(item, { kind: "skip", value: "skipped" }, () => { item.skipped = true; }), this.words.skipped);
    this.advance();
  }

  addNote(item, text) {
    this.announce(this.decide(item, { kind: "note", value: text }, () => {}), this.words.noted_short);
    this.open("");
  }

  correctLanguage(item, one) {
    if (one.tag !== item.language) {
      const change = () => Object.assign(item, { language: one.tag, language_name: one.name, direction: one.direction });
      this.announce(this.decide(item, { kind: "language", value: one.tag }, change), filled(this.words.now_in, { language: one.name }));
    }
    this.open("");
  }

  next() {
    const item = this.queue.current;
    if (!item) { this.queue.ended = false; this.queue.fill(); return; }
    if (!this.queue.isDone(item)) { item.passed = true; this.say(this.words.left_open); }
    this.advance();
  }

  advance() { this.queue.forward(); this.aside = ""; this.show(); }

  // Record a decision, make its change here, and keep what is needed to take it back; gives the event's key.
  decide(item, event, change, undoable = true) {
    const key = randomKey();
    if (undoable) this.history.push({ key, item: { ...item, labels: { ...item.labels } } });
    this.counted(item, change);
    this.send(item, { key, ...event });
    return key;
  }

  // Make a change to a segment and count what it changed.
  counted(item, change) {
    const before = { done: this.answered(item), skipped: Boolean(item.skipped), language: item.language };
    change();
    const done = Number(this.answered(item)) - Number(before.done);
    const skipped = Number(Boolean(item.skipped) && !this.answered(item)) - Number(before.skipped && !before.done);
    if (item.language !== before.language && !before.done) {
      this.counting.count({ language: before.language }, { left: -1 });
      this.counting.count(item, { left: 1 });
    } else if (done || skipped) this.counting.count(item, { done, left: -done, skipped });
  }

  answered(item) { return this.data.schemes.every((scheme) => item.labels[scheme.id]); }

  send(item, event) {
    const now = Date.now();
    this.outbox.add({ segment_id: item.segment_id, seconds: Math.round((now - this.chosenAt) / 10) / 100,
      suggestion: item.suggestion ?? null, suggestion_shown: false, client_at: new Date(now).toISOString(), ...event });
    this.chosenAt = now;
  }

  // Take back the newest decision, wherever it was made, and go to its segment.
  async undo() {
    const step = this.history.pop();
    if (step) return this.restore(step.key, step.item);
    const found = await this.queue.ask("GET", "labels/recent?limit=1");
    return found?.items?.length ? this.takeBack(found.items[0]) : this.say(this.words.nothing_to_undo);
  }

  // Take back a decision of the list of recent ones.
  takeBack(one) {
    const step = this.history.pop(one.key);
    if (step) return this.restore(one.key, step.item);
    const { labels } = one.item;
    return this.restore(one.key, { ...one.item, labels: one.scheme ? { ...labels, [one.scheme]: null } : labels, skipped: false });
  }

  restore(key, before) {
    const item = this.queue.show({ ...before });
    this.counted(item, () => Object.assign(item, before, { labels: { ...before.labels }, passed: false }));
    this.send(item, { key: `undo:${key}`, kind: "undo", undoes: key, value: null });
    this.announce(`undo:${key}`, this.words.undone);
    this.aside = "";
    this.show();
  }

  goTo(found) { this.queue.show(found); this.aside = ""; this.show(); }
  workOn(language) { this.aside = ""; this.queue.narrow(language); this.show(); }

  // -- keys
  key(event) {
    const intent = meaning(event, this.root);
    const escapes = event.key === "Escape" && this.aside && this.root.contains(event.composedPath()[0]) && !event.isComposing;
    if (escapes) return this.take(event, () => this.open(""));
    if (!intent || document.querySelector('[data-testid="stDialog"]')) return undefined;
    if (this.storage.read("mute") && !event.ctrlKey && !event.metaKey && intent.command !== "close") return undefined;
    const act = {
      value: () => this.pick(intent), next: () => this.next(), skip: () => this.skip(), undo: () => this.undo(),
      note: () => this.open("note"), language: () => this.open("language"), help: () => this.open("help"),
      question: () => this.move(intent.by),
    }[intent.command];
    return act && this.take(event, act);
  }

  take(event, act) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) act();
  }

  pick({ index, shifted, help }) {
    const scheme = this.data.schemes[this.question];
    const value = scheme?.values[index + (shifted ? 10 : 0)];
    if (value) this.choose(scheme, value.key);
    else if (help) this.open("help");
  }

  move(by) {
    this.question = Math.max(0, Math.min(this.data.schemes.length - 1, this.question + by));
    this.say(this.data.schemes[this.question].question);
    this.draw();
  }

  firstOpen(item) { return Math.max(0, this.data.schemes.findIndex((scheme) => !item.labels[scheme.id])); }

  // -- drawing
  open(name) {
    this.aside = name && name !== this.aside ? name : "";
    this.draw();
    (this.slots.aside.querySelector("input, textarea, button") ?? this.slots.text).focus({ preventScroll: !this.aside });
  }

  show() {
    const item = this.queue.current;
    this.drawn = item; this.shownAt = this.chosenAt = Date.now();
    this.question = item ? this.firstOpen(item) : 0;
    this.draw();
    const busy = document.activeElement;
    if (busy && isTyping(busy)) return;
    this.slots.text.focus({ preventScroll: true });
    if (this.slots.text.getBoundingClientRect().top < 0) this.slots.card.scrollIntoView({ block: "start" });
  }

  draw() {
    const { slots, queue, words } = this;
    const item = queue.current;
    slots.card.dataset.state = item ? "item" : queue.ended ? "ended" : "loading";
    slots.position.textContent = positionWords(this);
    this.drawTitle();
    this.drawText(item);
    this.questions.update(item, this.question);
    this.drawAside(item);
    slots.actions.querySelectorAll("[data-needs]").forEach((node) => { node.hidden = !item; });
    drawSave(slots.save, this.outbox, words);
    drawTrouble(slots.trouble, this);
    drawProgress(slots.progress, this);
    const over = !item && queue.ended && !this.outbox.waiting;
    if (over && !this.toldEnd) this.trigger?.("ended", this.counting.here);
    this.toldEnd = over;
  }

  drawText(item) {
    const { slots, words, queue } = this;
    if (item) {
      if (slots.text.textContent !== item.text || slots.text.lang !== (item.language || "")) setText(slots.text, item.text, item.language, item.direction);
      slots.facts.textContent = [item.language_name || words.no_language, item.source, item.context].filter(Boolean).join(" · ");
      return;
    }
    const { left, skipped } = this.counting.total;
    const ended = this.counting.known && left > skipped ? filled(words.with_others, { n: figure(left - skipped) }) : counted(words, "ended", this.counting.here);
    setText(slots.text, queue.trouble === "offline" ? words.unreachable : queue.ended ? ended : words.loading, null, "auto");
    slots.facts.textContent = "";
  }

  drawTitle() {
    const item = this.queue.current;
    const title = [item || this.counting.known ? positionWords(this) : "", this.words.title].filter(Boolean).join(" · ");
    if (document.title !== title) document.title = title;
  }

  drawAside(item) {
    const slot = this.slots.aside;
    const shown = `${this.aside} ${this.aside === "note" || this.aside === "language" ? item?.segment_id ?? "" : ""}`;
    if (slot.dataset.shown === shown) return;
    slot.dataset.shown = shown;
    const make = { note: item && notePanel, language: item && languagePanel, help: helpPanel, recent: recentPanel }[this.aside];
    slot.replaceChildren(...(make ? make(this, item) : []));
    slot.hidden = !make;
  }

  drawActions() {
    const { words } = this;
    const needing = (node) => { node.dataset.needs = "item"; return node; };
    this.slots.actions.replaceChildren(
      needing(button(words.next, () => this.next(), { badge: "Enter", main: true })),
      needing(button(words.skip, () => this.skip(), { badge: "S" })),
      button(words.undo, () => this.undo(), { badge: "U" }),
      needing(button(words.language, () => this.open("language"), { badge: "L" })),
      needing(button(words.note, () => this.open("note"), { badge: "N" })),
      button(words.recent, () => this.open("recent")),
      button(words.keys, () => this.open("help"), { badge: "?" }),
    );
  }

  // -- the one live region
  // Say what was chosen once it is saved; where that takes long, say that it is not.
  announce(key, text) {
    this.announced = { key, text };
    clearTimeout(this.unsaid);
    this.unsaid = setTimeout(() => { if (this.announced?.key === key) this.say(`${text} ${this.words.not_yet_saved}`); }, UNSAVED_SAID_MS);
  }

  saved(keys) {
    if (!keys.has(this.announced?.key)) return;
    const language = this.queue.current && (this.queue.current.language_name || this.words.no_language);
    this.say([filled(this.words.saved_value, { what: this.announced.text }), [positionWords(this), language].filter(Boolean).join(", ")].join(" "));
    this.announced = null;
    if (!this.outbox.waiting) this.draw();
  }

  say(text) { this.slots.live.textContent = text; }
}
