import { at } from '../../base.ts';

let last: string | undefined;

/** Remembers the address of the list somebody looks at, for the way back from a person. */
export function rememberList(url: string): void {
  last = url;
}

/** The list that was looked at last, with its filters; everybody at first. */
export function lastList(): string {
  return last ?? at('/people');
}
