import { Button } from './button.tsx';
import { toast } from './toast.tsx';

/** Puts a text on the clipboard. */
export function CopyButton({ text, children }: { readonly text: string; readonly children?: string }) {
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text);
    toast('Copied');
  }
  if (!children) return <Button kind="quiet" icon="copy" label="Copy" onClick={copy} />;
  return (
    <Button icon="copy" onClick={copy}>
      {children}
    </Button>
  );
}
