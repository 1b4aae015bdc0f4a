/** Questions that fold: they may take a minute, and wait only for each other. */
export const SLOW_QUESTIONS: ReadonlySet<string> = new Set(['as-of', 'preview']);
