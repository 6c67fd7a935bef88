import type { VrrpStateName } from '@holdfast/vrrp'

/** What each of the three parts of the demonstration shows. */
export type Proof = 'failover' | 'preemption' | 'nopreempt'

export type DemoEvent =
  | { readonly event: 'segment'; readonly port: number }
  | { readonly event: 'step'; readonly text: string }
  | {
      readonly event: 'started'
      readonly node: string
      readonly pid: number
      readonly address: string
      readonly priority: number
    }
  | { readonly event: 'killed'; readonly node: string; readonly signal: 'SIGKILL' }
  | {
      readonly event: 'transition'
      readonly node: string
      readonly from: VrrpStateName
      readonly to: VrrpStateName
      /** Why, in a sentence. */
      readonly reason: string
    }
  | {
      readonly event: 'result'
      readonly proof: Proof
      readonly ok: boolean
      readonly text: string
      readonly measuredMs?: number
      readonly expectedMs?: number
    }
  | { readonly event: 'failed'; readonly text: string }

/** The last event, with what a script wants to know. */
export interface Summary {
  readonly event: 'summary'
  /** Last advert of the killed master to the first of the new one, on the wire, in milliseconds. */
  readonly failoverMs: number | null
  readonly expectedMs: number
  readonly mastersAtEnd: number
  readonly ok: boolean
}

/** Takes each event as it happens, with the milliseconds since the beginning. */
export type Tell = (event: DemoEvent, atMs: number) => void

/** An event in a line for people: who it is about, and what happened. */
export function describe(event: DemoEvent): readonly [who: string, what: string] {
  switch (event.event) {
    case 'segment':
      return ['hub', `the segment is on UDP port ${event.port} of 127.0.0.1`]
    case 'step':
      return ['--', event.text]
    case 'started':
      return [event.node, `process ${event.pid}, ${event.address}, priority ${event.priority}`]
    case 'killed':
      return [event.node, `killed by ${event.signal}`]
    case 'transition':
      return [event.node, `${event.from} -> ${event.to}: ${event.reason}`]
    case 'result':
      return [event.ok ? 'ok' : 'bad', `${event.proof}: ${event.text}`]
    case 'failed':
      return ['bad', event.text]
  }
}

export function describeSummary({ failoverMs, mastersAtEnd, ok }: Summary): string {
  if (failoverMs === null) return 'Not finished.'
  const masters = mastersAtEnd === 1 ? 'one master' : `${mastersAtEnd} masters`
  return `${ok ? 'All is well' : 'Something is wrong'}: ${masters} at the end.`
}
