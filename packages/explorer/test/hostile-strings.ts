/** What a string that runs would call; a page on which it exists was attacked. */
export const MARK = 'kithWasHere';

const CALL = `window.${MARK}=1`;

/** Ways to have a browser run something, if text is taken for markup, an address or an expression. */
const PAYLOADS = [
  `<script>${CALL}</script>`,
  `<script src="data:text/javascript,${CALL}"></script>`,
  `<img src=x onerror="${CALL}">`,
  `<img src=x onerror=${CALL}>`,
  `<svg onload="${CALL}">`,
  `<svg><script>${CALL}</script></svg>`,
  `<svg><animate onbegin=${CALL} attributeName=x dur=1s>`,
  `<body onload=${CALL}>`,
  `<iframe src="javascript:${CALL}"></iframe>`,
  `<iframe srcdoc="<script>parent.${MARK}=1</script>"></iframe>`,
  `<object data="javascript:${CALL}"></object>`,
  `<embed src="javascript:${CALL}">`,
  `<details open ontoggle=${CALL}>x</details>`,
  `<input autofocus onfocus=${CALL}>`,
  `<video><source onerror=${CALL}></video>`,
  `<math><mtext></p><img src=x onerror=${CALL}></math>`,
  `<style>@import "javascript:${CALL}";</style>`,
  `<link rel=stylesheet href="data:text/css,*{color:red}">`,
  `<base href="https://elsewhere.example/">`,
  `<meta http-equiv=refresh content="0;url=javascript:${CALL}">`,
  `<form action="javascript:${CALL}"><button autofocus>x</button></form>`,
  `javascript:${CALL}`,
  `data:text/html,<script>${CALL}</script>`,
  `{{constructor.constructor('${CALL}')()}}`,
  `\${${CALL}}`,
];

/** Ways to leave the place that a text is put in. */
const ESCAPES = [
  '',
  '"',
  "'",
  '">',
  "'>",
  '-->',
  '</title>',
  '</script>',
  ']]>',
  '\\"',
  '</style>',
  '</textarea>',
  '`',
];

/** Ways to write it, so that a filter which knows one misses another. */
const SPELLINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replace(/script|iframe|svg/gi, (name) => name.toUpperCase()),
  (text) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  (text) => text.replace(/ (?=on)/g, '/').replace('javascript:', 'java\tscript:'),
];

/** A thousand strings that run something wherever text becomes anything but text. */
export function hostileStrings(): string[] {
  const all = ESCAPES.flatMap((before) =>
    PAYLOADS.flatMap((payload) => SPELLINGS.map((spell) => spell(before + payload))),
  );
  return [...new Set(all)].slice(0, 1_000);
}
