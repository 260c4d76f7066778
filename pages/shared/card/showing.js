// How the card shows what it holds: each part is brought up to date from the state, and only where it changed.
class Showing extends Deciding {
  open(name) {
    this.aside = name && name !== this.aside ? name : "";
    this.draw();
    (this.slots.aside.querySelector("input, textarea, button") ?? this.slots.text).focus({ preventScroll: true });
    if (this.aside) this.slots.aside.scrollIntoView({ block: "nearest" });
  }

  show() {
    const item = this.queue.current;
    this.storage.write("on", item?.segment_id ?? null); // so that a reload comes back to it
    this.drawn = item;
    this.shownAt = this.chosenAt = Date.now();
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
    slots.card.querySelectorAll("[data-needs]").forEach((node) => {
      node.hidden = !item;
    });
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
      if (slots.text.textContent !== item.text || slots.text.lang !== (item.language || ""))
        setText(slots.text, item.text, item.language, item.direction);
      slots.facts.textContent = [item.language_name || words.no_language, item.source, item.context]
        .filter(Boolean)
        .join(" · ");
      return;
    }
    const { left, skipped } = this.counting.total;
    const ended =
      this.counting.known && left > skipped
        ? filled(words.with_others, { n: figure(left - skipped) })
        : counted(words, "ended", this.counting.here);
    setText(
      slots.text,
      queue.trouble === "offline" ? words.unreachable : queue.ended ? ended : words.loading,
      null,
      "auto",
    );
    slots.facts.textContent = "";
  }

  drawTitle() {
    const item = this.queue.current;
    const title = [item || this.counting.known ? positionWords(this) : "", this.words.title]
      .filter(Boolean)
      .join(" · ");
    if (document.title !== title) document.title = title;
  }

  drawAside(item) {
    const slot = this.slots.aside;
    const made = { note: notePanel, language: languagePanel, reason: reasonPanel }[this.aside];
    const shown = `${this.aside} ${made ? (item?.segment_id ?? "") : ""}`;
    if (slot.dataset.shown === shown) return;
    slot.dataset.shown = shown;
    this.awaiting = null;
    const make = made ? item && made : { help: helpPanel, recent: recentPanel }[this.aside];
    slot.replaceChildren(...(make ? make(this, item) : []));
    drawBadges(slot, this);
    slot.hidden = !make;
  }

  drawActions() {
    const { words } = this;
    const needing = (node) => {
      node.dataset.needs = "item";
      return node;
    };
    this.slots.actions.replaceChildren(
      needing(button(words.next, () => this.next(), { action: "next", main: true })),
      needing(button(words.skip, () => this.skip(), { action: "skip" })),
      button(words.undo, () => this.undo(), { action: "undo" }),
      button(words.redo, () => this.redo(), { action: "redo" }),
    );
    this.slots.extras.replaceChildren(
      needing(button(words.unsure, () => this.unsure(), { action: "unsure" })),
      needing(button(words.reason, () => this.open("reason"), { action: "reason" })),
      needing(button(words.language, () => this.open("language"), { action: "language" })),
      needing(button(words.note, () => this.open("note"), { action: "note" })),
      button(words.recent, () => this.open("recent"), { action: "recent" }),
      button(words.keys, () => this.open("help"), { action: "help" }),
    );
  }
}
