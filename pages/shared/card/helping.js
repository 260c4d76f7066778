// The keys, each with what it does; pressing a key's badge moves it to another key. Below them the switches, and what the
// values mean.
function helpPanel(card) {
  const { words, keymap } = card;
  const said = element("p", { className: "facts told", attributes: { role: "alert" } });
  const list = element("dl", { className: "keys keyboard" });
  const own = ["next", "back", "forth", "above", "below", "unsure", "skip", "reason", "language"];
  const actions = [...own, "note", "undo", "redo", "recent", "help"];
  const values = Array.from({ length: 10 }, (_none, at) => `value${at + 1}`);
  list.append(
    ...[...values, ...actions].flatMap((action) => keyLine(card, action, said)),
    element("dt", {}, keyBadge("⇧"), element("span", { className: "live", textContent: "⇧" })),
    element("dd", { textContent: words.key_shifted }),
    element("dt", {}, keyBadge("Esc"), element("span", { className: "live", textContent: "Esc" })),
    element("dd", { textContent: words.close }),
  );
  const reset = button(words.keys_reset, () => {
    keymap.reset();
    card.awaiting = null;
    said.textContent = words.keys_are_reset;
  });
  reset.classList.add("keyboard");
  const mute = setting(card, "mute", words.single_keys);
  mute.classList.add("keyboard");
  const hint = element("p", { className: "facts keyboard", textContent: words.keys_hint });
  return [
    hint,
    said,
    list,
    reset,
    setting(card, "stay", words.go_on),
    mute,
    ...meanings(card.data.schemes),
    closing(card),
  ];
}

function meanings(schemes) {
  return schemes.map((scheme) =>
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
}

function keyLine(card, action, said) {
  const what = actionWords(card, action);
  const badge = actionBadge(action);
  const move = element("button", { type: "button", className: "move" }, badge);
  move.onclick = () => {
    said.textContent = filled(card.words.key_wanted, { what });
    move.classList.add("waiting");
    card.awaiting = (event) => {
      const done = event.key === "Escape" ? card.words.key_kept : moved(card, action, event);
      if (done === null) return; // Shift alone: the key is still to come
      card.awaiting = null;
      move.classList.remove("waiting");
      said.textContent = done;
    };
  };
  move.dataset.names = what;
  return [element("dt", {}, move), element("dd", { textContent: what })];
}

// Give an action the key that was pressed; the sentence that says so, or why not.
function moved(card, action, event) {
  const { words, keymap } = card;
  if (["Shift", "Control", "Alt", "Meta", "AltGraph"].includes(event.key)) return null;
  const chord = chordOf(event);
  const conflict = chord && !event.ctrlKey && !event.altKey && !event.metaKey ? keymap.conflict(action, chord) : { reason: "fixed" };
  if (!conflict) {
    keymap.move(action, chord);
    return filled(words.key_moved, { key: keymap.badge(action), what: actionWords(card, action) });
  }
  if (conflict.reason === "fixed") return words.key_fixed;
  const shown = `${event.shiftKey ? "⇧" : ""}${keymap.printed(chord.replace("Shift+", ""))}`;
  return filled(words.key_taken, { key: shown, what: actionWords(card, conflict.by) });
}

function actionWords(card, action) {
  const value = /^value(\d+)$/.exec(action);
  return value ? filled(card.words.key_value, { n: value[1] }) : card.words[`key_${action}`];
}

// Bring all badges under a node up to date: the person may have moved a key, or changed the layout.
function drawBadges(node, card) {
  for (const badge of node.querySelectorAll("kbd[data-action]")) {
    const text = card.keymap.badge(badge.dataset.action);
    if (badge.textContent !== text) badge.textContent = text;
    const move = badge.closest(".move");
    if (move) move.setAttribute("aria-label", filled(card.words.key_change, { key: text, what: move.dataset.names }));
  }
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
