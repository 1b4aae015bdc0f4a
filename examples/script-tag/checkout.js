import { user } from './account.js';
import { cart, checkOut, remove } from './cart.js';
import { element } from './element.js';
import { euro } from './products.js';

const basket = document.querySelector('.basket');

function draw() {
  const products = cart();
  const total = products.reduce((sum, { price }) => sum + price, 0);
  if (products.length === 0) return say('Your basket is empty', 'A pity. The kettle is on.');
  basket.replaceChildren(
    element('h1', {}, 'Your basket'),
    element('ul', {}, ...products.map(line)),
    element('p', { className: 'total' }, element('span', {}, 'Total'), element('b', {}, euro(total))),
    element('button', { className: 'primary', onclick: order }, 'Place the order'),
  );
}

function line(product) {
  const label = `Remove ${product.name}`;
  return element(
    'li',
    {},
    element('span', {}, product.name),
    element('span', {}, euro(product.price)),
    element('button', { className: 'quiet', ariaLabel: label, onclick: () => remove(product) }, 'Remove'),
  );
}

function order() {
  removeEventListener('cart', draw);
  checkOut();
  const name = user()?.name.split(' ')[0];
  say(`Thank you${name ? `, ${name}` : ''}!`, 'Your tea is on its way. (It is not: this is only an example.)');
}

function say(title, text) {
  basket.replaceChildren(
    element('h1', {}, title),
    element('p', {}, text),
    element('a', { className: 'primary', href: './' }, 'Back to the shop'),
  );
}

addEventListener('cart', draw);
draw();
