import Plot from 'uplot';
import type { DayCount } from './days-chart.tsx';
import 'uplot/dist/uPlot.min.css';

const HEIGHT = 160;

const DAY_S = 86_400;

/** Draws columns into an element, in the colours of the page, as wide as it is. @returns what takes them away. */
export function drawDays(element: HTMLElement, days: readonly DayCount[]): () => void {
  const data: Plot.AlignedData = [days.map(({ day }) => Date.parse(day) / 1_000), days.map(({ count }) => count)];
  const color = (name: string) => () => resolved(element, name);
  const axis: Plot.Axis = {
    stroke: color('--muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  const plot = new Plot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1_000), 'UTC'),
      legend: { show: false },
      cursor: { y: false, drag: { x: false } },
      scales: {
        x: { range: (_plot, first, last) => [first - DAY_S / 2, last + DAY_S / 2] },
        y: { range: (_plot, _least, most) => [0, Math.max(4, most * 1.1)] },
      },
      axes: [
        {
          ...axis,
          size: 28,
          grid: { show: false },
          incrs: [1, 2, 7, 14, 28, 91, 182, 364].map((days) => days * DAY_S),
          values: (_plot, splits) => splits.map((at) => DAY.format(at * 1_000)),
        },
        { ...axis, size: 48, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6] },
      ],
      series: [
        {},
        {
          fill: color('--accent'),
          width: 0,
          points: { show: false },
          paths: Plot.paths.bars?.({ size: [0.7, 32], radius: 0.15 }) ?? (() => null),
        },
      ],
    },
    data,
    element,
  );
  const resizing = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
  resizing.observe(element);
  const redraw = () => plot.redraw();
  const system = matchMedia('(prefers-color-scheme: dark)');
  const themes = new MutationObserver(redraw);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  system.addEventListener('change', redraw);
  return () => {
    system.removeEventListener('change', redraw);
    resizing.disconnect();
    themes.disconnect();
    plot.destroy();
  };
}

const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

// A canvas knows no custom properties: an element resolves them.
function resolved(element: HTMLElement, name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
