import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.ts';

// One worker less than there are cores, as by default, leaves half of a small machine idle.
export default defineConfig({ test: { projects, maxWorkers: '100%' } });
