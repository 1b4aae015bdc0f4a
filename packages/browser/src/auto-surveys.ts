import type { Answer } from '@kith/protocol';
import { guard, isPage } from './lib/gate.ts';
import { listen } from './lib/listen.ts';
import { type SurveyResponse, survey } from './survey.ts';

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const FORM = 'form[data-kith-survey]';

/**
 * Records the surveys which a page has as plain forms: the view when the form is seen, an answer for each named field that
 * is filled in, completion when it is submitted, dismissal when something with `data-kith-dismiss` in it is clicked.
 *
 * @example
 * autoSurveys();
 * // <form data-kith-survey="nps" data-kith-survey-name="How are we doing?"> <input type="range" name="score"> … </form>
 */
export function autoSurveys(): void {
  if (!isPage()) return;
  const responses = new Map<Element, SurveyResponse>();
  const responseTo = (form: HTMLElement) => {
    const { kithSurvey = '', kithSurveyName } = form.dataset;
    const response = responses.get(form) ?? survey(kithSurvey, kithSurveyName ? { name: kithSurveyName } : {});
    responses.set(form, response);
    return response;
  };

  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      guard(responseTo(target as HTMLElement).view);
    }
  });
  const found = new WeakSet<Element>();
  const find = () => {
    for (const form of document.querySelectorAll(FORM)) {
      if (found.has(form)) continue;
      found.add(form);
      seen.observe(form);
    }
  };
  find();
  new MutationObserver(find).observe(document, { childList: true, subtree: true });

  const inForm = (target: Element, act: (response: SurveyResponse) => void) => {
    const form = target.closest<HTMLElement>(FORM);
    if (form) act(responseTo(form));
  };
  listen('change', (_, target) =>
    inForm(target, ({ answer }) => {
      const { name, type } = target as Field;
      if (name && !/^(password|hidden|file)$/.test(type)) answer(name, answerOf(target as Field));
    }),
  );
  listen('submit', (_, target) => inForm(target, ({ complete }) => complete()));
  listen('click', (_, target) => {
    if (target.closest('[data-kith-dismiss]')) inForm(target, ({ dismiss }) => dismiss());
  });
}

/** What a field answers: a number of scales, a list of check boxes and of choices that may be several, else text. */
function answerOf(field: Field): Answer {
  const { form, name, type, value } = field;
  if (type === 'checkbox') {
    const boxes = form!.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(name)}"]`);
    const checked = [...boxes].filter((box) => box.checked).map((box) => box.value);
    return boxes.length > 1 ? checked : checked.length > 0;
  }
  if (type === 'select-multiple')
    return [...(field as HTMLSelectElement).selectedOptions].map((option) => option.value);
  return /^(number|radio|range)$/.test(type) && value.trim() && Number.isFinite(Number(value)) ? Number(value) : value;
}
