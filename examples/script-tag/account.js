import { cart } from './cart.js';
import { element } from './element.js';

const KEY = 'shop.user';

/** Who is signed in: `{ id, name, email }`, or null. */
export const user = () => JSON.parse(localStorage.getItem(KEY) ?? 'null');

function logIn({ name, email }) {
  // On a site of your own the id comes from your server: one that never changes, as an e-mail address may.
  const id = `user-${email.split('@')[0]}`;
  localStorage.setItem(KEY, JSON.stringify({ id, name, email }));
  kith.push(['identify', id, { name, email }]);
  draw();
}

function logOut() {
  localStorage.removeItem(KEY);
  localStorage.removeItem('shop.survey');
  // From here on it may be somebody else who sits at this device.
  kith.push(['reset']);
  location.assign('./');
}

function draw() {
  const count = cart().length;
  const someone = user();
  document
    .querySelector('.bar')
    .replaceChildren(
      element('a', { className: 'brand', href: './' }, 'Leaf & Kettle'),
      someone
        ? element('span', { className: 'who' }, `Hello, ${someone.name.split(' ')[0]}`)
        : element('span', { className: 'who' }),
      someone
        ? element('button', { className: 'quiet', onclick: logOut }, 'Log out')
        : element('button', { className: 'quiet', onclick: () => dialog.showModal() }, 'Log in'),
      element('a', { className: 'to-basket', href: 'cart.html' }, 'Basket ', element('b', {}, String(count))),
    );
}

const field = (label, properties) => element('label', {}, label, element('input', { required: true, ...properties }));
const form = element(
  'form',
  { method: 'dialog', onsubmit: () => logIn(Object.fromEntries(new FormData(form))) },
  element('h2', {}, 'Welcome back'),
  element('p', {}, 'Any name and address will do: this is only an example.'),
  field('Name', { name: 'name', autocomplete: 'name', placeholder: 'Ada Lovelace' }),
  field('E-mail', { name: 'email', type: 'email', autocomplete: 'email', placeholder: 'ada@example.com' }),
  element('button', { className: 'primary' }, 'Log in'),
  element('button', { className: 'quiet', type: 'button', onclick: () => dialog.close() }, 'Not now'),
);
const dialog = element('dialog', { className: 'login' }, form);
document.body.append(dialog);
addEventListener('cart', draw);
draw();
