// How far the work is: the server's counts per language, and on top of them what happened here since they were made, so
// that a figure changes with the key. Also the own pace: the median time of the last segments, kept in this browser.
const PACE_OF = 30;
const LONGEST_SECONDS = 300; // longer than this is a break, not work

class Counting {
  constructor(queue, storage) {
    this.queue = queue;
    this.storage = storage;
    this.languages = [];
    this.here = 0;
    this.since = null;
    this.onChange = () => {};
  }

  get known() {
    return this.languages.length > 0;
  }

  // Ask the server anew; only while nothing waits to be sent, since it does not know of that yet.
  async refresh() {
    if (this.since || this.queue.outbox.waiting) return;
    this.since = [];
    const found = await this.queue.ask("GET", `leases/progress?worklist=${encodeURIComponent(this.queue.worklist)}`);
    const since = this.since;
    this.since = null;
    if (!found) return;
    this.languages = found.languages;
    since.forEach(([language, change]) => this.apply(language, change));
    this.onChange();
  }

  // A segment became done, was skipped, or was taken back; `change` holds what to add to its language's counts.
  count(item, change) {
    this.here += change.done ?? 0;
    this.since?.push([item.language ?? null, change]);
    this.apply(item.language ?? null, change);
  }

  apply(language, change) {
    const line = this.languages.find((one) => one.language === language);
    if (line) for (const [name, by] of Object.entries(change)) line[name] = Math.max(0, line[name] + by);
  }

  // Counts of what is being worked on: the chosen language, else those this person is handed.
  get total() {
    const chosen = this.queue.language;
    const lines = this.languages.filter((one) => (chosen === null ? one.mine : (one.language ?? "") === chosen));
    const sum = (name) => lines.reduce((so, line) => so + line[name], 0);
    return { done: sum("done"), left: sum("left"), skipped: sum("skipped") };
  }

  took(seconds) {
    const times = [...(this.storage.read("pace") || []), Math.min(seconds, LONGEST_SECONDS)].slice(-PACE_OF);
    this.storage.write("pace", times);
  }

  // Median seconds a segment; null before there are three.
  get pace() {
    const times = [...(this.storage.read("pace") || [])].sort((a, b) => a - b);
    return times.length < 3 ? null : times[Math.floor(times.length / 2)];
  }
}
