import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme } from './ui/theme.ts';
import './ui/base.css';

applyTheme();
const app = document.getElementById('app');
if (app) render(<App />, app);
