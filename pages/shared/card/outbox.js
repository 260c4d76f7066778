// What was chosen and is not yet acknowledged. It lives in localStorage, so that a reload, a crash of the server or a
// lost connection loses nothing: events stay until the server has acknowledged their key, and are sent in order.
class Outbox {
  constructor(address, storageKey, onChange) {
    this.address = address; this.storageKey = storageKey; this.onChange = onChange;
    this.events = JSON.parse(localStorage.getItem(storageKey) || "[]");
    this.sending = false; this.savedAt = null; this.trouble = ""; this.delay = 500; this.timer = 0; this.closed = false;
  }
  add(event) { this.events.push(event); this.keep(); this.send(); }
  keep() { localStorage.setItem(this.storageKey, JSON.stringify(this.events)); this.onChange(this); }
  retryLater() {
    clearTimeout(this.timer);
    if (this.closed) return;
    this.timer = setTimeout(() => this.send(), this.delay);
    this.delay = Math.min(this.delay * 2, 15000);
  }
  async send() {
    if (this.sending || !this.events.length || this.closed) return;
    this.sending = true;
    const batch = this.events.slice(0, 50);
    try {
      const answer = await fetch(this.address, { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify(batch), keepalive: true });
      if (!answer.ok) { this.refused(answer.status, await answer.text(), batch); return; }
      const done = new Set((await answer.json()).map((item) => item.key));
      this.events = this.events.filter((event) => !done.has(event.key));
      this.savedAt = new Date(); this.trouble = ""; this.delay = 500;
    } catch (error) {
      this.trouble = "offline"; this.retryLater();
    } finally {
      this.sending = false; this.keep();
      if (!this.trouble && this.events.length) this.send();
    }
  }
  refused(status, body, batch) {
    if (status === 401 || status === 403) { this.trouble = "signed-out"; this.retryLater(); }
    else if (status === 422 && batch.length === 1) { this.events.shift(); this.trouble = ""; this.rejected?.(batch[0], body); }
    else if (status === 422) { this.trouble = ""; this.oneByOne(batch); }
    else { this.trouble = "server"; this.retryLater(); }
  }
  async oneByOne(batch) {
    for (const event of batch) {
      const answer = await fetch(this.address, { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify([event]) }).catch(() => null);
      if (!answer) return this.retryLater();
      if (answer.ok || answer.status === 422) this.events = this.events.filter((other) => other.key !== event.key);
      if (answer.status === 422) this.rejected?.(event, await answer.text());
    }
    this.keep();
  }
  close() { this.closed = true; clearTimeout(this.timer); }
}
