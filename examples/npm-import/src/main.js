import { flush, identify, init, page, reset, survey, track } from '@kith/browser';

// The collector's address and its public key; the page knows both.
const { kithHost: host, kithWriteKey: writeKey } = document.documentElement.dataset;
init({ host, writeKey, context: { app: { name: 'notes', version: '1.0.0' } } });
page('Notes');

const by = (id) => document.getElementById(id);

by('write').onsubmit = (event) => {
  event.preventDefault();
  const text = by('text').value;
  by('notes').append(Object.assign(document.createElement('li'), { textContent: text }));
  track('Note Written', { length: text.length });
  event.target.reset();
};

by('log-in').onclick = () => {
  identify('user-grace', { name: 'Grace Hopper', email: 'grace@example.com' });
};

by('log-out').onclick = () => reset();

const mood = survey('mood', { name: 'How is it going?' });
mood.view();
for (const button of document.querySelectorAll('[data-mood]')) {
  button.onclick = () => {
    mood.answer('mood', button.dataset.mood);
    mood.complete();
    flush(); // Only for the impatient: it would be sent within two seconds.
  };
}
