import { useState } from 'preact/hooks';
import { type ApiError, post } from '../api/api.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Logo } from '../ui/logo.tsx';
import { useTitle } from '../ui/page.tsx';
import './login-page.css';

/** Asks who is there: the admin token, or a name and a password. */
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

  return (
    <main class="login">
      <form class="login-card" onSubmit={logIn} key={String(withToken)}>
        <Logo />
        <h1>Log in</h1>
        {withToken ? (
          <Field label="Admin token" name="token" type="password" autocomplete="off" isRequired hasFocus />
        ) : (
          <>
            <Field label="Name" name="name" autocomplete="username" isRequired hasFocus />
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
        <button
          type="button"
          class="login-other"
          onClick={() => {
            setWithToken(!withToken);
            setError(undefined);
          }}
        >
          {withToken ? 'Log in with a name' : 'Log in with the admin token'}
        </button>
      </form>
    </main>
  );
}

function wordsFor({ code, message }: ApiError, withToken: boolean): string {
  if (code !== 'login_refused') return message;
  return withToken ? 'That is not the admin token.' : 'Name and password do not belong together.';
}
