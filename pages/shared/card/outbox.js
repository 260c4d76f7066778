// What was chosen and is not yet acknowledged. Events stay in the storage until the server has acknowledged their key,
// and are sent in their order, one request at a time; sending one twice is harmless, since the server knows its key. So
// a reload, a second tab, a crash of the server, a lost connection or a sign-out loses nothing. An event that the server
// refuses for good is put aside and shown, never dropped.
const BATCH = 50;
const KEEPALIVE_CHARACTERS = 15000; // browsers send at most 64 KiB when the page goes away
const GIVE_UP_MS = 15000;
const SLOW_MS = 4000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 5000;
const outboxes = new Map();

class Outbox {
  // One outbox a person and project; it goes on sending when another page of the app is shown.
  static of(storage, address, account) {
    const name = `${storage.prefix} ${address}`;
    if (!outboxes.has(name)) outboxes.set(name, new Outbox(storage, address, account));
    return outboxes.get(name);
  }

  constructor(storage, address, account) {
    this.storage = storage;
    this.address = address;
    this.account = account;
    this.onChange = () => {};
    this.onSaved = () => {};
    this.trouble = "";
    this.reason = "";
    this.savedAt = null;
    this.sending = false;
    this.delay = FIRST_DELAY_MS;
    this.timer = 0;
    this.singly = 0;
    this.reload();
    const poke = () => {
      if (document.visibilityState === "visible") this.poke();
    };
    window.addEventListener("online", poke);
    window.addEventListener("focus", poke);
    document.addEventListener("visibilitychange", poke);
    window.addEventListener("storage", (event) => {
      // another tab sent or chose something
      if (event.key === null || event.key.startsWith(storage.prefix)) {
        this.reload();
        this.onChange();
      }
    });
  }

  reload() {
    const kind = (name) =>
      new Map(
        this.storage
          .names(name)
          .map((entry) => [entry, this.storage.read(entry)])
          .filter(([, event]) => event),
      );
    this.events = kind("out");
    this.refused = kind("refused");
  }

  add(event) {
    const name = this.storage.nextName("out");
    this.storage.write(name, event);
    this.events.set(name, event);
    this.onChange();
    this.send();
  }

  get waiting() {
    return this.events.size;
  }
  get durable() {
    return ![...this.storage.memory.keys()].some((name) => name.startsWith("out:"));
  }
  pendingOf(segmentId) {
    return [...this.events.values()].filter((event) => event.segment_id === segmentId);
  }

  // Try now: the connection is back, or somebody returned to the tab.
  poke() {
    this.delay = FIRST_DELAY_MS;
    this.send();
  }

  async send() {
    if (this.sending || !this.waiting) return;
    this.sending = true;
    clearTimeout(this.timer);
    const slow = setInterval(() => this.onChange(), SLOW_MS);
    try {
      while (this.waiting && (await this.sendBatch(this.nextBatch()))) this.onChange();
    } finally {
      clearInterval(slow);
      this.sending = false;
      this.onChange();
    }
  }

  nextBatch() {
    const limit = this.singly > 0 ? 1 : BATCH;
    return [...this.events.entries()].slice(0, limit);
  }

  // Whether to go on with the next batch; if not, a later try is arranged.
  async sendBatch(batch) {
    const body = JSON.stringify(batch.map(([, { restores, ...event }]) => event)); // what it restores is for the queue alone
    let answer, text;
    this.startedAt = Date.now();
    try {
      answer = await fetch(this.address, {
        method: "POST",
        body,
        keepalive: body.length < KEEPALIVE_CHARACTERS,
        signal: AbortSignal.timeout(GIVE_UP_MS),
        headers: { "Content-Type": "application/json", "X-Isogloss-Account": this.account },
      });
      text = await answer.text();
    } catch {
      return this.later("offline");
    }
    if (answer.ok) return this.acknowledge(batch, text);
    if (answer.status === 401) return this.later("signed-out");
    if (answer.status === 403) return this.later("forbidden", reasonIn(text));
    if (answer.status >= 500 || [408, 421, 425, 429].includes(answer.status)) return this.later("server");
    if (batch.length > 1)
      this.singly = batch.length; // one of them is wrong: the others are sent by themselves
    else this.putAside(batch[0], reasonIn(text));
    return true;
  }

  acknowledge(batch, text) {
    const keys = keysIn(text);
    const done = batch.filter(([, event]) => keys.has(event.key));
    if (!done.length) return this.later("server");
    done.forEach(([name]) => this.forget(name));
    this.singly = Math.max(0, this.singly - 1);
    this.savedAt = new Date();
    this.trouble = "";
    this.reason = "";
    this.delay = FIRST_DELAY_MS;
    this.onSaved(keys);
    return true;
  }

  later(trouble, reason = "") {
    this.trouble = trouble;
    this.reason = reason;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), this.delay);
    this.delay = Math.min(this.delay * 2, LONGEST_DELAY_MS);
    return false;
  }

  putAside([name, event], reason) {
    const aside = this.storage.nextName("refused");
    this.storage.write(aside, { ...event, reason });
    this.refused.set(aside, { ...event, reason });
    this.forget(name);
    this.singly = Math.max(0, this.singly - 1);
    this.trouble = "";
  }

  // Events that were refused: send them once more, or give them up.
  retryRefused() {
    for (const [name, { reason, ...event }] of this.refused) {
      this.dismiss(name);
      this.add(event);
    }
  }
  dismissRefused() {
    for (const name of [...this.refused.keys()]) this.dismiss(name);
    this.onChange();
  }
  dismiss(name) {
    this.refused.delete(name);
    this.storage.remove(name);
  }
  forget(name) {
    this.events.delete(name);
    this.storage.remove(name);
  }

  // saving: on its way; stuck: it did not get through, or takes long; saved; or nothing yet.
  get state() {
    if (!this.waiting) return this.savedAt ? "saved" : "idle";
    return this.trouble || (this.sending && Date.now() - this.startedAt > SLOW_MS) ? "stuck" : "saving";
  }
}

function keysIn(text) {
  try {
    return new Set(JSON.parse(text).map((found) => found.key));
  } catch {
    return new Set();
  }
}

function reasonIn(text) {
  try {
    const { error, hint, detail } = JSON.parse(text);
    return (
      [error, hint].filter(Boolean).join(" ") ||
      (Array.isArray(detail) ? detail.map((one) => one.msg).join("; ") : String(detail ?? ""))
    );
  } catch {
    return text.slice(0, 200);
  }
}
