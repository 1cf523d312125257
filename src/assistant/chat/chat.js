() => {
  document.documentElement.lang = "ja"; // Gradio puts the language of the browser

  // Enter that ends a conversion (かな漢字変換) must not send the question.
  const guard = (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
  };
  for (const kind of ["keydown", "keypress"]) document.addEventListener(kind, guard, true);

  // Names that screen readers say, in Japanese.
  const talk = document.querySelector("#talk");
  const names = { user: "質問", bot: "答え" };
  const rename = () => {
    talk.querySelector("[role=log]")?.setAttribute("aria-label", "会話");
    for (const message of talk.querySelectorAll("[data-testid=user], [data-testid=bot]")) {
      message.setAttribute("role", "group");
      message.setAttribute("aria-label", names[message.dataset.testid]);
    }
  };
  new MutationObserver(rename).observe(talk, { childList: true, subtree: true });
  rename();

  // An answer is read from its beginning: the question goes to the top of the window, and stays there while the
  // answer is being laid out, until the reader does something.
  window.showLatestQuestion = () => {
    const rows = [...talk.querySelectorAll(".message-row")];
    const last = rows.findLast((row) => row.matches(".user-row")) ?? rows.at(-1);
    const pinned = new ResizeObserver(() => last?.scrollIntoView({ block: "start" }));
    pinned.observe(talk);
    const release = () => pinned.disconnect();
    setTimeout(release, 1000);
    for (const kind of ["pointerdown", "wheel", "keydown"]) window.addEventListener(kind, release, { once: true });
  };
}
