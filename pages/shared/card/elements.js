// Building blocks of the card. Text is always set as text, never as HTML.
function element(tag, properties, ...children) {
  const { attributes, ...own } = properties || {};
  const node = Object.assign(document.createElement(tag), own);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// A key as a badge: for the eye alone, it is no part of any name.
function keyBadge(text) {
  return text ? element("kbd", { textContent: text, attributes: { "aria-hidden": "true" } }) : null;
}

// The badge of an action: its key is filled in by `drawBadges`, since people move keys and change layouts.
function actionBadge(action) {
  return action ? element("kbd", { attributes: { "aria-hidden": "true", "data-action": action } }) : null;
}

function button(text, act, { badge = "", action = "", main = false, className = "" } = {}) {
  return element(
    "button",
    { type: "button", className: `${main ? "main " : ""}${className}`, onclick: act },
    element("span", { textContent: text }),
    keyBadge(badge) ?? actionBadge(action),
  );
}

function link(text, href) {
  return element("a", { href, target: "_top", textContent: text });
}

// A text of the catalogue with its {names} filled in.
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function figure(n) {
  return Math.round(n).toLocaleString("en").replaceAll(",", "\u202f");
}

// `one` or `other` by n, as the pages' `many` does it.
function counted(words, name, n) {
  return filled(n === 1 ? words[`${name}_one`] : words[`${name}_other`], { n: figure(n) });
}

// Set a text in its language and direction; where the language is unknown, the first strong letter decides.
function setText(node, text, language, direction) {
  node.textContent = text;
  node.dir = direction || "auto";
  if (language) node.lang = language;
  else node.removeAttribute("lang");
}
