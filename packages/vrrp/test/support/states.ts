import type {
  BackupRole,
  MasterRole,
  Role,
  Standing,
  TrackerState,
  VrrpState,
} from '../../src/state.js'
import type { ReceivedAdvertisement } from '../../src/wire/advertisement.js'

/** The instance under test speaks from here: peers at .2 are lower, peers at .9 higher. */
export const OWN_ADDRESS = '192.0.2.5'

export function standing(changes: Partial<Standing> = {}): Standing {
  return {
    basePriority: 100,
    effectivePriority: 100,
    trackers: {},
    link: { up: true, sourceAddress: OWN_ADDRESS, macAddress: '02:00:00:00:00:05' },
    faults: [],
    maintenance: undefined,
    groupFault: undefined,
    yielding: false,
    ownerLowered: false,
    ...changes,
  }
}

export function trackerState(changes: Partial<TrackerState> = {}): TrackerState {
  return { verdict: 'up', counter: undefined, value: 0, ...changes }
}

export function stateOf(role: Role, facts: Partial<Standing> = {}): VrrpState {
  return { role, standing: standing(facts), claims: 0 }
}

/** Listens since 10 s, has heard nobody, waits the full interval of priority 100. */
export function backupRole(changes: Partial<BackupRole> = {}): BackupRole {
  return {
    name: 'BACKUP',
    masterDownAt: 13_609.375,
    masterAdverIntMs: 1000,
    listeningSince: 10_000,
    master: undefined,
    resigned: undefined,
    weaker: undefined,
    preemptAt: undefined,
    claim: undefined,
    wish: undefined,
    ...changes,
  }
}

/** Master that last advertised at 10 s, holds its addresses and has no announcement to make. */
export function masterRole(changes: Partial<MasterRole> = {}): MasterRole {
  return {
    name: 'MASTER',
    advertAt: 11_000,
    holding: { status: 'held', attempt: 1, retryAt: undefined, failures: [] },
    announcing: {
      secondBurstAt: undefined,
      lowerPrioBurstAt: undefined,
      refreshAt: undefined,
      contest: undefined,
    },
    ownerConflict: undefined,
    ...changes,
  }
}

export function backup(
  role: Partial<BackupRole> = {},
  facts: Partial<Standing> = {},
): VrrpState & { readonly role: BackupRole } {
  return { ...stateOf(backupRole(), facts), role: backupRole(role) }
}

export function master(
  role: Partial<MasterRole> = {},
  facts: Partial<Standing> = {},
): VrrpState & { readonly role: MasterRole } {
  return { ...stateOf(masterRole(), facts), role: masterRole(role) }
}

/** The standing of the owner of the addresses. */
export const ownerStanding: Partial<Standing> = { basePriority: 255, effectivePriority: 255 }

export function advert(
  priority: number,
  changes: Partial<ReceivedAdvertisement> = {},
): ReceivedAdvertisement {
  return {
    version: 2,
    virtualRouterId: 51,
    priority,
    advertIntMs: 1000,
    addresses: ['192.0.2.10'],
    source: '192.0.2.2',
    destination: '224.0.0.18',
    checksum: 'message-only',
    authenticationType: 'none',
    ...changes,
  }
}
