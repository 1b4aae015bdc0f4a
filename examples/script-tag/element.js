/** Makes an element: `element('button', { className: 'buy', onclick }, 'Add')`. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
