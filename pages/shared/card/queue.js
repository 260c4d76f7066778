// The segments that this person holds: leased from the server, the next ones always there before they are needed,
// kept alive by a heartbeat, and given back by expiring when the page goes away.
class Queue {
  constructor(base, worklist, ahead) {
    this.base = base; this.worklist = worklist; this.ahead = ahead;
    this.items = []; this.index = 0; this.left = null; this.loading = null; this.ended = false; this.trouble = "";
    this.seen = new Set();
  }
  get current() { return this.items[this.index] || null; }
  async fill() {
    if (this.loading || this.ended) return this.loading;
    if (this.items.length - this.index > this.ahead) return null;
    this.loading = this.lease().finally(() => { this.loading = null; });
    return this.loading;
  }
  async lease() {
    try {
      const answer = await fetch(`${this.base}/leases`, { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ worklist: this.worklist, count: this.ahead * 2, exclude: this.items.slice(this.index).map((i) => i.segment_id) }) });
      if (!answer.ok) { this.trouble = (await answer.json()).error || String(answer.status); return; }
      const found = await answer.json();
      this.trouble = ""; this.left = found.left;
      const fresh = found.items.filter((item) => !this.seen.has(item.segment_id));
      fresh.forEach((item) => this.seen.add(item.segment_id));
      this.items.push(...fresh);
      this.ended = !fresh.length;
    } catch (error) { this.trouble = "offline"; }
  }
  heartbeat() {
    const ids = this.items.slice(this.index).map((item) => item.lease_id).filter(Boolean);
    if (!ids.length) return;
    fetch(`${this.base}/leases/heartbeat`, { method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ leases: ids }) }).catch(() => null);
  }
  forward() { if (this.index < this.items.length) this.index += 1; this.fill(); }
  back(segmentId) {
    const at = this.items.findIndex((item) => item.segment_id === segmentId);
    if (at >= 0) this.index = at;
    return at >= 0;
  }
  insert(item) { this.items.splice(this.index, 0, item); this.seen.add(item.segment_id); }
}
