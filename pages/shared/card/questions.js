// The questions of a segment, one group of radio buttons a scheme. They are built once and then only brought up to date,
// so that the focus stays where it is. The arrows move among the values without choosing; the space bar and a click choose;
// the chosen value clears itself.
class Questions {
  constructor(slot, schemes, words, { choose, enter }) {
    this.schemes = schemes;
    this.words = words;
    this.choose = choose;
    this.enter = enter;
    this.groups = schemes.map((scheme, index) => this.build(scheme, index));
    slot.replaceChildren(...this.groups.map((group) => group.box));
  }

  build(scheme, index) {
    const name = `scheme-${index}`;
    const chosen = element("button", { type: "button", className: "answer", onclick: () => this.enter(index) });
    const legend = element("legend", { id: name }, element("span", { textContent: scheme.question }), chosen);
    const values = scheme.values.map((value, at) => this.value(scheme, value, at, name));
    const box = element(
      "fieldset",
      { attributes: { role: "radiogroup", "aria-labelledby": name } },
      legend,
      element("div", { className: "values" }, ...values.map((one) => one.label)),
    );
    box.addEventListener("keydown", (event) => this.walk(event, values));
    box.addEventListener("focusin", (event) => {
      if (event.target !== chosen) this.enter(index);
    });
    return { scheme, box, chosen, values };
  }

  value(scheme, value, at, name) {
    const input = element("input", { type: "radio", name, value: value.key });
    input.onclick = () => this.choose(scheme, value.key);
    const label = element(
      "label",
      { className: value.on_scale ? "value" : "value off", title: value.description },
      input,
      actionBadge(at < 20 ? `value${at + 1}` : ""),
      element("span", { textContent: value.label }),
    );
    return { key: value.key, text: value.label, input, label };
  }

  walk(event, values) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = values.findIndex((one) => one.input === event.target);
    if (!by || at < 0) return;
    event.preventDefault();
    values[(at + by + values.length) % values.length].input.focus();
  }

  update(item, current) {
    this.groups.forEach(({ scheme, box, chosen, values }, index) => {
      const held = item?.labels[scheme.id] ?? null;
      box.hidden = !item;
      box.classList.toggle("current", index === current);
      values.forEach((one) => {
        one.input.checked = one.key === held;
      });
      const text = values.find((one) => one.key === held)?.text ?? held; // a value of an earlier version of the list
      chosen.textContent = text || this.words.no_answer;
      chosen.classList.toggle("given", Boolean(text));
    });
  }
}
