import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

/** A browser SDK as a script which defines `window.sdk` with `start(collector)` and `track(event)`. */
export interface Sdk {
  readonly name: string;
  /** Minified scripts by their path: `/sdk.js`, and what it loads when it needs it. */
  readonly files: Readonly<Record<string, string>>;
  /** What every page loads, in bytes of brotli. */
  readonly bytes: number;
}

const KITH = fileURLToPath(new URL('../../packages/browser/src/index.ts', import.meta.url));
const PROTOCOL = fileURLToPath(new URL('../../packages/protocol/src/index.ts', import.meta.url));

const ADAPTERS: Readonly<Record<string, string>> = {
  kith: `
    import { compress, group, identify, init, page, reset, session, track } from '@kith/browser';
    compress();
    window.sdk = { start: (host) => init({ writeKey: 'pk_bench', host }), track, group, identify, page, reset, session };`,
  jitsu: `
    import { jitsuAnalytics } from '@jitsu/js';
    let jitsu;
    window.sdk = { start: (host) => { jitsu = jitsuAnalytics({ host, writeKey: 'k:s' }); }, track: (name) => jitsu.track(name) };`,
  openpanel: `
    import { OpenPanel } from '@openpanel/web';
    let panel;
    window.sdk = { start: (apiUrl) => { panel = new OpenPanel({ apiUrl, clientId: 'c' }); }, track: (name) => panel.track(name) };`,
  plausible: `
    import { init, track } from '@plausible-analytics/tracker';
    window.sdk = {
      start: (host) => init({ domain: 'd', endpoint: host + '/api/event', captureOnLocalhost: true, autoCapturePageviews: false }),
      track: (name) => track(name, {}),
    };`,
  'posthog-lite': `
    import PostHog from 'posthog-js-lite';
    let posthog;
    window.sdk = { start: (host) => { posthog = new PostHog('phc', { host }); }, track: (name) => posthog.capture(name) };`,
  segment: `
    import { AnalyticsBrowser } from '@segment/analytics-next';
    let segment;
    window.sdk = {
      start: (host) => {
        const apiHost = host.replace('http://', '') + '/v1';
        const cdnSettings = { integrations: { 'Segment.io': { apiKey: 'k', apiHost, protocol: 'http' } } };
        segment = AnalyticsBrowser.load({ writeKey: 'k', cdnSettings });
      },
      track: (name) => void segment.track(name),
    };`,
  snowplow: `
    import { newTracker, trackStructEvent } from '@snowplow/browser-tracker';
    window.sdk = {
      start: (host) => newTracker('sp', host, { appId: 'a' }),
      track: (action) => trackStructEvent({ category: 'c', action }),
    };`,
};

/** Bundles SDKs as an application would: minified, what is not always needed apart. Their names; every one by default. */
export async function bundleSdks(names: readonly string[] = Object.keys(ADAPTERS)): Promise<Sdk[]> {
  // Not a dependency of the workspace, so nothing of it may resolve it.
  const { build } = await import('esbuild' as string);
  return Promise.all(
    names.map(async (name) => {
      const built: Built = await build({
        stdin: { contents: ADAPTERS[name], resolveDir: import.meta.dirname },
        alias: { '@kith/browser': KITH, '@kith/protocol': PROTOCOL },
        ...{ bundle: true, splitting: true, minify: true, write: false, metafile: true },
        ...{ format: 'esm', target: 'es2022', outdir: '/out', absWorkingDir: '/' },
        entryNames: 'sdk',
        define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
        logLevel: 'error',
      });
      const files = Object.fromEntries(built.outputFiles.map(({ path, text }) => [path.replace('/out', ''), text]));
      const always = alwaysLoaded('out/sdk.js', built.metafile.outputs).map((path) => files[path.replace('out', '')]);
      return { name, files, bytes: brotliCompressSync(always.join('\n')).length };
    }),
  );
}

interface Built {
  readonly outputFiles: readonly { path: string; text: string }[];
  readonly metafile: { outputs: Outputs };
}

type Outputs = Readonly<Record<string, { readonly imports: readonly { path: string; kind: string }[] }>>;

function alwaysLoaded(path: string, outputs: Outputs): string[] {
  const imports = outputs[path]?.imports.filter(({ kind }) => kind === 'import-statement') ?? [];
  return [...new Set([path, ...imports.flatMap((part) => alwaysLoaded(part.path, outputs))])];
}
