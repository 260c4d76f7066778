// The segments in this person's hands: leased from the server, the next ones here before they are needed, the leases
// kept by a heartbeat. What was answered but not yet acknowledged is laid over what the server says, so that a segment
// that is done is not shown again after a reload.
const RETRY_MS = 3000;
const LOOK_AGAIN_MS = 20000;
const KEPT_BEHIND = 200;

class Queue {
  constructor(base, worklist, schemes, ahead, outbox) {
    this.base = base;
    this.worklist = worklist;
    this.schemes = schemes;
    this.ahead = ahead;
    this.outbox = outbox;
    this.onChange = () => {};
    this.closed = false;
    this.language = null;
    this.clear();
  }

  clear() {
    this.items = [];
    this.current = null;
    this.ended = false;
    this.trouble = "";
    this.loading = null;
    this.round = (this.round || 0) + 1;
    clearTimeout(this.timer);
  }

  isDone(item) {
    return item.skipped || this.schemes.every((scheme) => item.labels[scheme.id]);
  }
  get open() {
    return this.items.filter((item) => !item.passed && !this.isDone(item));
  }

  // Go to the next open segment: those after the present one first, then those that were passed over.
  forward() {
    const at = this.items.indexOf(this.current);
    const after = this.items.slice(at + 1).find((item) => !this.isDone(item));
    this.current = after || this.items.find((item) => item !== this.current && !this.isDone(item)) || null;
    if (this.current) this.current.passed = false;
    this.items.splice(0, Math.max(0, this.items.indexOf(this.current) - KEPT_BEHIND));
    this.fill();
  }

  // Go to this segment, which is put in where it is not here any more.
  show(item) {
    const here = this.items.find((one) => one.segment_id === item.segment_id);
    if (!here) this.items.splice(Math.max(0, this.items.indexOf(this.current)), 0, item);
    this.current = here || item;
    this.current.passed = false;
    return this.current;
  }

  // Lease more where fewer than `ahead` wait behind the present one; gives a promise that is kept when they are here.
  fill() {
    if (this.loading) return this.loading;
    if (this.closed || this.ended || this.open.length > this.ahead) return Promise.resolve();
    const loading = this.lease(this.round).finally(() => {
      if (this.loading === loading) this.loading = null;
      this.onChange();
    });
    this.loading = loading;
    return loading;
  }

  async lease(round) {
    const exclude = this.items
      .filter((item) => !this.isDone(item) || this.outbox.pendingOf(item.segment_id).length)
      .map((item) => item.segment_id);
    const found = await this.ask("POST", "leases", {
      worklist: this.worklist,
      count: this.ahead * 2,
      exclude,
      language: this.language,
    });
    if (this.closed || round !== this.round) return;
    if (!found) return this.later(RETRY_MS);
    found.items.forEach((item) => this.absorb(item));
    this.current ??=
      this.items.find((item) => item.segment_id === this.outbox.storage.read("on") && !this.isDone(item)) ??
      this.items.find((item) => !this.isDone(item)) ??
      null;
    if (found.items.length) return;
    this.ended = true;
    this.later(LOOK_AGAIN_MS); // leases of others may have run out by then
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.ended = false;
      this.fill();
    }, milliseconds);
  }

  absorb(item) {
    item.labels = { ...item.labels };
    for (const event of this.outbox.pendingOf(item.segment_id)) {
      if (event.kind === "label") item.labels[event.scheme] = event.value;
      if (event.kind === "skip") item.skipped = event.value !== null;
      if (event.kind === "undo") Object.assign(item, { ...event.restores, labels: { ...event.restores.labels } });
    }
    const at = this.items.findIndex((one) => one.segment_id === item.segment_id);
    if (at < 0) this.items.push(item);
    else if (this.isDone(this.items[at]) && this.items[at] !== this.current) this.items[at] = item;
    else this.items[at].lease_id = item.lease_id;
  }

  // Keep the leases; a segment that somebody else has by now is let go, unless it is on show.
  async heartbeat() {
    const held = this.items.filter((item) => item.lease_id && !this.isDone(item));
    if (!held.length) return;
    const answer = await this.ask("POST", "leases/heartbeat", { leases: held.map((item) => item.lease_id) });
    if (!answer) return;
    const kept = new Set(answer.kept.map((lease) => lease.lease_id));
    const lost = held.filter((item) => !kept.has(item.lease_id) && item !== this.current);
    this.items = this.items.filter((item) => !lost.includes(item));
    this.fill();
  }

  // Work on one language (a tag, "" where it is unknown) or on all (null); what is not begun goes back to the others.
  narrow(language) {
    const unused = this.items.filter((item) => !this.isDone(item) && !this.outbox.pendingOf(item.segment_id).length);
    if (unused.length) this.ask("POST", "leases/release", { segments: unused.map((item) => item.segment_id) });
    this.language = language;
    this.clear();
    return this.fill();
  }

  async ask(method, path, body) {
    try {
      const answer = await fetch(`${this.base}/${path}`, {
        method,
        signal: AbortSignal.timeout(GIVE_UP_MS),
        ...(body ? { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {}),
      });
      const text = await answer.text();
      this.trouble = answer.ok ? "" : reasonIn(text) || "server";
      return answer.ok ? (JSON.parse(text || "null") ?? {}) : null;
    } catch {
      this.trouble = "offline";
      return null;
    }
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
  }
}
