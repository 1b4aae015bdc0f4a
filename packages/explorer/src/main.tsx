import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme } from './ui/theme.ts';
import './ui/base.css';

applyTheme();
// A newer build has taken the place of the one this page came from: its parts have other names.
addEventListener('vite:preloadError', () => location.reload());
const app = document.getElementById('app');
if (app) render(<App />, app);
