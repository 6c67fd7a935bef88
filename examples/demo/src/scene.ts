import { a, b, c, cast, nonPreempting, preempting, theoryMs } from './cast.js'
import type { Role, Round } from './cast.js'
import type { DemoEvent, Proof } from './event.js'
import type { HeardAdvert } from './wiretap.js'

export interface Row {
  readonly role: Role
  /** A state of VRRP, or what has become of the process. */
  readonly state: string
  readonly sinceMs: number
  readonly reason: string
}

/** What a table of the present shows, put together from events. */
export class Scene {
  readonly rows: Map<string, Row> = new Map(cast.map((role) => [role.name, blank(role)]))
  readonly results: Map<Proof, Extract<DemoEvent, { event: 'result' }>> = new Map()
  step = ''
  failure: string | undefined
  lastAdvert: { readonly node: string; readonly atMs: number } | undefined
  round: Round = preempting

  event(event: DemoEvent, atMs: number): void {
    switch (event.event) {
      case 'segment':
        break
      case 'step':
        this.step = event.text
        break
      case 'started':
        this.#row(event.node, 'ready', `process ${event.pid}`, atMs)
        break
      case 'killed':
        this.#row(event.node, 'killed', event.signal, atMs)
        break
      case 'transition':
        this.#row(event.node, event.to, event.reason, atMs)
        break
      case 'result':
        this.results.set(event.proof, event)
        break
      case 'failed':
        this.failure = event.text
        break
    }
  }

  heard({ node, virtualRouterId }: HeardAdvert, atMs: number): void {
    this.lastAdvert = { node, atMs }
    this.round = virtualRouterId === preempting.virtualRouterId ? preempting : nonPreempting
  }

  /** Who takes over if the last speaker stays silent, and after how long. */
  heir(): { readonly name: string; readonly afterMs: number } | undefined {
    const speaker = [a, b, c].find(({ name }) => name === this.lastAdvert?.node)
    if (speaker === undefined) return undefined
    // A stronger backup that may preempt is not waiting for silence.
    const backups = cast.filter(
      (role) =>
        role !== speaker &&
        this.rows.get(role.name)?.state === 'BACKUP' &&
        (!this.round.preempt || role.priority < speaker.priority),
    )
    const [heir] = backups.sort((one, other) => other.priority - one.priority)
    return heir && { name: heir.name, afterMs: theoryMs(heir, this.round) }
  }

  #row(node: string, state: string, reason: string, atMs: number): void {
    const row = this.rows.get(node)
    if (row !== undefined) this.rows.set(node, { ...row, state, reason, sinceMs: atMs })
  }
}

function blank(role: Role): Row {
  return { role, state: '-', sinceMs: 0, reason: '' }
}
