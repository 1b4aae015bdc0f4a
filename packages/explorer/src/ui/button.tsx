import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import './button.css';

/** Properties of {@link Button}. */
export interface ButtonProps {
  readonly children?: ComponentChildren;
  readonly icon?: IconName;
  /** For an icon alone: what it does. */
  readonly label?: string;
  readonly kind?: 'danger' | 'plain' | 'primary' | 'quiet';
  readonly type?: 'button' | 'submit';
  readonly isDisabled?: boolean;
  /** Whether what it opens is open, or what it switches is on. */
  readonly isPressed?: boolean;
  readonly onClick?: () => void;
}

/** A button, of words, an icon, or both. */
export function Button({
  children,
  icon,
  label,
  kind = 'plain',
  type = 'button',
  isDisabled = false,
  isPressed,
  onClick,
}: ButtonProps) {
  return (
    <button
      class={`button button-${kind} ${children ? '' : 'button-bare'}`}
      type={type}
      disabled={isDisabled}
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
