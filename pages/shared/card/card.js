// The annotation card: one segment, its questions, every key answered at once. The next segments are already here, so a
// key paints the next one without waiting for anything; what was chosen goes through the outbox. Streamlit calls the
// default export at each rerun that changes the data, and what it returned when the card leaves the page.
const BEAT_MS = 60000;
const UNSAVED_SAID_MS = 1500;
const LANGUAGES_AHEAD_MS = 5000;
let onDuty = null; // one card at a time: Streamlit leaves the old one standing until the new page is complete

export default function ({ parentElement, data, setTriggerValue }) {
  if (onDuty?.root !== parentElement || onDuty.data.identity !== data.identity) {
    onDuty?.close();
    onDuty = new Card(parentElement, data);
    onDuty.start();
  }
  const card = onDuty;
  const turn = card.renew(data, setTriggerValue);
  return () => {
    if (card !== onDuty || card.turn !== turn) return;
    card.close();
    onDuty = null;
  };
}

class Card extends Deciding {
  constructor(root, data) {
    super();
    const base = `${data.api}/projects/${encodeURIComponent(data.project)}`;
    this.root = root; this.data = data; this.words = data.words; this.turn = 0;
    this.aside = ""; this.question = 0; this.shownAt = Date.now(); this.chosenAt = this.shownAt; this.announced = null;
    this.slots = Object.fromEntries([...root.querySelectorAll("[data-slot]")].map((node) => [node.dataset.slot, node]));
    this.storage = new Store(`isogloss:${data.project}:${data.account}:`);
    this.outbox = Outbox.of(this.storage, `${base}/labels`, data.account);
    this.queue = new Queue(base, data.worklist, data.schemes, data.ahead, this.outbox);
    this.counting = new Counting(this.queue, this.storage);
    this.steps = new Steps(this.storage);
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
    this.covered = new MutationObserver(() => setTimeout(closeConnectionNote));
    this.covered.observe(document.body, { childList: true });
    this.outbox.onChange = () => this.drawStanding();
    this.outbox.onSaved = (keys) => this.saved(keys);
    this.counting.onChange = () => { this.drawText(this.queue.current); this.drawStanding(); };
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
    this.titled.disconnect(); this.covered.disconnect();
    clearInterval(this.beat); clearTimeout(this.later); clearTimeout(this.unsaid);
    this.queue.close();
    this.outbox.onChange = this.outbox.onSaved = () => {}; // it goes on sending
  }

  wake() { this.outbox.poke(); this.queue.heartbeat(); this.queue.fill(); this.counting.refresh(); }

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
    (this.slots.aside.querySelector("input, textarea, button") ?? this.slots.text).focus({ preventScroll: true });
    if (this.aside) this.slots.aside.scrollIntoView({ block: "nearest" });
  }

  show() {
    const item = this.queue.current;
    this.storage.write("on", item?.segment_id ?? null); // so that a reload comes back to it
    this.drawn = item; this.shownAt = this.chosenAt = Date.now();
    this.question = item ? this.firstOpen(item) : 0;
    this.draw();
    const busy = document.activeElement;
    if (busy && isTyping(busy)) return;
    this.slots.text.focus({ preventScroll: true });
    if (this.slots.text.getBoundingClientRect().top < 0) this.slots.card.scrollIntoView({ block: "start" });
  }

  draw() {
    const { slots, queue } = this;
    const item = queue.current;
    slots.card.dataset.state = item ? "item" : queue.ended ? "ended" : "loading";
    this.drawText(item);
    this.questions.update(item, this.question);
    this.drawAside(item);
    slots.card.querySelectorAll("[data-needs]").forEach((node) => { node.hidden = !item; });
    this.drawStanding();
  }

  // What changes without the segment: where one is, what is saved, how far the languages are.
  drawStanding() {
    const { slots, queue, words } = this;
    slots.position.textContent = positionWords(this);
    this.drawTitle();
    drawSave(slots.save, this.outbox, words);
    drawTrouble(slots.trouble, this);
    drawProgress(slots.progress, this);
    const over = !queue.current && queue.ended && !this.outbox.waiting;
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
    );
    this.slots.extras.replaceChildren(
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
