// Files that are dropped on the form go into its file box; the page shows itself anew when all files are looked at.
"use strict";

const form = document.querySelector("#send");
const drop = document.querySelector("#drop");
const files = document.querySelector("#files");
const complaint = document.querySelector("#too-large");

const fits = () => [...files.files].reduce((sum, file) => sum + file.size, 0) <= Number(form.dataset.most);
const judge = () => {
  complaint.hidden = fits();
};
files.addEventListener("change", judge);
form.addEventListener("submit", (event) => {
  judge();
  if (!fits()) event.preventDefault();
});

for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
window.addEventListener("dragover", () => drop.classList.add("over"));
window.addEventListener("dragleave", () => drop.classList.remove("over"));
window.addEventListener("drop", (event) => {
  drop.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  files.files = event.dataTransfer.files;
  judge();
  files.focus();
});

const ask = async () => {
  try {
    const answer = await fetch(form.dataset.state);
    if (answer.redirected || !answer.ok) return location.reload(); // logged out
    const { waiting } = await answer.json();
    if (waiting < Number(form.dataset.waiting)) return location.reload();
  } catch {
    // the server is away for a moment
  }
  setTimeout(ask, 1000);
};
if (Number(form.dataset.waiting)) setTimeout(ask, 500);
