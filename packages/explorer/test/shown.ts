import type { Page } from 'playwright-core';

/** What a page shows: lines by the part they stand in, which its heading or label names. Cells of a line are divided by ` | `. */
export type Shown = Readonly<Record<string, readonly unknown[]>>;

const LINES = [
  'tr',
  'li',
  'dl > div',
  '[role=img]',
  '.page-figure',
  '.person-who > p',
  '.question-facts',
  '.segment-figure',
  '.segment-words',
  '.what-if-gap p',
  'nav[aria-label=Segments] button',
];

/** Reads all that a page shows of people: facts, figures, rows, bars, and the words of charts. Times are read to the millisecond. */
export function shown(page: Page): Promise<Shown> {
  return page.evaluate((selectors) => {
    const lines = selectors.join();
    const parts = new Map<string, string[]>();
    for (const line of document.querySelectorAll<HTMLElement>(`main :is(${lines})`)) {
      if (line.closest('dialog, [role=menu]') || line.querySelector(lines) || !line.checkVisibility()) continue;
      const text = line.role === 'img' ? line.ariaLabel : textOf(line);
      if (text) parts.set(partOf(line), [...(parts.get(partOf(line)) ?? []), text]);
    }
    return Object.fromEntries(parts);

    function partOf(line: Element): string {
      const part = line.closest('table[aria-label], section.panel, nav[aria-label], aside[aria-label]');
      return part?.ariaLabel ?? part?.querySelector('h2')?.textContent ?? '';
    }

    function textOf(line: Element): string {
      const cells = line.matches('tr, dl > div') ? [...line.children] : [line];
      return cells
        .map(wordsOf)
        .join(' | ')
        .replace(/[ |]+$/, '');
    }

    // What is said by different elements stands apart.
    function wordsOf(element: Element): string {
      if (element instanceof HTMLTimeElement) return element.dateTime;
      if (element.matches('.sql-button, .why-button, .button, svg, [aria-hidden=true]')) return '';
      const texts = [...element.childNodes].map((node) =>
        node instanceof Element ? ` ${wordsOf(node)} ` : node.nodeValue,
      );
      return texts.join('').replace(/\s+/g, ' ').trim();
    }
  }, LINES);
}
