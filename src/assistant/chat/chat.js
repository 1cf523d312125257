() => {
  document.documentElement.lang = "ja"; // Gradio puts the language of the browser

  const $ = (selector, root = document) => root.querySelector(selector);
  const params = new URLSearchParams(window.location.search);
  const compact = Boolean($("#heading .compact"));
  const talk = $("#talk");
  const box = () => $("#box textarea");
  const wide = window.matchMedia("(min-width: 1100px)");
  const tell = (text) => { $("#told").textContent = text; };
  const make = (name, attributes, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };

  if (["light", "dark"].includes(params.get("theme"))) {
    const paint = () => document.body.classList.toggle("dark", params.get("theme") === "dark");
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
    paint();
  }

  // Enter that ends a conversion (かな漢字変換) must not send the question.
  const guard = (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
  };
  for (const kind of ["keydown", "keypress"]) document.addEventListener(kind, guard, true);

  // Names that screen readers say, in Japanese. An answer is told once, by its first sentence.
  const names = { user: "質問", bot: "答え" };
  const rename = () => {
    const log = $("[role=log]", talk);
    log?.setAttribute("aria-label", "会話");
    log?.setAttribute("aria-live", "off");
    for (const message of talk.querySelectorAll("[data-testid=user], [data-testid=bot]")) {
      message.setAttribute("role", "group");
      message.setAttribute("aria-label", names[message.dataset.testid]);
    }
  };
  new MutationObserver(rename).observe(talk, { childList: true, subtree: true });
  rename();

  // What Gradio says of a lost connection, in Japanese.
  const notices = [
    [/connection.*lost|reconnect/i, "つながりません", "サーバーにつながりません。質問の文は写しておき、少し待ってから、画面を開き直してください。"],
    [/re-?established|restored/i, "つながりました", "もう一度、質問できます。"],
  ];
  const translate = () => {
    for (const toast of document.querySelectorAll(".toast-body:not([data-told])")) {
      const [, title, text] = notices.find(([said]) => said.test(toast.textContent)) ?? [];
      if (!title) continue;
      toast.dataset.told = "";
      const heading = $(".toast-title", toast);
      const leaf = [...toast.querySelectorAll("*")].findLast((each) => /connection/i.test(each.textContent));
      heading?.replaceChildren(title);
      leaf?.replaceChildren(text);
    }
  };
  new MutationObserver(translate).observe(document.body, { childList: true, subtree: true });

  // Filters of the address hold for all questions, until they are taken out.
  const presets = new Set(params.getAll("f"));
  const spoken = (value) => value.replace(/^(\d{4})-0?(\d{1,2})$/, "$1年$2月");
  const showPresets = () => {
    const chips = [...presets].map((key) => {
      const [facet, ...rest] = key.replace(/^-/, "").split(":");
      const value = `${spoken(rest.join(":"))}${key.startsWith("-") ? " 以外" : ""}`;
      const name = `条件「${value}」を外す`;
      const drop = make("button", { type: "button", className: "drop", title: name, ariaLabel: name }, "×");
      drop.dataset.preset = key;
      return make("li", {}, `${facet}: `, make("b", {}, value), drop);
    });
    $("#presets").replaceChildren(...chips);
    $("#presets").hidden = !chips.length;
    const bigger = $("#heading .bigger");
    if (bigger) bigger.href = `../${chips.length ? `?${[...presets].map((key) => `f=${encodeURIComponent(key)}`).join("&")}` : ""}`;
  };
  showPresets();

  // What is asked for goes to the server in one piece.
  let asked = {};
  let number = 0;
  let editing = null; // the turn that is being put right
  const order = (said) => {
    number += 1;
    asked = said;
    const filled = { ...said, filters: [...presets], number };
    const send = () => (window.chatOrder ? window.chatOrder(filled) : setTimeout(send, 20));
    send();
  };
  const write = (text) => {
    const area = box();
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    return area;
  };
  const edit = (turn, question) => {
    editing = turn;
    $("#editing").hidden = turn === null;
    const area = write(question);
    area.focus();
    area.setSelectionRange(question.length, question.length);
    if (turn !== null) tell($("#editing").firstChild.textContent);
  };

  window.chat = {
    send: () => order({ question: box().value, typed: true, ...(editing === null ? {} : { at: editing }) }),
    rated: (kept) => {
      const opinion = $(".opinion.sent", talk);
      if (!opinion) return;
      opinion.classList.remove("sent");
      const said = kept === "yes"
        ? "ありがとうございました。記録しました。"
        : "記録できませんでした。お手数ですが、管理者に知らせてください。";
      const told = make("p", { tabIndex: -1 }, said);
      opinion.replaceChildren(told);
      told.focus();
    },
    begin: () => {
      close();
      edit(null, "");
      tell("新しい会話を始めました。");
    },
    // An answer is read from its beginning: the question goes to the top of the window, and stays there while the
    // answer is being laid out, until the reader does something.
    answered: async () => {
      for (let tries = 0; tries < 200 && !$(`[data-order="${number}"]`, talk); tries += 1) {
        await new Promise((resolve) => { setTimeout(resolve, 20); });
      }
      const rows = [...talk.querySelectorAll(".message-row")];
      const lead = $(".lead", rows.at(-1));
      if (lead && asked.typed) {
        editing = null;
        $("#editing").hidden = true;
        if (box().value === asked.question) write(""); // what was typed since stays
      }
      if (lead && (asked.typed || asked.opening)) tell(`答え: ${lead.textContent}`);
      else lead?.focus({ preventScroll: true });
      const last = rows.findLast((row) => row.matches(".user-row")) ?? rows.at(-1);
      const pinned = new ResizeObserver(() => last?.scrollIntoView({ block: "start" }));
      pinned.observe(talk);
      const release = () => pinned.disconnect();
      setTimeout(release, 1000);
      for (const kind of ["pointerdown", "wheel", "keydown"]) window.addEventListener(kind, release, { once: true });
    },
  };

  // The row of a quote: beside the answer where there is room, else below the statement.
  let opener = null;
  const panel = () => $("#evidence");
  const show = async (pointer) => {
    const { row, marks } = pointer.dataset;
    const item = pointer.closest("li");
    const details = $("details.row", $(`.beside[data-row="${CSS.escape(row)}"]`, item).parentElement);
    if (compact || !wide.matches) {
      details.open = true;
      details.firstElementChild.focus({ preventScroll: true });
      details.scrollIntoView({ block: "nearest" });
      return;
    }
    const before = pointer.getBoundingClientRect().top;
    opener?.removeAttribute("aria-current");
    opener = pointer;
    opener.setAttribute("aria-current", "true");
    const body = $(".body", panel());
    body.replaceChildren(...[...details.children].slice(1).map((part) => part.cloneNode(true)));
    $("#evidence-name").textContent = $("h3, h4", item).firstChild.textContent;
    panel().hidden = false;
    document.body.classList.add("looking");
    window.scrollBy(0, pointer.getBoundingClientRect().top - before); // the quote stays where it was clicked
    $("#evidence-name").focus({ preventScroll: true });
    await fill(`rows/${encodeURIComponent(row)}?${marks}`);
  };
  // The whole row, with its neighbours and its source. Where it cannot be had, what the answer holds of the row stays.
  let wanted = "";
  const fill = async (address) => {
    wanted = address;
    const fragment = new URL(address, document.baseURI);
    fragment.searchParams.set("fragment", "1");
    const whole = await fetch(fragment).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
    const body = $(".body", panel());
    if (whole && wanted === address) {
      body.innerHTML = whole; // every word is escaped by the server
      const name = $("h2", body);
      if (name) $("#evidence-name").textContent = name.textContent;
      name?.remove();
      for (const link of body.querySelectorAll("a:not(.neighbours a)")) Object.assign(link, { target: "_blank", rel: "noopener" });
    }
    const mark = $("mark", body);
    panel().scrollTop = mark ? mark.offsetTop - panel().clientHeight / 3 : 0;
  };
  const close = () => {
    if (panel().hidden) return;
    const before = opener?.getBoundingClientRect().top;
    panel().hidden = true;
    document.body.classList.remove("looking");
    if (opener?.isConnected) window.scrollBy(0, opener.getBoundingClientRect().top - before);
    opener?.removeAttribute("aria-current");
    if (panel().contains(document.activeElement) || document.activeElement === document.body) opener?.focus();
    opener = null;
  };

  wide.addEventListener("change", close);

  // navigator.clipboard is missing where the page is not served by https.
  const copyOld = (text) => {
    const area = make("textarea", { value: text, className: "unseen" });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  const copy = async (button, text) => {
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      done = copyOld(text);
    }
    button.focus({ preventScroll: true });
    if (done) {
      const label = button.textContent;
      button.textContent = "コピーしました";
      setTimeout(() => { button.textContent = label; }, 2000);
      tell("コピーしました。");
    } else {
      const shown = make("p", { className: "by-hand", tabIndex: -1 }, text);
      button.parentElement.append(shown);
      window.getSelection().selectAllChildren(shown);
      tell("コピーできませんでした。下に出した文字を選んでコピーしてください。");
    }
  };

  const turnOf = (element) => Number(element.closest("[data-turn]").dataset.turn);
  const actions = {
    ".drop[data-preset]": (button) => {
      presets.delete(button.dataset.preset);
      showPresets();
      box().focus();
      tell(`${button.title.replace("外す", "外しました")}。`);
    },
    ".drop": (button) => order({ at: turnOf(button), drop: button.dataset.key }),
    ".restore": (button) => order({ at: turnOf(button), restore: button.dataset.key }),
    ".ask": (button) => {
      const answer = button.closest(".answer");
      order({ question: button.textContent, ...(answer ? { after: turnOf(answer) } : {}) });
    },
    ".edit": (button) => edit(turnOf(button), button.dataset.question),
    ".leave": () => edit(null, ""),
    ".copy": (button) => copy(button, $(".clipping", button.parentElement).textContent),
    ".copy-link": (button) => copy(button, $(".again", button.parentElement).href),
    ".rate": (button) => {
      const opinion = button.closest(".opinion");
      for (const each of opinion.querySelectorAll(".rate")) each.setAttribute("aria-expanded", each === button);
      $(".comment", opinion).hidden = false;
      $("textarea", opinion).focus();
    },
    ".rate-send": (button) => {
      const opinion = button.closest(".opinion");
      const good = $("[aria-expanded=true]", opinion).dataset.good === "true";
      window.chatOpinion({ at: turnOf(button), good, comment: $("textarea", opinion).value });
      opinion.classList.add("sent");
      button.disabled = true;
    },
    ".cite, .beside": show,
    ".close": close,
  };
  document.addEventListener("click", (event) => {
    const neighbour = event.target.closest?.("#evidence .neighbours a");
    if (neighbour && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      $("#evidence-name").focus({ preventScroll: true });
      fill(neighbour.href);
    }
    const button = event.target.closest?.("button");
    const action = button && Object.keys(actions).find((selector) => button.matches(selector));
    if (action) actions[action](button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !panel().hidden) close();
    else if (event.key === "Escape" && editing !== null) edit(null, "");
    else if (event.key === "ArrowUp" && event.target === box() && !box().value) {
      const last = [...talk.querySelectorAll(".edit")].at(-1);
      if (last) {
        event.preventDefault();
        edit(turnOf(last), last.dataset.question);
      }
    }
  });

  // Inside a page of others, that page is told how high this one is: no more than the number.
  if (compact && window.parent !== window) {
    const whole = $(".contain > .column");
    let told = 0;
    new ResizeObserver(() => {
      const height = Math.ceil(whole.getBoundingClientRect().bottom + window.scrollY);
      if (height !== told) window.parent.postMessage({ type: "assistant-height", height }, "*");
      told = height;
    }).observe(whole);
  }

  // A link asks its question at once; what comes after h or q in the address belongs to it.
  const linked = [];
  for (const [name, value] of params) {
    if (name === "h" || name === "q") linked.push({ name, question: value, without: [] });
    else if (name === "x") linked.at(-1)?.without.push(value);
  }
  const first = linked.find((item) => item.name === "q");
  if (first) order({ ...first, opening: true, history: linked.filter((item) => item.name === "h") });
}
