// The panel that shows what this page sends to Kith, by listening to `fetch`. Not needed on a site of your own.
// A classic script, so that it runs before the SDK takes hold of `fetch`.
(() => {
  const KEY = 'shop.sent';
  const MOST = 60;
  const realFetch = window.fetch;

  /** What was sent in this tab, newest last: `{ message, state }`. Survives a change of page. */
  const sent = new Map(JSON.parse(sessionStorage.getItem(KEY) ?? '[]'));

  window.fetch = (resource, init) => {
    const answer = realFetch(resource, init);
    if (String(resource).endsWith('/v1/batch')) watch(init.body, answer);
    return answer;
  };

  function watch(body, answer) {
    // A copy at once: the SDK reads the answer too.
    const verdict = answer.then((response) => response.clone().json()).catch(() => ({}));
    const show = async (text) => {
      const { batch } = JSON.parse(text);
      note(batch, () => 'sending');
      const { success, rejected = [] } = await verdict;
      const refused = new Set(rejected.map(({ index }) => index));
      note(batch, (index) => (!success ? 'waiting' : refused.has(index) ? 'refused' : 'stored'));
    };
    // On the way out of a page there is no time left for anything but what happens at once: then it is text.
    if (typeof body === 'string') show(body);
    else new Response(body.stream().pipeThrough(new DecompressionStream('gzip'))).text().then(show);
  }

  function note(batch, stateOf) {
    batch.forEach((message, index) => {
      sent.set(message.messageId, { message, state: stateOf(index) });
      if (sent.size > MOST) sent.delete(sent.keys().next().value);
    });
    sessionStorage.setItem(KEY, JSON.stringify([...sent]));
    draw();
  }

  const STATES = {
    sending: 'on its way',
    stored: 'stored',
    refused: 'refused',
    waiting: 'answer not seen: goes again, counts once',
  };

  function row({ message, state }) {
    const { type, event, userId, context, timestamp, properties } = message;
    const title = { track: event, page: context.page.title, identify: userId ?? 'a visitor' }[type] ?? '';
    const details = make('details', 'sent');
    details.dataset.state = state;
    const time = new Date(timestamp).toLocaleTimeString([], { hour12: false });
    const summary = make('summary', '', make('b', type, type), make('span', 'title', title), make('time', '', time));
    summary.append(make('small', '', `${STATES[state]} · ${brief(properties)}`.replace(/ · $/, '')));
    details.append(summary, make('pre', '', JSON.stringify(message, null, 2)));
    return details;
  }

  function brief(properties = {}) {
    const { survey_id, answers, name, total } = properties;
    if (survey_id) return `${survey_id} ${JSON.stringify(answers)}`;
    return name ?? (total ? `€${total}` : '');
  }

  function make(tag, className, ...children) {
    const element = Object.assign(document.createElement(tag), { className });
    element.append(...children);
    return element;
  }

  const list = make('div', 'list');
  const count = make('output', '');
  const query = make('code', '');
  const toggle = make('button', 'toggle', 'What this page sends ', count);
  const hint = make('p', 'hint', 'What you do travels within two seconds, several events at a time.');
  const me = make('p', 'me', 'Meet yourself: run this beside the collector.', query);
  const panel = make('aside', 'panel', toggle, make('div', 'inside', hint, list, me));

  function draw() {
    count.value = sent.size;
    const open = new Set([...list.children].filter((child) => child.open).map((child) => child.dataset.id));
    const rows = [...sent.values()].reverse().map((entry) => {
      const made = row(entry);
      made.dataset.id = entry.message.messageId;
      made.open = open.has(entry.message.messageId);
      return made;
    });
    list.replaceChildren(...rows);
    const { anonymousId, userId } = [...sent.values()].at(-1)?.message ?? {};
    const id = (userId ? `u:${userId}` : `a:${anonymousId}`).replaceAll("'", "''");
    const columns = 'profile_id, type, name, session_count, event_count, last_seen_at';
    query.textContent = `npx -y pnpm@10 exec kith sql "select ${columns} from profiles where profile_id = '${id}'"`;
    me.hidden = !anonymousId;
  }

  toggle.type = 'button';
  toggle.onclick = () => document.documentElement.classList.toggle('with-panel');
  if (matchMedia('(min-width: 68rem)').matches) document.documentElement.classList.add('with-panel');
  addEventListener('DOMContentLoaded', () => {
    document.body.append(panel);
    draw();
  });
})();
