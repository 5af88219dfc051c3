// Keeps in the browser what is typed in a form, until the server says that it has saved it, and offers it again after that
// failed to happen: the browser was closed, the session had run out. One record for each time that a form was filled in.
const STORE = "desk-typed:";
const DAYS_KEPT = 30;
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "typing", "theirs", "on_top_of"]);

class DeskAutosave extends HTMLElement {
  #id;
  #timer;
  #isKept = true;

  connectedCallback() {
    this.form = document.getElementById(this.getAttribute("for"));
    this.owner = `${STORE}${this.dataset.owner}:`; // a browser may have several curators
    this.place = `${this.owner}${this.dataset.entry}:`;
    this.forget();
    this.#id = this.dataset.typing || this.newId();
    if (this.dataset.typing) this.keep(); // the form came back with what was typed
    else this.offer();
    this.form.addEventListener("input", () => this.soon());
    this.form.addEventListener("click", () => this.soon(), { passive: true }); // rows and topics are chosen by buttons
    this.form.addEventListener("submit", () => this.keep());
    addEventListener("pagehide", () => { if (this.#timer) this.keep(); });
    addEventListener("pageshow", (event) => { if (event.persisted) this.#id = this.newId(); });
    addEventListener("beforeunload", (event) => {
      if (this.#timer) this.keep();
      if (!this.#isKept) event.preventDefault();
    });
  }

  newId() {
    return `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  }

  records() {
    return Object.keys(localStorage).filter((key) => key.startsWith(STORE));
  }

  // What the server has saved, and what nobody came back for.
  forget() {
    const saved = this.dataset.saved.split(" ");
    const oldest = Date.now() - DAYS_KEPT * 24 * 3600 * 1000;
    for (const key of this.records()) {
      const id = key.slice(key.lastIndexOf(":") + 1);
      if (saved.includes(id) || Number(id.split("-")[0]) < oldest) localStorage.removeItem(key);
    }
  }

  typed() {
    return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !NOT_TYPED.has(name));
  }

  // What would be saved: without the mark of the version that the form was opened on.
  said(fields) {
    return JSON.stringify(fields.filter(([name]) => name !== "seen").map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]));
  }

  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), 400);
  }

  keep() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const fields = this.typed();
    if (this.said(fields) === this.opened) return;
    const hasFile = [...this.form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    this.#isKept = this.store(this.place + this.#id, { fields, hasFile });
    this.form.elements.typing.value = this.#id;
    this.say();
  }

  store(key, record) {
    try {
      localStorage.setItem(key, JSON.stringify(record));
      return true;
    } catch {
      return false; // the store is full or forbidden: then the browser asks before the page is left
    }
  }

  say() {
    const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    this.note ??= this.appendChild(Object.assign(document.createElement("p"), { className: "quiet" }));
    this.note.textContent = this.#isKept
      ? `What you typed is kept in this browser (${time}). Save the draft to have it everywhere.`
      : "This browser cannot keep what you type: save the draft now and then.";
  }

  offer() {
    this.opened = this.said(this.typed());
    for (const key of this.records().filter((name) => name.startsWith(this.place)).sort().reverse()) {
      const record = JSON.parse(localStorage.getItem(key));
      if (this.said(record.fields) === this.opened) localStorage.removeItem(key);
      else this.append(this.notice(key, record));
    }
  }

  notice(key, record) {
    const notice = document.createElement("section");
    notice.className = "desk-conflict";
    notice.ariaLabel = "Not saved";
    const id = key.slice(this.place.length);
    const when = new Date(Number(id.split("-")[0])).toLocaleString([], { dateStyle: "long", timeStyle: "short" });
    const text = document.createElement("p");
    text.textContent = `What you typed here on ${when} was not saved, and this browser has kept it.`;
    if (record.hasFile) text.textContent += " A picture that you had chosen has to be chosen again.";
    const buttons = document.createElement("p");
    const button = (label, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: label });
      made.addEventListener("click", () => { act(); notice.remove(); });
      buttons.append(made, " ");
    };
    button("Take it up again", () => this.fill(id, record.fields));
    button("Throw it away", () => localStorage.removeItem(key));
    notice.append(text, buttons);
    return notice;
  }

  fill(id, fields) {
    const values = Map.groupBy(fields, ([name]) => name);
    for (const rows of this.form.querySelectorAll("desk-rows")) {
      const total = () => Number(this.form.elements[`${rows.dataset.prefix}-TOTAL_FORMS`].value);
      const wanted = Number(values.get(`${rows.dataset.prefix}-TOTAL_FORMS`)?.[0][1] ?? 0);
      const add = rows.querySelector(":scope > button");
      while (add && total() < wanted) add.click();
    }
    for (const field of [...this.form.elements]) {
      if (!field.name || NOT_TYPED.has(field.name) || ["file", "submit", "button"].includes(field.type)) continue;
      const said = (values.get(field.name) ?? []).map(([, value]) => value);
      if (["checkbox", "radio"].includes(field.type)) field.checked = said.includes(field.value);
      else field.value = said[0] ?? "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.#id = id;
    this.keep();
    this.form.querySelector("input:not([type=hidden]), textarea").focus();
  }
}
customElements.define("desk-autosave", DeskAutosave);
