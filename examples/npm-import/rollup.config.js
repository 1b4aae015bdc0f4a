import { nodeResolve } from '@rollup/plugin-node-resolve';

/** One file for the page, with Kith in it. */
export default {
  input: 'src/main.js',
  output: { file: 'dist/app.js', format: 'es' },
  plugins: [nodeResolve({ browser: true })],
};
