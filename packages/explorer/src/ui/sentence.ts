/** Letters of scripts that are written from right to left, and marks that turn others around. */
const TURNS = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Bidi_Control}]/u;

const ISOLATES = /[\u2066-\u2069]/g;

/** A template for a sentence with values of others: in whichever direction one is written, the words around it stay where they are. */
export function sentence(words: TemplateStringsArray, ...values: readonly unknown[]): string {
  return String.raw({ raw: words }, ...values.map((value) => isolated(String(value))));
}

function isolated(text: string): string {
  return TURNS.test(text) ? `\u2068${text.replace(ISOLATES, '')}\u2069` : text;
}
