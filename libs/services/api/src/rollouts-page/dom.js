const SVG = 'http://www.w3.org/2000/svg';

/** An element. Members of `attributes` that are functions are listeners; undefined and false ones are left out. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same of a picture. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  // What is absent is left out; texts are texts, whatever stands in them.
  element.append(...children.flat(2).filter((child) => child !== undefined && child !== ''));
  return element;
}

/** Puts `children` in place of what is in the element, if that looks otherwise: what is unfolded or marked stays so. */
export function show(element, ...children) {
  const fresh = h('div', {}, ...children);
  if (fresh.innerHTML === element.dataset.shown) return;
  element.dataset.shown = fresh.innerHTML;
  const open = new Set([...element.querySelectorAll('details[open][data-key]')].map(({ dataset }) => dataset.key));
  element.replaceChildren(...fresh.childNodes);
  for (const details of element.querySelectorAll('details[data-key]')) details.open = open.has(details.dataset.key);
}
