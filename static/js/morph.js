/**
 * Make an element look like another one and keep what is already there: focus, scroll positions, open disclosures, and live
 * regions, which announce only text that changes in place. Children are matched by their key, or else by their place.
 */
export function morph(here, wanted) {
  for (const { name } of [...here.attributes]) {
    if (!wanted.hasAttribute(name) && !isVisitors(here, name)) here.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (here.getAttribute(name) !== value && !isVisitors(here, name)) here.setAttribute(name, value);
  }
  if (here.localName.includes("-")) return; // a custom element looks after its own content
  if (here.localName === "input") return morphInput(here, wanted);
  morphChildren(here, wanted);
  if (here.localName === "select") here.value = wanted.value;
}

function morphChildren(here, wanted) {
  // What goes, goes first: then what stays need not be moved, which would take the focus from it.
  const keys = new Set([...wanted.children].map(keyOf));
  for (const child of [...here.children]) if (keyOf(child) && !keys.has(keyOf(child))) child.remove();
  let next = here.firstChild;
  for (const child of wanted.childNodes) {
    const match = matching(here, next, child);
    if (!match) {
      here.insertBefore(document.importNode(child, true), next);
      continue;
    }
    while (next && next !== match && !keyOf(next)) next = removed(next); // white space that stood around what has gone
    if (match === next) next = next.nextSibling;
    else here.insertBefore(match, next);
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, child);
    else if (match.data !== child.data) match.data = child.data;
  }
  while (next) next = removed(next);
}

/** Take a node away, and give the one that stood behind it. */
function removed(node) {
  const rest = node.nextSibling;
  node.remove();
  return rest;
}

/** The child that shall become `wanted`: the one of that key, or the next one if it is of the same sort and has no key. */
function matching(here, next, wanted) {
  const key = keyOf(wanted);
  if (key) return [...here.children].find((child) => child.localName === wanted.localName && keyOf(child) === key);
  return next?.nodeName === wanted.nodeName && !keyOf(next) ? next : null;
}

/** What an element is, wherever it stands: its id, or, of a choice in a list, the choice. */
function keyOf(node) {
  return node.id || (node.localName === "li" && node.querySelector(":scope > label > input")?.value) || "";
}

/** What is chosen follows the answer; a word that is being typed does not. */
function morphInput(input, wanted) {
  if (input.type === "checkbox" || input.type === "radio") input.checked = wanted.checked;
  else if (input !== document.activeElement) input.value = wanted.value;
}

/** Whether a disclosure is open is for the visitor to say. */
function isVisitors(element, name) {
  return element.localName === "details" && name === "open";
}
