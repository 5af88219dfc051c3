import { onChange, remove, saved } from "./shortlist.js";

/** <short-list most="6" entries="/organizations/" compare="/compare/"> shows what is saved, to remove, compare and share. */
class ShortList extends HTMLElement {
  #gone;
  #chosen = new Set();

  connectedCallback() {
    this.#gone = new AbortController();
    for (const { slug } of saved().slice(0, this.most)) this.#chosen.add(slug);
    this.addEventListener("change", (event) => this.choose(event.target));
    this.addEventListener("click", (event) => this.press(event.target.closest("button")));
    onChange(() => this.show(), this.#gone.signal);
    this.show();
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  get most() {
    return Number(this.getAttribute("most"));
  }

  /** The comparison's address: it says everything, so it can also be sent to someone. */
  get address() {
    const slugs = saved().map(({ slug }) => slug).filter((slug) => this.#chosen.has(slug));
    return `${this.getAttribute("compare")}?${new URLSearchParams(slugs.map((slug) => ["org", slug]))}`;
  }

  choose(box) {
    if (box.checked) this.#chosen.add(box.value);
    else this.#chosen.delete(box.value);
    this.update();
  }

  async press(button) {
    if (button?.value) {
      const rows = [...this.querySelectorAll("li")];
      const place = rows.indexOf(button.closest("li"));
      this.#chosen.delete(button.value);
      remove(button.value);
      const left = this.querySelectorAll("li button");
      (left[Math.min(place, left.length - 1)] ?? document.getElementById("saved")).focus();
    } else if (button) {
      await this.share();
    }
  }

  async share() {
    const url = new URL(this.address, location.href).href;
    const status = this.querySelector("[role=status]");
    try {
      if (navigator.share) await navigator.share({ title: "Side by side", url });
      else {
        await navigator.clipboard.writeText(url);
        status.textContent = "The link is copied.";
      }
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = url; // no clipboard: the link itself can be copied
    }
  }

  show() {
    const entries = saved();
    for (const slug of this.#chosen) if (!entries.some((entry) => entry.slug === slug)) this.#chosen.delete(slug);
    if (!entries.length) {
      const text = make("p", {}, "Nothing is saved yet. ", make("a", { href: this.getAttribute("entries") }, "Look through the entries"));
      text.append(" and press “Save” on those you want to come back to.");
      this.replaceChildren(text);
      return;
    }
    const list = make("ul", { class: "saved" }, ...entries.map((entry) => this.row(entry)));
    const compare = make("a", { class: "button" }, "");
    const share = make("button", { class: "button button--quiet", type: "button" }, "Share these");
    this.replaceChildren(list, make("p", { class: "saved__do" }, compare, share), make("p", { role: "status", class: "small" }));
    this.update();
  }

  row({ slug, name, summary }) {
    const box = make("input", { type: "checkbox", value: slug });
    box.checked = this.#chosen.has(slug);
    const address = `${this.getAttribute("entries")}${encodeURIComponent(slug)}/`;
    const drop = make("button", { class: "button button--quiet", type: "button", value: slug }, "Remove");
    drop.append(make("span", { class: "hidden" }, ` ${name}`));
    return make(
      "li",
      {},
      make("label", {}, box, make("span", { class: "hidden" }, `Compare ${name}`)),
      make("div", {}, make("h3", {}, make("a", { href: address }, make("bdi", {}, name))), make("p", {}, summary ?? "")),
      drop,
    );
  }

  /** At most so many fit side by side; the others cannot be chosen until one is taken back. */
  update() {
    const count = this.#chosen.size;
    for (const box of this.querySelectorAll("input")) box.disabled = !box.checked && count >= this.most;
    const [compare] = this.querySelectorAll("a.button");
    compare.textContent = count > 1 ? `Compare ${count} side by side` : "Choose two or more to compare";
    if (count > 1) compare.href = this.address;
    else compare.removeAttribute("href");
    this.querySelector("button.button--quiet[type=button]:not([value])").hidden = count < 1;
    this.querySelector("[role=status]").textContent = count >= this.most ? `${this.most} fit side by side.` : "";
  }
}

/** An element with attributes and content. */
function make(name, attributes, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}

customElements.define("short-list", ShortList);
