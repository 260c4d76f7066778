// The annotation card: one segment, its questions, every key answered at once. The next segments are already here, so a
// key paints the next one without waiting for anything; what was chosen goes through the outbox. Streamlit calls the
// default export at each rerun that changes the data, and what it returned when the card leaves the page.
const BEAT_MS = 60000;
const UNSAVED_SAID_MS = 1500;
const LANGUAGES_AHEAD_MS = 5000;
const PANELS = ["note", "language", "reason", "recent", "help"];
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

class Card extends Showing {
  constructor(root, data) {
    super();
    const base = `${data.api}/projects/${encodeURIComponent(data.project)}`;
    this.root = root;
    this.data = data;
    this.words = data.words;
    this.turn = 0;
    this.aside = "";
    this.question = 0;
    this.shownAt = Date.now();
    this.chosenAt = this.shownAt;
    this.announced = null;
    this.slots = Object.fromEntries([...root.querySelectorAll("[data-slot]")].map((node) => [node.dataset.slot, node]));
    this.storage = new Store(`isogloss:${data.project}:${data.account}:`);
    this.outbox = Outbox.of(this.storage, `${base}/labels`, data.account);
    this.queue = new Queue(base, data.worklist, data.schemes, data.ahead, this.outbox);
    this.counting = new Counting(this.queue, this.storage);
    this.steps = new Steps(this.storage);
    this.undone = new Steps(this.storage, "redo");
    this.keymap = new Keymap(data.account);
    this.awaiting = null; // a key that is being moved waits for its new place
    this.questions = new Questions(this.slots.questions, data.schemes, this.words, {
      choose: (scheme, value) => this.choose(scheme, value),
      enter: (index) => {
        if (index !== this.question) {
          this.question = index;
          this.draw();
        }
      },
    });
    this.drawActions();
    this.keymap.onChange = () => drawBadges(this.slots.card, this);
    drawBadges(this.slots.card, this);
  }

  start() {
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    window.addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
    window.addEventListener("online", () => this.wake(), { signal });
    window.addEventListener("focus", () => this.keymap.askLayout(), { signal });
    document.addEventListener(
      "visibilitychange",
      () => {
        if (document.visibilityState === "visible") this.wake();
      },
      { signal },
    );
    this.beat = setInterval(() => {
      this.queue.heartbeat();
      this.counting.refresh();
    }, BEAT_MS);
    this.later = setTimeout(() => languageList(this.data.api), LANGUAGES_AHEAD_MS);
    this.titled = new MutationObserver(() => this.drawTitle());
    this.titled.observe(document.querySelector("title") ?? document.head, { childList: true });
    this.covered = new MutationObserver(() => setTimeout(closeConnectionNote));
    this.covered.observe(document.body, { childList: true });
    this.outbox.onChange = () => this.drawStanding();
    this.outbox.onSaved = (keys) => this.saved(keys);
    this.counting.onChange = () => {
      this.drawText(this.queue.current);
      this.drawStanding();
    };
    this.queue.onChange = () => {
      if (this.queue.current !== this.drawn) this.show();
      else this.draw();
    };
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
    this.covered.disconnect();
    clearInterval(this.beat);
    clearTimeout(this.later);
    clearTimeout(this.unsaid);
    this.queue.close();
    this.outbox.onChange = this.outbox.onSaved = () => {}; // it goes on sending
  }

  wake() {
    this.outbox.poke();
    this.queue.heartbeat();
    this.queue.fill();
    this.counting.refresh();
  }

  // -- keys
  key(event) {
    if (this.awaiting && this.aside === "help" && !event.isComposing && event.keyCode !== 229)
      return this.take(event, () => this.awaiting(event));
    const intent = meaning(event, this.root, this.keymap);
    const escapes =
      event.key === "Escape" && this.aside && this.root.contains(event.composedPath()[0]) && !event.isComposing;
    if (escapes) return this.take(event, () => this.open(""));
    if (!intent || document.querySelector('[data-testid="stDialog"]')) return undefined;
    if (this.storage.read("mute") && !intent.everywhere && intent.command !== "close") return undefined;
    const act = {
      value: () => this.pick(intent),
      question: () => this.move(intent.by),
      next: () => this.next(),
      back: () => this.back(),
      forth: () => this.forth(),
      skip: () => this.skip(),
      unsure: () => this.unsure(),
      undo: () => this.undo(),
      redo: () => this.redo(),
      ...Object.fromEntries(PANELS.map((name) => [name, () => this.open(name)])),
    }[intent.command];
    return act && this.take(event, act);
  }

  take(event, act) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) act();
  }

  pick({ index, help }) {
    if (this.aside === "reason") return this.slots.aside.querySelectorAll(".reason")[index]?.click();
    const scheme = this.data.schemes[this.question];
    const value = scheme?.values[index];
    if (value) return this.choose(scheme, value.key);
    return help ? this.open("help") : undefined;
  }

  move(by) {
    this.question = Math.max(0, Math.min(this.data.schemes.length - 1, this.question + by));
    this.say(this.data.schemes[this.question].question);
    this.draw();
  }

  firstOpen(item) {
    return Math.max(
      0,
      this.data.schemes.findIndex((scheme) => !item.labels[scheme.id]),
    );
  }

  // -- the one live region
  // Say what was chosen once it is saved; where that takes long, say that it is not.
  announce(key, text) {
    this.announced = { key, text };
    clearTimeout(this.unsaid);
    this.unsaid = setTimeout(() => {
      if (this.announced?.key === key) this.say(`${text} ${this.words.not_yet_saved}`);
    }, UNSAVED_SAID_MS);
  }

  saved(keys) {
    if (!keys.has(this.announced?.key)) return;
    const language = this.queue.current && (this.queue.current.language_name || this.words.no_language);
    this.say(
      [
        filled(this.words.saved_value, { what: this.announced.text }),
        [positionWords(this), language].filter(Boolean).join(", "),
      ].join(" "),
    );
    this.announced = null;
    if (!this.outbox.waiting) this.draw();
  }

  say(text) {
    this.slots.live.textContent = text;
  }
}
