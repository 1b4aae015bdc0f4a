import { guard, isPage } from './gate.ts';

/**
 * Calls a handler with every event of a type in the document, before anything on the page can stop it. What goes wrong in
 * the handler never reaches the page. On a server it does nothing.
 */
export function listen<Type extends keyof DocumentEventMap>(
  type: Type,
  handle: (event: DocumentEventMap[Type], target: Element) => void,
): void {
  if (!isPage()) return;
  const onEvent = (event: DocumentEventMap[Type]) => {
    // Inside of a shadow tree the element itself, not the host.
    const [target] = event.composedPath();
    if (target instanceof Element) guard(() => handle(event, target));
  };
  document.addEventListener(type, onEvent, true);
}

/** The text of an element as a person reads it, shortened; of fields nothing, for it may be what was typed. */
export function textOf(element: Element): string {
  const text = element.matches('input,textarea,select,[contenteditable]') ? '' : element.textContent;
  return text.replace(/\s+/g, ' ').trim().slice(0, 80);
}
