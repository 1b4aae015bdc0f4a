import { useEffect, useState } from 'preact/hooks';
import './toast.css';

const STAYS_MS = 5_000;
let tell: (text: string) => void = () => {};

/** Says something that needs no answer, at the edge of the page, for five seconds. */
export function toast(text: string): void {
  tell(text);
}

/** Where {@link toast} speaks; once on the page. */
export function Toaster() {
  const [text, setText] = useState('');
  useEffect(() => {
    tell = setText;
  }, []);
  useEffect(() => {
    if (!text) return;
    const timer = setTimeout(setText, STAYS_MS, '');
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="toaster" role="status">
      {text && <div class="toast">{text}</div>}
    </div>
  );
}
