// Copies the code, and lets the preview be as high as the chat in it. The page works without this too.
const code = document.getElementById("code");
const copied = document.getElementById("copied");
const button = document.getElementById("copy");
button.hidden = false;
button.addEventListener("click", async () => {
  code.select();
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(code.value); // over https only
    else if (!document.execCommand("copy")) throw new Error("refused");
    copied.textContent = "写しました。";
  } catch {
    copied.textContent = "写せませんでした。選ばれている文字を Ctrl+C で写してください。";
  }
});

const preview = document.getElementById("preview");
addEventListener("message", (event) => {
  if (!("follow" in preview.dataset)) return;
  if (event.source !== preview.contentWindow || event.origin !== location.origin) return;
  if (event.data?.type !== "assistant-height") return;
  const height = Number(event.data.height);
  if (height > 0) preview.height = Math.min(Math.max(height, 240), 20000);
});
