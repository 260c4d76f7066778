// What a person decides: choosing, skipping, correcting, noting, taking back. Each decision changes the segment here at once,
// is counted, can be taken back, and goes to the server through the outbox.
class Deciding {
  choose(scheme, value) {
    const item = this.queue.current;
    if (!item) return;
    const previous = item.labels[scheme.id] ?? null;
    const own = item.own ?? [];
    const next = previous === value && own.includes(scheme.id) ? null : value; // somebody else's value is confirmed
    if (item.skipped)
      this.decide(
        item,
        { kind: "skip", value: null },
        () => {
          item.skipped = false;
        },
        false,
      );
    const key = this.decide(
      item,
      { kind: "label", value: next, scheme: scheme.id, scheme_version: scheme.version },
      () => {
        item.labels[scheme.id] = next;
        item.own = [...own.filter((one) => one !== scheme.id), ...(next === null ? [] : [scheme.id])];
      },
    );
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
    this.announce(
      this.decide(item, { kind: "skip", value: "skipped" }, () => {
        item.skipped = true;
      }),
      this.words.skipped,
    );
    this.advance();
  }

  addNote(item, text) {
    this.announce(
      this.decide(item, { kind: "note", value: text }, () => {}),
      this.words.noted_short,
    );
    this.open("");
  }

  correctLanguage(item, one) {
    if (one.tag !== item.language) {
      const change = () =>
        Object.assign(item, { language: one.tag, language_name: one.name, direction: one.direction });
      this.announce(
        this.decide(item, { kind: "language", value: one.tag }, change),
        filled(this.words.now_in, { language: one.name }),
      );
    }
    this.open("");
  }

  next() {
    const item = this.queue.current;
    if (!item) {
      this.queue.ended = false;
      this.queue.fill();
      return;
    }
    if (!this.queue.isDone(item)) {
      item.passed = true;
      this.say(this.words.left_open);
    }
    this.advance();
  }

  advance() {
    this.queue.forward();
    this.aside = "";
    this.show();
  }

  // Record a decision, make its change here, and keep what is needed to take it back; gives the event's key.
  decide(item, event, change, undoable = true) {
    const key = randomKey();
    const before = { ...item, labels: { ...item.labels } };
    this.counted(item, change);
    if (undoable)
      this.steps.push({
        key,
        item: before,
        after: { labels: { ...item.labels }, skipped: item.skipped, language: item.language },
      });
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

  answered(item) {
    return this.data.schemes.every((scheme) => item.labels[scheme.id]);
  }

  send(item, event) {
    const now = Date.now();
    this.outbox.add({
      segment_id: item.segment_id,
      seconds: Math.round((now - this.chosenAt) / 10) / 100,
      suggestion: item.suggestion ?? null,
      suggestion_shown: false,
      client_at: new Date(now).toISOString(),
      ...event,
    });
    this.chosenAt = now;
  }

  // Take back the newest decision, wherever it was made, and go to its segment.
  async undo() {
    const step = this.steps.pop();
    if (step) return this.restore(step.key, step.item, step.after);
    const found = await this.queue.ask("GET", "labels/recent?limit=1");
    return found?.items?.length ? this.takeBack(found.items[0]) : this.say(this.words.nothing_to_undo);
  }

  // Take back one of the recent decisions; what was decided about the segment besides stays.
  takeBack(one) {
    const was = this.steps.pop(one.key)?.item;
    const now = this.queue.items.find((item) => item.segment_id === one.item.segment_id) ?? one.item;
    const before = { ...now, labels: { ...now.labels } };
    if (one.scheme) before.labels[one.scheme] = was?.labels[one.scheme] ?? null;
    if (one.kind === "skip") before.skipped = false;
    if (one.kind === "language" && was)
      Object.assign(before, { language: was.language, language_name: was.language_name, direction: was.direction });
    return this.restore(one.key, before, { labels: { ...now.labels }, skipped: one.kind === "skip" || now.skipped });
  }

  // Go to a segment as it is now (`after` where it is not here any more) and put it back to what it was before.
  restore(key, before, after) {
    const item = this.queue.show({ ...before, ...after });
    this.counted(item, () => Object.assign(item, before, { labels: { ...before.labels }, passed: false }));
    this.send(item, {
      key: `undo:${key}`,
      kind: "undo",
      undoes: key,
      worklist: this.data.worklist,
      restores: { labels: before.labels, skipped: Boolean(before.skipped) },
    });
    this.announce(`undo:${key}`, this.words.undone);
    this.aside = "";
    this.show();
  }

  goTo(found) {
    this.queue.show(found);
    this.aside = "";
    this.show();
  }
  workOn(language) {
    this.aside = "";
    this.queue.narrow(language);
    this.show();
  }
}
