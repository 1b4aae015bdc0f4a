import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useKeys } from '../keyboard.ts';
import { Icon } from './icon.tsx';
import './search-field.css';

/** How long somebody pauses before their text is searched for. */
const PAUSE_MS = 200;

/** Searches while somebody types. `/` leads here, Enter to what was found, Escape empties it. */
export function SearchField({
  label,
  placeholder,
  value,
  onSearch,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onSearch: (text: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const asked = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address can change without us: back, forward. What we asked for may not take away what was typed meanwhile.
  useEffect(() => {
    if (value !== asked.current) setText(value);
    asked.current = value;
  }, [value]);
  useLayoutEffect(() => () => clearTimeout(timer.current), []);

  // The pause begins with the letter: an effect may come after whoever typed it has gone on, and would lead them back.
  function type(typed: string): void {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(searchNow, PAUSE_MS);
  }

  // Who goes on to the list means the one that they have just asked for.
  function searchNow(): void {
    clearTimeout(timer.current);
    const wanted = input.current?.value.trim() ?? '';
    if (wanted === asked.current) return;
    asked.current = wanted;
    onSearch(wanted);
  }

  useKeys(
    useMemo(
      () => ({
        '/': (event: KeyboardEvent) => {
          event.preventDefault();
          input.current?.select();
          input.current?.focus();
        },
      }),
      [],
    ),
  );

  return (
    <div class="search-field">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={placeholder}
        value={text}
        onInput={(event) => type(event.currentTarget.value)}
        onBlur={searchNow}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setText('');
            event.currentTarget.value = '';
          }
          // From here on j and k lead through what was found.
          if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
        }}
      />
      <kbd>/</kbd>
    </div>
  );
}
