/**
 * The entries that a visitor saved, kept on their own device. A browser may refuse storage: then the list lives as long as
 * the page, and nothing breaks.
 */
const KEY = "shortlist";
const CHANGED = "shortlist-changed";
let inMemory = [];

export function saved() {
  try {
    const list = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(list) ? list.filter((entry) => typeof entry?.slug === "string") : [];
  } catch {
    return inMemory;
  }
}

export function isSaved(slug) {
  return saved().some((entry) => entry.slug === slug);
}

/** An entry is its slug, its name, and the sentence that says who they are. */
export function save(entry) {
  keep([...saved().filter(({ slug }) => slug !== entry.slug), entry]);
}

export function remove(slug) {
  keep(saved().filter((entry) => entry.slug !== slug));
}

function keep(list) {
  inMemory = list;
  try {
    localStorage.setItem(KEY, JSON.stringify(list));
  } catch {
    // Kept in memory alone.
  }
  dispatchEvent(new Event(CHANGED));
}

/** Call `listener` whenever the list changes, here or in another tab, until `signal` aborts. */
export function onChange(listener, signal) {
  addEventListener(CHANGED, listener, { signal });
  addEventListener("storage", (event) => (event.key === KEY || event.key === null) && listener(), { signal });
  addEventListener("pageshow", (event) => event.persisted && listener(), { signal }); // back from the browser's own cache
}
