// How the parts of the card are drawn; each function makes its part anew from the state.
function element(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null));
  return node;
}
function key(text) { const node = element("kbd", { textContent: text }); node.setAttribute("aria-hidden", "true"); return node; }

function drawText(slots, item, card) {
  const { words } = card;
  slots.position.textContent = item ? positionWords(card) : "";
  document.title = item ? `${positionWords(card)} · ${words.tag}` : words.tag;
  if (!item) {
    slots.text.removeAttribute("lang"); slots.text.dir = "auto";
    slots.text.textContent = card.queue.trouble === "offline" ? words.offline : card.queue.trouble
      || (card.queue.ended ? words.ended.replace("{n}", card.doneHere) : words.loading);
    slots.facts.textContent = "";
    return;
  }
  slots.text.textContent = item.text;
  slots.text.dir = item.direction || "auto";
  if (item.language) slots.text.lang = item.language; else slots.text.removeAttribute("lang");
  slots.facts.textContent = [item.language_name || words.no_language, item.source, item.context].filter(Boolean).join(" · ");
}
function positionWords(card) {
  const left = card.remaining();
  const done = card.words.done_here.replace("{n}", card.doneHere);
  return left === null ? done : `${done} · ${card.words.left.replace("{n}", left)}`;
}

function drawQuestions(slot, item, card) {
  const held = slot.getRootNode().activeElement?.dataset?.value;
  slot.replaceChildren();
  if (!item) return;
  card.data.schemes.forEach((scheme, index) => slot.append(question(scheme, index, item, card)));
  if (held) [...slot.querySelectorAll("input")].find((input) => input.dataset.value === held)?.focus({ preventScroll: true });
}
function question(scheme, index, item, card) {
  const values = element("div", { className: "values" });
  const current = index === card.question;
  scheme.values.forEach((value, at) => {
    const input = element("input", { type: "radio", name: `scheme-${scheme.id}`, checked: item.labels[scheme.id] === value.key });
    input.dataset.value = `${scheme.id}:${value.key}`;
    input.onclick = () => card.choose(scheme, value.key);
    const badge = current && at < 20 ? key((at > 9 ? "⇧" : "") + ((at + 1) % 10)) : null;
    values.append(element("label", { className: `value${value.on_scale ? "" : " off"}`, title: value.description }, input, badge,
      element("span", { textContent: value.label })));
  });
  const box = element("fieldset", { className: current ? "current" : "" }, element("legend", { textContent: scheme.question }), values);
  box.setAttribute("role", "radiogroup");
  return box;
}

function drawActions(slot, item, card) {
  const { words } = card;
  const button = (text, badge, act, main) => {
    const node = element("button", { type: "button", className: main ? "main" : "", onclick: act }, element("span", { textContent: text }), badge ? key(badge) : null);
    return node;
  };
  const stay = element("input", { type: "checkbox", checked: card.autoAdvance() });
  stay.onchange = () => localStorage.setItem(`${card.storage}:stay`, stay.checked ? "0" : "1");
  slot.replaceChildren(...(item ? [
    button(words.next, "Enter", () => card.advance(), card.complete(item)),
    button(words.skip, "S", () => card.skip()),
    button(words.language, "L", () => card.openAside("language")),
    button(words.note, "N", () => card.openAside("note")),
  ] : []),
  button(words.undo, "U", () => card.undo()), button(words.keys, "?", () => card.openAside(card.aside === "keys" ? "" : "keys")),
  element("label", { className: "facts" }, stay, ` ${words.go_on}`));
}

function drawAside(slot, item, card) {
  if (slot.dataset.open === card.aside && card.aside && card.aside !== "keys" && slot.dataset.segment === item?.segment_id) return;
  slot.dataset.open = card.aside; slot.dataset.segment = item?.segment_id || "";
  slot.replaceChildren();
  if (card.aside === "keys") return slot.append(keyList(card.words));
  if (!item || !card.aside) return;
  const field = card.aside === "note" ? element("textarea", { rows: 2, dir: "auto" }) : element("input", { type: "text", value: item.language || "" });
  field.setAttribute("aria-label", card.aside === "note" ? card.words.note_label : card.words.language_label);
  if (card.aside === "language") {
    const list = element("datalist", { id: "card-languages" });
    card.data.languages.forEach(([tag, name]) => list.append(element("option", { value: tag, label: name })));
    field.setAttribute("list", "card-languages"); slot.append(list); field.onfocus = () => field.select();
  }
  const save = () => {
    const value = field.value.trim();
    if (value && card.aside === "note") card.record(item, "note", value, null, undefined);
    if (value && card.aside === "language" && value !== item.language) {
      card.record(item, "language", value, null, item.language ?? null);
      item.language = value; item.direction = "auto";
      item.language_name = (card.data.languages.find(([tag]) => tag === value) || [])[1] || value;
    }
    card.openAside("");
  };
  field.onkeydown = (event) => { if (event.key === "Enter" && !event.isComposing && !event.shiftKey) { event.preventDefault(); save(); } };
  slot.append(field, element("button", { type: "button", className: "main", textContent: card.words.save, onclick: save }),
    element("button", { type: "button", textContent: card.words.cancel, onclick: () => card.openAside("") }));
}
function keyList(words) {
  const list = element("div", { className: "keys" });
  [["1 – 9, 0", words.key_value], ["↑ ↓", words.key_question], ["Enter", words.next], ["S", words.skip], ["L", words.language],
    ["N", words.note], ["U", words.undo], ["?", words.keys]].forEach(([badge, text]) => list.append(element("span", {}, key(badge)), element("span", { textContent: text })));
  return list;
}

function drawSave(slot, outbox, words) {
  const waiting = outbox.events.length;
  const troubles = { "signed-out": words.signed_out, offline: words.not_saved, server: words.not_saved };
  slot.dataset.state = waiting ? "waiting" : "saved";
  slot.textContent = outbox.trouble ? troubles[outbox.trouble].replace("{n}", waiting) : waiting ? words.saving
    : outbox.savedAt ? words.saved.replace("{time}", outbox.savedAt.toLocaleTimeString()) : "";
}
