import './account.js';
import { add, describe } from './cart.js';
import { element } from './element.js';
import { euro, PRODUCTS } from './products.js';
import { showSurvey } from './survey.js';

const dialog = document.querySelector('.product');

function tin({ colour, kind }) {
  const made = element('span', { className: 'tin', ariaHidden: 'true' }, element('i', {}, kind));
  made.style.setProperty('--colour', colour);
  return made;
}

function card(product) {
  return element(
    'article',
    {},
    element(
      'button',
      { className: 'look', onclick: () => look(product) },
      tin(product),
      element('strong', {}, product.name),
    ),
    element('p', {}, product.note),
    element('footer', {}, element('span', {}, euro(product.price)), addButton(product)),
  );
}

function addButton(product) {
  const label = `Add ${product.name} to the basket`;
  const button = element('button', { className: 'primary', ariaLabel: label }, 'Add');
  button.onclick = () => {
    add(product);
    button.textContent = 'Added';
    setTimeout(() => {
      button.textContent = 'Add';
    }, 1_200);
  };
  return button;
}

function look(product) {
  kith.push(['track', 'Product Viewed', describe(product)]);
  dialog.replaceChildren(
    tin(product),
    element('h2', {}, product.name),
    element('p', {}, `${product.kind} tea. ${product.note} 100 g, enough for forty cups.`),
    element('footer', {}, element('span', {}, euro(product.price)), addButton(product)),
    element('button', { className: 'quiet', onclick: () => dialog.close() }, 'Back to all teas'),
  );
  dialog.showModal();
}

document.querySelector('.products').append(...PRODUCTS.map(card));
showSurvey(document.querySelector('.survey'));
