import type { Clock, Logger } from '@holdfast/core'
import { timelineStyle } from '@holdfast/vrrp/timeline'
import { answerWith } from '../http/http-server.js'
import type { Answer, Routes } from '../http/http-server.js'
import { isOwnHost } from '../http/own-host.js'
import { SharedText } from '../http/shared-text.js'
import type { HistoryEntry } from '../history/history-entry.js'
import type { Agent } from '../running/agent.js'
import type { AgentEvents } from '../running/agent-events.js'
import { shippedFile } from '../shipped-file.js'
import { version } from '../version.js'
import type { AdvertLog } from './advert-log.js'
import { LiveFeed } from './live-feed.js'
import { detailsOf } from './page-snapshot.js'
import type { PageSnapshot, ScriptRun } from './page-snapshot.js'
import { areasOf, pageDocument } from './rendering/page-document.js'

export interface StatusPageOptions {
  readonly agent: Agent
  readonly adverts: AdvertLog
  readonly clock: Clock
  readonly logger: Logger
  /** Milliseconds since 1970. */
  readonly wallClock: () => number
  /** What the machine is called where `router_id` does not say it. */
  readonly hostName: string
}

// Looking at a router must not become its work.
const detailsMax = 50
const historyMax = 300
const runsMax = 20

/** What the page may load: what comes from here, and nothing that stands within it. */
const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    ...["script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'"],
    ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** After these there is something new to see. */
const news: readonly (keyof AgentEvents)[] = [
  ...(['transition', 'split', 'effectFailed', 'flapping'] as const),
  ...(['asked', 'reloaded', 'serverChanged'] as const),
]

/** What an agent does, for whoever looks at it with a browser; nothing can be done to it there. */
export class StatusPage {
  readonly #options: StatusPageOptions
  readonly #feed: LiveFeed
  readonly #document: SharedText
  readonly #json: SharedText
  readonly #runs = new Map<string, readonly ScriptRun[]>()
  #history: readonly HistoryEntry[] | undefined

  constructor(options: StatusPageOptions) {
    const { agent, adverts, clock, logger } = options
    this.#options = options
    this.#feed = new LiveFeed({
      ...{ clock, logger },
      look: (share) => areasOf(this.snapshot(), share),
    })
    this.#document = new SharedText(clock, (share) => pageDocument(this.snapshot(), share))
    this.#json = new SharedText(clock, () => JSON.stringify(this.snapshot()))
    for (const event of news) {
      agent.on(event, () => {
        this.#history = undefined
        this.#feed.hurry()
      })
    }
    agent.on('scriptRan', ({ name, durationMs, result }) => {
      const runs = [...(this.#runs.get(name) ?? []), { durationMs, result }].slice(-runsMax)
      this.#runs.set(name, runs)
    })
    agent.on('reloaded', () => this.#forgetScripts())
    agent.on('rejected', (event) => {
      const instance = agent.instances.find(({ name }) => name === event.name)
      if (instance !== undefined) adverts.rejected(instance, event)
    })
  }

  snapshot(): PageSnapshot {
    const { agent, adverts, clock, wallClock, hostName } = this.#options
    const host = agent.configuration.value.globalDefs?.routerId ?? hostName
    const at = wallClock()
    const offsetMs = at - clock.now()
    this.#history ??= agent.history().slice(-historyMax)
    const runsOf = (script: string): readonly ScriptRun[] => this.#runs.get(script) ?? []
    return {
      ...{ host, version: version(), at },
      status: agent.status(),
      details: agent.instances
        .slice(0, detailsMax)
        .map((each) => detailsOf(each, { adverts: adverts.of(each), runsOf, offsetMs })),
      history: this.#history,
    }
  }

  /** For an HTTP server that listens at `host`, a name or an address. */
  routes(host: string): Routes {
    const file = (path: string, type: string): Answer => {
      const text = shippedFile(path)
      return (_request, response) => answerWith(response, 200, text, type)
    }
    const style = `${timelineStyle}\n${shippedFile('page/page.css')}`
    const routes: Routes = {
      '/': async (_request, response) => {
        answerWith(response, 200, await this.#document.read(), 'text/html; charset=utf-8')
      },
      '/status.json': async (_request, response) => {
        answerWith(response, 200, await this.#json.read(), 'application/json')
      },
      '/events': (request, response) => this.#feed.join(request, response),
      '/page.css': (_request, response) => answerWith(response, 200, style, 'text/css'),
      '/page.js': file('page/page.js', 'text/javascript'),
      '/icon.svg': file('page/icon.svg', 'image/svg+xml'),
    }
    return Object.fromEntries(
      Object.entries(routes).map(([path, answer]) => [path, guarded(answer, host)]),
    )
  }

  /** Hangs up on those who watch. */
  close(): void {
    this.#feed.close()
  }

  /** Those that are in the configuration no longer. */
  #forgetScripts(): void {
    const names = new Set(this.#options.agent.plan?.scripts.map(({ name }) => name))
    for (const name of this.#runs.keys()) if (!names.has(name)) this.#runs.delete(name)
  }
}

function guarded(answer: Answer, host: string): Answer {
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (isOwnHost(request.headers.host, host)) return answer(request, response)
    answerWith(response, 403, `ask by an address, by localhost or by ${host}\n`)
    return undefined
  }
}
