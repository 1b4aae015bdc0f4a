import { useState } from 'preact/hooks';
import { type ApiError, post } from '../api/api.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Logo } from '../ui/logo.tsx';
import { useTitle } from '../ui/page.tsx';
import './login-page.css';

/** What an admin token begins with that Kith made. */
const TOKEN = /^at_/;

/** Asks who is there: a name and a password, or the admin token. */
export function LoginPage({ onLogin }: { readonly onLogin: () => void }) {
  const [withToken, setWithToken] = useState(false);
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  // Also so that it names nobody who was looked at before.
  useTitle('Log in');

  async function logIn(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement));
    setIsBusy(true);
    try {
      await post('/api/login', given);
      onLogin();
    } catch (refused) {
      setError(wordsFor(refused as ApiError, withToken));
      setIsBusy(false);
    }
  }

  function change(toToken: boolean): void {
    setWithToken(toToken);
    setError(undefined);
  }

  // Said before there is a password, without which the browser sends nothing.
  function hint(name: string): void {
    setError(TOKEN.test(name) ? MISPLACED : undefined);
  }

  return (
    <main class="login">
      <form class="login-card" onSubmit={logIn} key={String(withToken)}>
        <Logo />
        <h1>Log in</h1>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields, and these are no fields */}
        <div class="login-ways" role="group" aria-label="Log in with">
          <Button isPressed={!withToken} onClick={() => change(false)}>
            Name and password
          </Button>
          <Button isPressed={withToken} onClick={() => change(true)}>
            Admin token
          </Button>
        </div>
        {withToken ? (
          <>
            <Field label="Admin token" name="token" type="password" autocomplete="off" isRequired hasFocus />
            <p class="login-about">
              It lies beside the database, in the file whose name ends with <code>.keys.json</code>, as{' '}
              <code>adminToken</code>.
            </p>
          </>
        ) : (
          <>
            <Field label="Name" name="name" autocomplete="username" isRequired hasFocus onInput={hint} />
            <Field label="Password" name="password" type="password" autocomplete="current-password" isRequired />
          </>
        )}
        {error && (
          <p class="login-error" role="alert">
            {error}
          </p>
        )}
        <Button kind="primary" type="submit" isDisabled={isBusy}>
          Log in
        </Button>
      </form>
    </main>
  );
}

const MISPLACED = 'That looks like the admin token, which is no name: choose “Admin token” above, and put it there.';

function wordsFor({ code, message }: ApiError, withToken: boolean): string {
  if (code !== 'login_refused') return message;
  return withToken
    ? 'That is not the admin token. Copy all of it, without the quotes around it.'
    : 'Name and password do not belong together.';
}
