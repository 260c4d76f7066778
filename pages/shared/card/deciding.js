// What a person decides: choosing, skipping, correcting, noting, taking back, doing again. Each decision changes the segment
// here at once, is counted, can be taken back, and goes to the server through the outbox.
const UNSURE = "cannot_tell";

// What of a segment a decision may change, as it is now.
function stateOf(item) {
  const { skipped, own, language, language_name, direction } = item;
  return { labels: { ...item.labels }, skipped, own, language, language_name, direction };
}

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

  // “Cannot tell” where the question has that value, else the segment is left to somebody else.
  unsure() {
    const scheme = this.data.schemes[this.question];
    if (!this.queue.current || !scheme) return;
    if (scheme.values.some((one) => one.key === UNSURE)) this.choose(scheme, UNSURE);
    else this.skip(this.words.unsure);
  }

  // Leave the segment to somebody else; the reason, where there is one, stays with it as a note.
  skip(reason = "") {
    const item = this.queue.current;
    if (!item) return;
    if (reason) this.decide(item, { kind: "note", value: filled(this.words.skipped_why, { reason }) }, () => {}, false);
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

  // One segment back or forth in the order in which they were shown; before those at hand, the last ones decided on.
  async back() {
    const { items, current } = this.queue;
    const at = current ? items.indexOf(current) : items.length;
    if (at > 0) return this.goTo(items[at - 1]);
    const found = await this.queue.ask("GET", "labels/recent?limit=100");
    const here = new Set(items.map((item) => item.segment_id));
    const before = found?.items?.map((one) => one.item).find((item) => !here.has(item.segment_id));
    if (this.queue.current !== current) return undefined; // something was decided meanwhile
    return before ? this.goTo(before) : this.say(this.words.no_earlier);
  }

  forth() {
    const { items, current } = this.queue;
    const later = items[items.indexOf(current) + 1];
    if (current && later) this.goTo(later);
    else this.say(this.words.no_later);
  }

  // Record a decision, make its change here, and keep what is needed to take it back; gives the event's key.
  decide(item, event, change, undoable = true, again = false) {
    const key = randomKey();
    const before = { ...item, labels: { ...item.labels } };
    this.counted(item, change);
    if (undoable) this.steps.push({ key, item: before, after: stateOf(item), event });
    if (undoable && !again) this.undone.clear();
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
    if (step) {
      if (step.event) this.undone.push(step);
      return this.restore(step.key, step.item, step.after);
    }
    const found = await this.queue.ask("GET", "labels/recent?limit=1");
    return found?.items?.length ? this.takeBack(found.items[0]) : this.say(this.words.nothing_to_undo);
  }

  // Do again what was taken back last, as a decision of its own.
  redo() {
    const step = this.undone.pop();
    if (!step) return this.say(this.words.nothing_to_redo);
    const item = this.queue.show({ ...step.item });
    const change = () => Object.assign(item, step.after, { labels: { ...step.after.labels } });
    this.announce(this.decide(item, step.event, change, true, true), this.words.redone);
    this.aside = "";
    return this.show();
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
