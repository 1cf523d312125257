// Shows how far the rebuild is, and the page anew when it has ended.
"use strict";

const box = document.querySelector("#progress");
const bar = box.querySelector("progress");
const what = document.querySelector("#what");
const figures = document.querySelector("#figures");
let stage = "";

const show = (now) => {
  const [begin] = now.what.split(" ");
  if (begin !== stage) what.textContent = begin; // told to screen readers: the stage, not each step
  stage = begin;
  figures.textContent = [now.what.slice(begin.length + 1), now.figures].filter(Boolean).join(" ");
  if (now.total) {
    bar.max = now.total;
    bar.value = now.done;
  } else {
    bar.removeAttribute("value");
  }
};

const ask = async () => {
  try {
    const answer = await fetch(box.dataset.state);
    if (answer.redirected || !answer.ok) return location.reload(); // logged out
    const now = await answer.json();
    if (now.state !== "running") return location.reload();
    show(now);
  } catch {
    // the server is away for a moment
  }
  setTimeout(ask, 1000);
};
setTimeout(ask, 300);
