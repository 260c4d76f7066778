// What opens below the questions: a note, the language search, reasons to skip, recent choices.
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

// Why a segment is left to somebody else: a click or a digit says it.
function reasonPanel(card) {
  const { words } = card;
  const reasons = ["reason_language", "reason_nonsense", "reason_mixed", "reason_private", "reason_hurtful"];
  const choices = reasons.map((name, at) =>
    button(words[name], () => card.skip(words[name]), { action: `value${at + 1}`, className: "reason" }),
  );
  return [element("h3", { textContent: words.reason_title }), ...choices, closing(card)];
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
