// The correction of a segment's language: a search by English name, own name or tag, the project's languages first. What
// is sent is a BCP 47 tag; a tag that is not in the list is checked by the server.
const SHOWN = 8;
const lists = new Map();

// All languages that can be chosen from a list, fetched once.
function languageList(api) {
  if (!lists.has(api)) {
    const found = fetch(`${api}/languages`).then((answer) =>
      answer.ok ? answer.json() : Promise.reject(new Error(answer.status)),
    );
    lists.set(api, found);
    found.catch(() => lists.delete(api));
  }
  return lists.get(api).catch(() => []);
}

const folded = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();

// The languages that match, best first: the tag itself, a name's beginning, a word's beginning, any part.
function matching(list, query, expected) {
  const wanted = folded(query.trim());
  if (!wanted) return expected.map((tag) => list.find((one) => one.tag === tag)).filter(Boolean);
  const rank = (one) => {
    const names = [folded(one.name), folded(one.autonym)];
    if (folded(one.tag) === wanted) return 0;
    if (names.some((text) => text.startsWith(wanted))) return expected.includes(one.tag) ? 1 : 2;
    if (names.some((text) => text.split(/[\s()-]+/).some((word) => word.startsWith(wanted)))) return 3;
    return names.some((text) => text.includes(wanted)) ? 4 : 9;
  };
  return list
    .map((one) => [rank(one), one])
    .filter(([at]) => at < 9)
    .sort(([a], [b]) => a - b)
    .slice(0, SHOWN)
    .map(([, one]) => one);
}

class LanguageSearch {
  constructor(card, item, onChoose) {
    this.card = card;
    this.onChoose = onChoose;
    this.list = [];
    this.found = [];
    this.at = -1;
    const { words } = card;
    this.results = element("ul", {
      id: "languages",
      className: "results",
      attributes: { role: "listbox", "aria-label": words.language_label },
    });
    this.field = element("input", {
      type: "text",
      placeholder: words.language_hint,
      autocomplete: "off",
      attributes: {
        role: "combobox",
        "aria-label": words.language_label,
        "aria-controls": "languages",
        "aria-expanded": "true",
        "aria-autocomplete": "list",
      },
    });
    this.note = element("p", { className: "facts", attributes: { role: "alert" } });
    this.field.oninput = () => this.search();
    this.field.onkeydown = (event) => this.key(event);
    this.node = element("div", { className: "search" }, this.field, this.results, this.note);
    this.note.textContent = words.loading_languages;
    this.listed = languageList(card.data.api).then((list) => {
      this.list = list;
      this.search();
    });
  }

  search() {
    this.found = matching(this.list, this.field.value, this.card.data.languages);
    this.mark(this.found.length && this.field.value.trim() ? 0 : -1);
    this.note.textContent = "";
    this.results.replaceChildren(...this.found.map((one, at) => this.option(one, at)));
    this.mark(this.at);
  }

  option(one, at) {
    const own = one.autonym === one.name ? null : element("bdi", { textContent: one.autonym, lang: one.tag });
    return element(
      "li",
      { id: `language-${at}`, onclick: () => this.onChoose(one), attributes: { role: "option" } },
      element("span", { textContent: one.name }),
      own,
      element("code", { textContent: one.tag }),
    );
  }

  mark(at) {
    this.at = at;
    [...this.results.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === at)));
    if (at >= 0) this.field.setAttribute("aria-activedescendant", `language-${at}`);
    else this.field.removeAttribute("aria-activedescendant");
    this.results.children[at]?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.mark(Math.max(-1, Math.min(this.found.length - 1, this.at + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.save();
    }
  }

  // What is marked, else what was typed, as a tag. Who is faster than the list is answered when it has come.
  async save() {
    await this.listed;
    const typed = this.field.value.trim();
    if (this.found[this.at]) return this.onChoose(this.found[this.at]);
    if (!typed) return undefined;
    try {
      const answer = await fetch(`${this.card.data.api}/languages/${encodeURIComponent(typed)}`);
      const text = await answer.text();
      if (answer.ok) return this.onChoose(JSON.parse(text));
      this.note.textContent = reasonIn(text);
    } catch {
      this.note.textContent = this.card.words.language_offline;
    }
    return undefined;
  }
}
