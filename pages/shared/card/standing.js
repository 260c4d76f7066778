// What stands around the segment: where one is, whether all is saved, what is wrong, how far each language is.
function drawSave(slot, outbox, words) {
  const n = figure(outbox.waiting);
  slot.dataset.state = outbox.state;
  slot.textContent = {
    idle: "",
    saving: words.saving,
    saved: filled(words.saved, { time: outbox.savedAt?.toLocaleTimeString("en-GB") }),
    stuck: filled(words.not_saved, { n }),
  }[outbox.state];
}

// The reason why choices wait, and what to do about it; choices that were refused.
function drawTrouble(slot, card) {
  const { outbox, words, queue } = card;
  const parts = [];
  const why = {
    offline: words.offline,
    server: words.server_trouble,
    "signed-out": words.signed_out,
    forbidden: outbox.reason,
  }[outbox.trouble];
  if (outbox.state === "stuck" && why)
    parts.push(
      element(
        "p",
        {},
        why,
        " ",
        outbox.trouble === "signed-out"
          ? element("a", { href: "/sign-in", target: "_blank", textContent: words.sign_in })
          : null,
      ),
    );
  if (!outbox.durable) parts.push(element("p", { textContent: words.not_kept }));
  if (outbox.refused.size)
    parts.push(
      element("p", {}, counted(words, "refused", outbox.refused.size), " ", [...outbox.refused.values()].at(-1).reason),
      button(words.send_again, () => outbox.retryRefused()),
      button(words.give_up, () => outbox.dismissRefused()),
    );
  if (!outbox.trouble && queue.trouble && queue.trouble !== "offline")
    parts.push(element("p", { textContent: queue.trouble }));
  const said = parts.map((part) => part.textContent).join();
  if (slot.dataset.said === said) return;
  slot.dataset.said = said;
  slot.hidden = !parts.length;
  slot.replaceChildren(...parts);
}

// “Item 7 of 30”: what is done or was skipped comes before it, whoever did it.
function positionWords(card) {
  const { done, left, skipped } = card.counting.total;
  if (!card.counting.known)
    return card.queue.current ? filled(card.words.item, { n: figure(card.counting.here + 1) }) : "";
  if (!card.queue.current)
    return filled(card.words.tally, { done: figure(done), left: figure(left - skipped), skipped: figure(skipped) });
  return filled(card.words.item_of, {
    n: figure(Math.min(done + skipped + 1, done + left)),
    total: figure(done + left),
  });
}

function drawProgress(slot, card) {
  const { counting, queue, words } = card;
  const said = JSON.stringify([counting.languages, queue.language, counting.pace]);
  if (slot.dataset.said === said) return; // the chips keep the focus
  slot.dataset.said = said;
  if (!counting.known) {
    slot.replaceChildren();
    return;
  }
  const chips = counting.languages.map((one) =>
    chip(one.name, one, (one.language ?? "") === queue.language, () => card.workOn(one.language ?? "")),
  );
  const name = counting.languages.every((one) => one.mine) ? words.every_language : words.my_languages;
  const all = chip(name, null, queue.language === null, () => card.workOn(null));
  slot.replaceChildren(
    element("p", { className: "facts", textContent: progressLine(counting, words) }),
    element(
      "div",
      { className: "chips", attributes: { role: "group", "aria-label": words.by_language } },
      all,
      ...chips,
    ),
  );
}

function progressLine(counting, words) {
  const { done, left, skipped } = counting.total;
  const tally = filled(words.tally, { done: figure(done), left: figure(left - skipped), skipped: figure(skipped) });
  const { pace } = counting;
  if (pace === null) return `${tally} · ${words.no_pace}`;
  const minutes = Math.max(1, Math.round(((left - skipped) * pace) / 60));
  const own = filled(words.pace, { seconds: pace < 10 ? pace.toFixed(1) : figure(pace) });
  return [tally, own, left > skipped ? longTime(minutes, words) : ""].filter(Boolean).join(" · ");
}

function longTime(minutes, words) {
  return minutes < 120
    ? filled(words.minutes_left, { n: figure(minutes) })
    : filled(words.hours_left, { n: figure(minutes / 60) });
}

function chip(name, counts, chosen, act) {
  const share = counts && counts.done + counts.left ? counts.done / (counts.done + counts.left) : 0;
  const node = element(
    "button",
    { type: "button", className: "chip", onclick: act, attributes: { "aria-pressed": String(chosen) } },
    element("span", { textContent: name }),
    counts &&
      element("span", {
        className: "count",
        textContent: `${figure(counts.done)} / ${figure(counts.done + counts.left)}`,
      }),
  );
  node.style.setProperty("--share", `${Math.round(share * 100)}%`);
  return node;
}

// Streamlit covers the page with a note for programmers when the server is away. The card says what happened and goes on
// working, so that note is closed.
function closeConnectionNote() {
  for (const dialog of document.querySelectorAll('[data-testid="stDialog"]')) {
    if (dialog.querySelector("h2")?.textContent === "Connection error")
      dialog.querySelector('button[aria-label="Close"]')?.click();
  }
}
