// What opens below the questions: a note, the language search, the keys with the meaning of the values, recent choices.
function notePanel(card, item) {
  const { words } = card;
  const field = element("textarea", {
    rows: 2,
    dir: "auto",
    maxLength: 10000,
    attributes: { "aria-label": words.note_label },
  });
  const save = () => {
    if (field.value.trim()) card.addNote(item, field.value.trim());
    else card.open("");
  };
  field.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      save();
    }
  };
  return [field, button(words.save, save, { badge: "Enter", main: true }), closing(card)];
}

function languagePanel(card, item) {
  const search = new LanguageSearch(card, item, (one) => card.correctLanguage(item, one));
  return [search.node, button(card.words.save, () => search.save(), { badge: "Enter", main: true }), closing(card)];
}

function helpPanel(card) {
  const { words } = card;
  const keys = [
    ["1 … 0", words.key_value],
    ["⇧ 1 … 0", words.key_shifted],
    ["↑ ↓", words.key_question],
    ["Enter", words.key_next],
    ["S", words.key_skip],
    ["L", words.key_language],
    ["N", words.key_note],
    ["U  Ctrl+Z", words.key_undo],
    ["?", words.keys],
    ["Esc", words.close],
  ];
  const list = element(
    "dl",
    { className: "keys keyboard" },
    ...keys.flatMap(([badge, text]) => [
      element("dt", {}, keyBadge(badge), element("span", { className: "live", textContent: badge })),
      element("dd", { textContent: text }),
    ]),
  );
  const meanings = card.data.schemes.map((scheme) =>
    element(
      "details",
      { open: scheme.ordinal },
      element("summary", { textContent: scheme.name }),
      element(
        "dl",
        {},
        ...scheme.values.flatMap((value) => [
          element("dt", { textContent: value.label }),
          element("dd", { textContent: value.description }),
        ]),
      ),
    ),
  );
  const mute = setting(card, "mute", words.single_keys);
  mute.classList.add("keyboard");
  return [list, setting(card, "stay", words.go_on), mute, ...meanings, closing(card)];
}

// A switch that this browser remembers; it is on unless the entry `name` says otherwise.
function setting(card, name, text) {
  const box = element("input", { type: "checkbox", checked: !card.storage.read(name) });
  box.onchange = () => {
    if (box.checked) card.storage.remove(name);
    else card.storage.write(name, true);
  };
  return element("label", { className: "setting" }, box, element("span", { textContent: text }));
}

function recentPanel(card) {
  const { words } = card;
  const list = element("ol", { className: "recent" }, element("li", { textContent: words.loading }));
  card.queue.ask("GET", "labels/recent?limit=20").then((found) => {
    const lines = (found?.items || []).map((one) => recentLine(card, one));
    list.replaceChildren(
      ...(lines.length ? lines : [element("li", { textContent: found ? words.no_recent : words.offline })]),
    );
  });
  return [element("h3", { textContent: words.recent }), list, closing(card)];
}

function recentLine(card, one) {
  const { words } = card;
  const scheme = card.data.schemes.find((each) => each.id === one.scheme);
  const value = scheme?.values.find((each) => each.key === one.value)?.label ?? one.value;
  const what =
    { label: value, skip: words.skipped, language: one.value, note: filled(words.noted, { note: one.value }) }[
      one.kind
    ] ?? value;
  const text = element("span", { className: "quote" });
  setText(text, one.item.text, one.item.language, one.item.direction);
  return element(
    "li",
    {},
    element("span", { textContent: scheme ? `${scheme.name}: ${what}` : what }),
    text,
    button(words.show, () => card.goTo(one.item)),
    button(words.undo, () => card.takeBack(one)),
  );
}

function closing(card) {
  return button(card.words.close, () => card.open(""), { badge: "Esc" });
}
