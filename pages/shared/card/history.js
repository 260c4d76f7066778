// What can be taken back, and what was taken back and can be done again, newest last: each step holds the segment as it
// was before, and what was different after. Kept in this browser, so that undo works across segments and after a reload;
// each step is an entry of its own, so that a key costs the same however many there are.
const UNDO_DEPTH = 100;

class Steps {
  constructor(storage, kind = "undo") {
    this.storage = storage;
    this.kind = kind;
    this.names = storage.names(kind);
  }

  push(step) {
    const name = this.storage.nextName(this.kind);
    this.storage.write(name, step);
    this.names.push(name);
    while (this.names.length > UNDO_DEPTH) this.storage.remove(this.names.shift());
  }

  // The newest step, or the one that took the decision `key`; null where there is none.
  pop(key = null) {
    const kept = this.storage.names(this.kind); // another tab may have taken steps back
    const name = key === null ? kept.at(-1) : kept.findLast((one) => this.storage.read(one)?.key === key);
    this.names = kept.filter((one) => one !== name);
    if (!name) return null;
    const step = this.storage.read(name);
    this.storage.remove(name);
    return step;
  }

  clear() {
    if (!this.names.length) return;
    this.storage.names(this.kind).forEach((name) => this.storage.remove(name));
    this.names = [];
  }
}
