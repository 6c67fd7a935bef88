import { frr } from './frr.js'
import { holdfast } from './holdfast.js'
import { keepalived } from './keepalived.js'
import type { Implementation, Peer } from './peer.js'

export const peers: Readonly<Record<Implementation, Peer>> = { holdfast, keepalived, frr }
