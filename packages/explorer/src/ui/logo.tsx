import './logo.css';

/** The name of the product with its mark. */
export function Logo() {
  return (
    <span class="logo">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M11 8v16M21.5 9l-10 8.5 10 6.5" />
      </svg>
      Kith
    </span>
  );
}
