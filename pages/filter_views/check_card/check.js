// “Is this Yoruba?”: one segment, one key, the next at once. The next segments are already here; answers go through the
// outbox, which keeps them in this browser until the server has them. Streamlit calls the default export at each rerun
// that changes the data, and what it returned when the card leaves the page.
const ANSWERS = { y: "yes", n: "no", s: "unsure" };
const FEW_LEFT = 8;
const TOLD_AFTER_MS = 1500; // after the last answer, the page's figures are asked for
let onDuty = null;
let lastLanguage = null; // shown on this page: where it changes, the keys are the card's at once

export default function ({ parentElement, data, setTriggerValue }) {
  if (onDuty?.root !== parentElement || onDuty.data.identity !== data.identity) {
    onDuty?.close();
    onDuty = new Check(parentElement, data);
    onDuty.start();
  }
  const card = onDuty;
  card.trigger = setTriggerValue;
  card.turn += 1;
  const { turn } = card;
  return () => {
    if (card !== onDuty || card.turn !== turn) return;
    card.close();
    onDuty = null;
  };
}

class Check {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.words = data.words;
    this.turn = 0;
    this.items = [];
    this.at = 0;
    this.steps = [];
    this.done = 0;
    this.filling = false;
    this.ended = false;
    this.shownAt = Date.now();
    this.slots = Object.fromEntries([...root.querySelectorAll("[data-slot]")].map((node) => [node.dataset.slot, node]));
    this.address = `${data.api}/projects/${encodeURIComponent(data.project)}/checks`;
    this.storage = new Store(`isogloss-check:${data.project}:${data.account}:`);
    this.outbox = Outbox.of(this.storage, this.address, data.account);
  }

  start() {
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    window.addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
    this.outbox.onChange = () => this.drawStanding();
    this.outbox.onSaved = () => this.tellLater();
    this.outbox.send();
    this.drawActions();
    this.fill();
    this.draw();
    const { language } = this.data;
    if (lastLanguage && lastLanguage !== language) setTimeout(() => this.slots.text.focus({ preventScroll: true }));
    lastLanguage = language;
  }

  close() {
    this.listeners.abort();
    clearTimeout(this.later);
    this.outbox.onChange = this.outbox.onSaved = () => {}; // it goes on sending
  }

  get current() {
    return this.items[this.at];
  }

  // -- the next segments
  async fill() {
    if (this.filling || this.ended || this.items.length - this.at > FEW_LEFT) return;
    this.filling = true;
    const exclude = this.items.slice(-500).map((item) => item.segment_id);
    try {
      const answer = await fetch(`${this.address}/next`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ language: this.data.language, exclude }),
      });
      if (!answer.ok) throw new Error(reasonIn(await answer.text()));
      const { items } = await answer.json();
      this.ended = !items.length;
      this.items.push(...items);
      this.failed = "";
    } catch (error) {
      this.failed = error.message || this.words.unreachable;
      setTimeout(() => this.fill(), 3000);
    } finally {
      this.filling = false;
      this.draw();
    }
  }

  // -- answers
  answer(value, correction = null) {
    const item = this.current;
    if (!item) return;
    const key = randomKey();
    const seconds = Math.round((Date.now() - this.shownAt) / 10) / 100;
    this.outbox.add({
      key,
      segment_id: item.segment_id,
      language: this.data.language,
      answer: value,
      correction,
      seconds,
    });
    this.steps.push({ key, at: this.at });
    this.at += 1;
    this.done += 1;
    this.slots.live.textContent = this.words[value];
    this.show();
  }

  undo() {
    const step = this.steps.pop();
    if (!step) {
      this.slots.live.textContent = this.words.nothing_to_undo;
      return;
    }
    this.outbox.add({ key: `undo:${step.key}`, undoes: step.key });
    this.at = step.at;
    this.done -= 1;
    this.slots.live.textContent = this.words.undone;
    this.show();
  }

  tellLater() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.trigger?.("answered", this.done), TOLD_AFTER_MS);
  }

  // -- keys
  key(event) {
    const target = event.composedPath()[0];
    if (event.isComposing || event.repeat || isTyping(target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isElsewhere(target) || !this.slots.card.checkVisibility()) return;
    const pressed = letter(event);
    const act = ANSWERS[pressed]
      ? () => this.answer(ANSWERS[pressed])
      : { l: () => this.openLanguages(), u: () => this.undo() }[pressed];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  // -- drawing
  show() {
    this.shownAt = Date.now();
    this.closeLanguages();
    this.draw();
    this.fill();
  }

  draw() {
    const item = this.current;
    const { text, card } = this.slots;
    card.dataset.state = item ? "item" : "loading";
    this.slots.question.textContent = this.words.question;
    if (item) setText(text, item.text, this.data.language, item.direction);
    else setText(text, this.failed || (this.ended ? this.words.ended : this.words.loading), "", "auto");
    this.slots.actions.querySelectorAll("button.reply").forEach((node) => {
      node.disabled = !item;
    });
    this.drawStanding();
  }

  drawActions() {
    const answers = Object.entries(ANSWERS).map(([key, value]) =>
      button(this.words[value], () => this.answer(value), { badge: key.toUpperCase(), className: "reply" }),
    );
    answers.push(button(this.words.other, () => this.openLanguages(), { badge: "L", className: "reply" }));
    answers.push(button(this.words.undo, () => this.undo(), { badge: "U" }));
    this.slots.actions.replaceChildren(...answers);
  }

  drawStanding() {
    const { outbox, words } = this;
    const state = { saving: words.saving, saved: words.saved, stuck: filled(words.not_saved, { n: outbox.waiting }) };
    this.slots.save.dataset.state = outbox.state;
    this.slots.save.textContent = [filled(words.done, { n: figure(this.done) }), state[outbox.state]]
      .filter(Boolean)
      .join(" · ");
    const refused = [...outbox.refused.values()];
    const told = refused.length ? filled(words.refused, { n: refused.length, reason: refused[0].reason }) : "";
    const trouble = told || (outbox.trouble ? words.kept : "");
    const node = this.slots.trouble;
    node.hidden = !trouble;
    node.replaceChildren();
    if (!trouble) return;
    node.append(element("p", { textContent: trouble }));
    if (refused.length) node.append(button(words.give_up, () => outbox.dismissRefused()));
  }

  openLanguages() {
    const item = this.current;
    if (!item) return;
    const choose = (one) => (one.tag === this.data.language ? this.answer("yes") : this.answer("no", one.tag));
    const search = new LanguageSearch(this, item, choose);
    search.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.closeLanguages();
    });
    this.slots.aside.replaceChildren(search.node);
    this.slots.aside.hidden = false;
    search.field.focus();
  }

  closeLanguages() {
    const focused = this.slots.aside.contains(this.root.activeElement ?? this.root.getRootNode().activeElement);
    this.slots.aside.hidden = true;
    this.slots.aside.replaceChildren();
    if (focused) this.slots.text.focus();
  }
}

// Tables, menus and lists of the page keep their keys, and so does a dialogue.
function isElsewhere(target) {
  return target instanceof Element && target.closest("[role=grid], [role=menu], [role=listbox], [role=dialog]");
}
