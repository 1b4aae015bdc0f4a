import { element } from './element.js';

const KEY = 'shop.survey';
const state = () => JSON.parse(localStorage.getItem(KEY) ?? '{}');
const remember = (change) => localStorage.setItem(KEY, JSON.stringify({ ...state(), ...change }));

/**
 * Asks two questions. Kith stores each answer as it is given, so who stops half-way has still said something; when they
 * come back, the same response goes on.
 */
export function showSurvey(card) {
  if (state().isOver) return;
  kith.push((kith) => {
    const survey = kith.survey('happiness', {
      name: 'How are we doing?',
      questions: {
        score: { text: 'Would you recommend us to a friend?', type: 'score' },
        reason: { text: 'What is the main reason?', type: 'text' },
      },
    });
    survey.view();
    card.hidden = false;
    if (state().hasScore) askReason(card, survey);
    else askScore(card, survey);
  });
}

function askScore(card, survey) {
  const choose = (score) => {
    survey.answer('score', score);
    remember({ hasScore: true });
    askReason(card, survey);
  };
  const scores = Array.from({ length: 11 }, (_, score) =>
    element('button', { onclick: () => choose(score) }, `${score}`),
  );
  card.replaceChildren(
    closeButton(card, survey),
    element('h2', {}, 'Would you recommend us to a friend?'),
    element('div', { className: 'scores' }, ...scores),
    element('p', { className: 'ends' }, element('span', {}, 'Not at all'), element('span', {}, 'Gladly')),
  );
}

function askReason(card, survey) {
  const text = element('textarea', { name: 'reason', rows: 3, required: true, ariaLabel: 'Your reason' });
  const onsubmit = (event) => {
    event.preventDefault();
    survey.answer('reason', text.value);
    survey.complete();
    remember({ isOver: true });
    card.replaceChildren(element('h2', {}, 'Thank you!'), element('p', {}, 'We read every word.'));
  };
  card.replaceChildren(
    closeButton(card, survey),
    element('h2', {}, 'What is the main reason?'),
    element('form', { onsubmit }, text, element('button', { className: 'primary' }, 'Send')),
  );
}

function closeButton(card, survey) {
  const onclick = () => {
    survey.dismiss();
    remember({ isOver: true });
    card.hidden = true;
  };
  return element('button', { className: 'close', ariaLabel: 'Close the survey', onclick }, '×');
}
