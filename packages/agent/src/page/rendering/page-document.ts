import { Html, html } from '@holdfast/vrrp/timeline'
import type { WorkShare } from '../../http/work-share.js'
import type { Areas } from '../live-feed.js'
import type { PageSnapshot } from '../page-snapshot.js'
import { happenings, lastTransition } from './happenings.js'
import { instanceCards } from './instance-cards.js'
import { overview } from './overview.js'
import type { Part } from './part.js'
import { routersHeard } from './routers-heard.js'
import { stateTimeline, usualWindow, windows } from './state-timeline.js'
import { virtualServers } from './virtual-servers.js'
import { dateText } from './words.js'

const renderers: Readonly<Record<string, (snapshot: PageSnapshot) => Html | readonly Part[]>> = {
  now: ({ at }) => html`<time datetime="${new Date(at).toISOString()}">${dateText(at)}</time> UTC`,
  last: (snapshot) => html`${lastTransition(snapshot)}`,
  overview,
  timeline: stateTimeline,
  details: instanceCards,
  servers: virtualServers,
  heard: routersHeard,
  happened: happenings,
}

/** The parts that change, by their ids. */
export async function areasOf(snapshot: PageSnapshot, share: WorkShare): Promise<Areas> {
  const areas: Record<string, string> = {}
  for (const [id, render] of Object.entries(renderers)) {
    const rendered = render(snapshot)
    await share.rest()
    const texts: string[] = []
    for (const part of rendered instanceof Html ? [() => rendered] : rendered) {
      texts.push(part().text)
      await share.rest()
    }
    areas[id] = texts.join('')
  }
  return areas
}

/** The page as it is now; without its script it stays so. */
export async function pageDocument(snapshot: PageSnapshot, share: WorkShare): Promise<string> {
  const areas = await areasOf(snapshot, share)
  const area = (id: string): Html => new Html(areas[id] ?? '')
  const { host, version, status } = snapshot
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${host}: Holdfast</title>
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="icon.svg" />
        <link rel="stylesheet" href="page.css" />
        <script type="module" src="page.js"></script>
      </head>
      <body>
        <header>
          <h1>${host}</h1>
          <span class="product">Holdfast ${version}</span>
          <span id="live" role="status">${status.phase}</span>
          <span id="now">${area('now')}</span>
        </header>
        <main>
          <p id="last" class="unseen" role="status">${area('last')}</p>
          <section aria-labelledby="instances">
            <h2 id="instances">Instances</h2>
            <div id="overview">${area('overview')}</div>
          </section>
          <section aria-labelledby="states" class="states">
            <h2 id="states">Timeline</h2>
            <fieldset>
              <legend class="unseen">How much of the past</legend>
              ${windowChoice(usualWindow(snapshot))}
            </fieldset>
            <div id="timeline">${area('timeline')}</div>
          </section>
          <section aria-labelledby="one-by-one">
            <h2 id="one-by-one">In detail</h2>
            <div id="details" class="cards">${area('details')}</div>
          </section>
          <section id="servers" aria-label="Virtual servers">${area('servers')}</section>
          <section aria-labelledby="routers">
            <h2 id="routers">Routers heard</h2>
            <div id="heard">${area('heard')}</div>
          </section>
          <section aria-labelledby="events">
            <h2 id="events">What happened</h2>
            <div id="happened">${area('happened')}</div>
          </section>
        </main>
        <footer>All times are UTC. For programs: <a href="status.json">status.json</a></footer>
      </body>
    </html> `.text
}

function windowChoice(chosen: string): readonly Html[] {
  return windows.map(({ id, name }) => {
    return html`<label
      ><input
        type="radio"
        name="window"
        value="${id}"
        ${id === chosen && 'checked'}
      />${name}</label
    > `
  })
}
