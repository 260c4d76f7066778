// What this browser keeps for one person in one project. Every entry is a key of its own in localStorage, so that two
// tabs never overwrite each other; names sort in the order in which the entries were made. Where the browser keeps
// nothing (no room, storage blocked), entries live in memory until the page goes.
class Store {
  constructor(prefix) {
    this.prefix = prefix;
    this.memory = new Map();
    this.last = 0;
  }

  // A name for a new entry of this kind, later in the order than every entry that is there.
  nextName(kind) {
    const newest = this.names(kind).at(-1);
    const stamp = newest ? Number(newest.slice(kind.length + 1).split("-")[0]) : 0;
    this.last = Math.max(Date.now(), this.last + 1, stamp + 1);
    return `${kind}:${String(this.last).padStart(15, "0")}-${randomKey().slice(0, 8)}`;
  }

  names(kind) {
    const start = `${this.prefix}${kind}:`;
    const found = [...this.memory.keys()].filter((name) => name.startsWith(`${kind}:`));
    for (const name of this.allNames()) if (name.startsWith(start)) found.push(name.slice(this.prefix.length));
    return found.sort();
  }

  read(name) {
    if (this.memory.has(name)) return JSON.parse(this.memory.get(name));
    try {
      return JSON.parse(localStorage.getItem(this.prefix + name));
    } catch {
      return null;
    }
  }

  // Whether the entry outlives the page. What is not sent yet is worth more than what could be taken back.
  write(name, value) {
    const text = JSON.stringify(value);
    if (this.keep(name, text)) return true;
    if (name.startsWith("out:")) {
      this.names("undo").forEach((step) => this.remove(step));
      if (this.keep(name, text)) return true;
    }
    this.memory.set(name, text);
    return false;
  }

  keep(name, text) {
    try {
      localStorage.setItem(this.prefix + name, text);
    } catch {
      return false;
    }
    this.memory.delete(name);
    return true;
  }

  remove(name) {
    this.memory.delete(name);
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      /* a blocked storage holds nothing to remove */
    }
  }

  allNames() {
    try {
      return Object.keys(localStorage);
    } catch {
      return [];
    }
  }
}

// A random UUID; `crypto.randomUUID` is missing where the page did not come over TLS or from this machine.
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
