import { PRODUCTS } from './products.js';

const KEY = 'shop.cart';

/** What is in the basket: products, each as often as it was added. */
export function cart() {
  const skus = JSON.parse(localStorage.getItem(KEY) ?? '[]');
  return skus.map((sku) => PRODUCTS.find((product) => product.sku === sku)).filter(Boolean);
}

export function add(product) {
  save([...cart(), product]);
  kith.push(['track', 'Product Added', describe(product)]);
}

export function remove(product) {
  const rest = cart();
  rest.splice(rest.indexOf(product), 1);
  save(rest);
  kith.push(['track', 'Product Removed', describe(product)]);
}

/** The order: what makes an identified visitor a customer. */
export function checkOut() {
  const products = cart();
  const total = products.reduce((sum, { price }) => sum + price, 0);
  kith.push([
    'track',
    'Order Completed',
    { order_id: crypto.randomUUID(), total, currency: 'EUR', products: products.map(describe) },
  ]);
  save([]);
}

/** A product as the events name it. */
export function describe({ sku, name, price }) {
  return { sku, name, price };
}

function save(products) {
  localStorage.setItem(KEY, JSON.stringify(products.map(({ sku }) => sku)));
  dispatchEvent(new Event('cart'));
}

// Calls made before Kith has loaded wait in this array.
window.kith ??= [];
