// The door on a bad line: taps are kept on this phone until the server has them, and sent again and
// again. Each carries the time at which it was made, so that it does not matter when it arrives.
// Without this script every tap is a form of its own.

const door = document.querySelector("[data-door]");
const words = door?.dataset ?? {};
const key = `punos-door-${words.key}`;
const FIRST_WAIT = 2000, LONGEST_WAIT = 30000, PATIENCE = 15000;
let memory = null; // where the browser keeps nothing
let sending = false, wait = FIRST_WAIT, trouble = "", unfit = "";

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? memory ?? { marks: {}, newcomers: [] };
  } catch {
    return memory ?? { marks: {}, newcomers: [] };
  }
};
const keep = (kept) => {
  memory = kept;
  const empty = count(kept) === 0;
  try {
    if (empty) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(kept));
  } catch { /* kept in memory then */ }
  if (empty) memory = null;
};
const count = (kept) => Object.keys(kept.marks).length + kept.newcomers.length;
const say = (number, one, many) => (number === 1 ? one : many.replace("0", number));

function show() {
  const kept = read();
  for (const one of kept.newcomers) rowOf(one);
  let here = 0;
  for (const row of door.querySelectorAll("li[data-who]")) {
    const mark = kept.marks[row.dataset.who];
    const present = (mark?.state ?? row.dataset.state) === "present";
    const button = row.querySelector("button");
    here += present;
    button.value = present ? "absent" : "present";
    button.disabled = row.dataset.who === "";
    button.setAttribute("aria-pressed", present);
    button.setAttribute("aria-busy", Boolean(mark) || row.dataset.who === "");
    row.querySelector(".door-state").textContent = present ? words.here : words.notHere;
  }
  door.querySelector(".door-count").textContent = say(here, words.countOne, words.countMany);
  const unsent = door.querySelector(".door-unsent"), number = count(kept);
  unsent.hidden = number === 0 && trouble === "" && unfit === "";
  unsent.textContent = [trouble, unfit, number ? say(number, words.unsentOne, words.unsentMany) : ""].join(" ").trim();
}

// A newcomer's row before the server knows of them: it cannot be tapped until it does.
function rowOf(newcomer) {
  const known = door.querySelector(`li[data-token="${CSS.escape(newcomer.token)}"]`);
  if (known) return known;
  const row = door.querySelector("template").content.firstElementChild.cloneNode(true);
  row.dataset.token = newcomer.token;
  row.querySelector(".door-name").textContent = newcomer.given_name;
  door.querySelector(".door-list").prepend(row);
  return row;
}

function tap(event) {
  const form = event.target, row = form.closest("li[data-who]");
  const isNew = form.classList.contains("door-new");
  if (!row && !isNew) return;
  if (isNew && !addNewcomer(form)) return; // let the form be sent, and checked by the server
  event.preventDefault();
  event.stopPropagation(); // the page's own guard against sending twice is for forms that leave it
  if (row) {
    const kept = read();
    kept.marks[row.dataset.who] = { state: row.querySelector("button").value, at: Date.now() };
    keep(kept);
  }
  show();
  send();
}

function addNewcomer(form) {
  const name = form.elements.given_name.value.trim();
  if (!name || name.length > 100 || !crypto.randomUUID) return false;
  const kept = read();
  kept.newcomers.push({ token: form.elements.once.value, given_name: name, at: Date.now() });
  keep(kept);
  unfit = "";
  form.elements.once.value = crypto.randomUUID();
  form.elements.given_name.value = "";
  form.elements.given_name.focus();
  return true;
}

async function send() {
  const batch = read();
  if (sending || count(batch) === 0) return;
  sending = true;
  try {
    const answer = await fetch(words.door, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": words.token },
      body: JSON.stringify({
        sent: Date.now(),
        marks: Object.entries(batch.marks).map(([who, mark]) => ({ who, ...mark })),
        newcomers: batch.newcomers,
      }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) settle(batch, await answer.json());
    else if (answer.type === "opaqueredirect") trouble = words.signedOut;
    else if (answer.status < 500) trouble = words.refused;
  } catch { /* no line: it is tried again */ }
  sending = false;
  show();
  if (count(read()) === 0 || trouble) return;
  setTimeout(send, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

// The server has it: forget what was sent, but not what was tapped meanwhile.
function settle(batch, answer) {
  const kept = read();
  for (const [who, mark] of Object.entries(batch.marks)) {
    if (kept.marks[who]?.at === mark.at) delete kept.marks[who];
  }
  for (const one of kept.newcomers.filter((each) => each.token in answer.unfit)) {
    unfit = `${one.given_name}: ${answer.unfit[one.token]}`; // typed wrongly: it is said, and dropped
    rowOf(one).remove();
  }
  const known = { ...answer.newcomers, ...answer.unfit };
  kept.newcomers = kept.newcomers.filter((one) => !(one.token in known));
  keep(kept);
  for (const [token, who] of Object.entries(answer.newcomers)) {
    const row = door.querySelector(`li[data-token="${CSS.escape(token)}"]`);
    const there = document.getElementById(`p-${who}`);
    if (there || !row) { // added before, but the answer was lost
      row?.remove();
      continue;
    }
    row.id = `p-${who}`;
    row.dataset.who = row.querySelector("input[name=who]").value = who;
  }
  const here = new Set(answer.here);
  for (const row of door.querySelectorAll("li[data-who]:not([data-who=''])")) {
    row.dataset.state = here.has(row.dataset.who) ? "present" : "absent";
  }
  wait = FIRST_WAIT;
  trouble = "";
}

if (door) {
  door.addEventListener("submit", tap);
  window.addEventListener("online", send);
  window.addEventListener("pageshow", () => { show(); send(); });
  show();
  send();
}
