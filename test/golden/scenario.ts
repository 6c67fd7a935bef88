import type { RouterName } from '../interop/lab/stations.js'

/** Of a router: the one to its peer and the client, and one that only tracking looks at. */
export type LinkName = 'eth0' | 'eth1'

export type Action =
  | { readonly does: 'start'; readonly router: RouterName }
  | {
      readonly does: 'stop'
      readonly router: RouterName
      readonly signal: 'SIGTERM' | 'SIGKILL'
    }
  /** Edits the configuration and sends SIGHUP. */
  | {
      readonly does: 'reload'
      readonly router: RouterName
      readonly replace: string
      readonly by: string
    }
  | { readonly does: 'pull' | 'plug'; readonly router: RouterName; readonly link: LinkName }
  /** What passes the switch is lost, in both directions, without a link going down. */
  | { readonly does: 'cut' | 'heal'; readonly router: RouterName }
  /** The script that the router tracks, from now on. */
  | { readonly does: 'break' | 'mend'; readonly router: RouterName }
  /** The client asks once, and waits a second for the answer. */
  | { readonly does: 'ping'; readonly address: string }
  | { readonly does: 'list rules'; readonly router: RouterName }
  /** The client sends adverts with a TTL of 254, two a second. */
  | { readonly does: 'inject' }
  | { readonly does: 'stop injecting' }

export interface Step {
  /** Milliseconds since the first step. */
  readonly atMs: number
  readonly action: Action
}

export interface Scenario {
  /** Also its folder: the configurations of A and B, and keepalived's trace. */
  readonly name: string
  readonly about: string
  readonly steps: readonly Step[]
  readonly endMs: number
}

/** How a trace calls it; what is seen comes behind it. */
export function markOf(action: Action): string {
  switch (action.does) {
    case 'start':
      return `start ${action.router}`
    case 'stop':
      return `stop ${action.router} ${action.signal}`
    case 'reload':
      return `signal ${action.router} SIGHUP`
    case 'pull':
    case 'plug': {
      const way = action.does === 'pull' ? 'down' : 'up'
      return `link ${way} ${action.router}${action.link === 'eth0' ? '' : ' 1'}`
    }
    case 'cut':
      return `cut ${action.router} (nft drop)`
    case 'heal':
      return `heal ${action.router}`
    case 'break':
      return `script ${action.router} fails`
    case 'mend':
      return `script ${action.router} succeeds`
    case 'ping':
      return `client ping ${action.address}:`
    case 'list rules':
      return `nft ${action.router}:`
    case 'inject':
      return 'inject bad TTL every 0.5 s'
    case 'stop injecting':
      return 'inject end'
  }
}
