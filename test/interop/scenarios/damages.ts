import type { CutDirection } from '../lab/network.js'
import type { RouterName } from '../lab/stations.js'
import type { Scenario } from './scenario.js'

const cablePull: Scenario = {
  name: 'cable pull',
  splits: true,
  expects: 'a master without a carrier gives up its addresses, and takes them back later',
  play: async (stage) => {
    const { a, b, lab } = stage
    await stage.startBoth()
    await stage.betweenAdverts(a)
    const pulling = await stage.moment(() => lab.network.pullCable('A'))
    await stage.succeeds(b, a, pulling)
    await stage.onlyHolder(b)
    const plugged = stage.now()
    lab.network.plugCable('A')
    const { at } = await stage.becomesMaster(a, plugged)
    const isEarly = at - plugged < a.masterDownMs - a.peer.earlyMs
    stage.refute(a.peer.noticesCarrier && isEarly, 'A did not listen before')
    await stage.settled(a)
  },
}

const partition = split(
  'cut and heal',
  'each side has its master; healed, the stronger one stays',
  'A',
)

const mute = split(
  'one-way cut, master mute',
  'the master that is not heard stays master, and wins again when it is',
  'A',
  'sending',
)

const deaf = split(
  'one-way cut, backup deaf',
  'the backup that hears nobody becomes master, and yields when it hears again',
  'B',
  'receiving',
)

const addressDeleted: Scenario = {
  name: 'VIP deleted by hand',
  expects: 'the master has it again, and nobody else',
  excuse: (a, spec) => a.cannotLoseAddress(spec),
  play: async (stage) => {
    const { a, lab, address } = stage
    await stage.startBoth()
    await stage.betweenAdverts(a)
    const device = stage.holdingInterface(a) ?? 'none'
    const prefix = address.includes(':') ? 64 : 24
    lab.network.ip('A', 'address', 'delete', `${address}/${prefix}`, 'dev', device)
    // keepalived goes through BACKUP (rule 114): that takes a skew time, or a master-down time when
    // somebody else was faster.
    const deleted = stage.now()
    await stage.onlyHolder(a, 2 * a.masterDownMs + 1000)
    stage.facts.push({ name: 'back', text: `after ${stage.now() - deleted} ms` })
    await stage.settled(a)
  },
}

const interfaceDeleted: Scenario = {
  name: 'interface deleted and made again',
  expects: 'the backup takes over, the master comes back with its interface',
  excuse: (a, spec) => a.cannotLoseInterface(spec),
  play: async (stage) => {
    const { a, b, lab } = stage
    await stage.startBoth()
    await stage.betweenAdverts(a)
    const deleting = await stage.moment(() => lab.network.deleteInterface('A'))
    await stage.succeeds(b, a, deleting)
    await stage.onlyHolder(b)
    const made = stage.now()
    lab.network.recreateInterface('A')
    await stage.becomesMaster(a, made)
    await stage.settled(a)
  },
}

export const damages: readonly Scenario[] = [
  cablePull,
  partition,
  mute,
  deaf,
  addressDeleted,
  interfaceDeleted,
]

/** Both are master while the station is cut off, and one of them once that is healed. */
function split(
  name: string,
  expects: string,
  station: RouterName,
  direction?: CutDirection,
): Scenario {
  return {
    name,
    splits: true,
    expects,
    excuse: (a, spec) => (direction === undefined ? undefined : a.cannotHearRival(spec)),
    play: async (stage) => {
      const { a, b, lab } = stage
      await stage.startBoth()
      await stage.betweenAdverts(a)
      const cutting = await stage.moment(() => lab.network.cut(station, direction))
      await stage.succeeds(b, a, cutting)
      await stage.staysMaster(a, 3 * a.spec.advertIntMs)
      const healed = stage.heal(station)
      // A peer whose MAC address has been lost is asked for it once a second.
      const resolvingMs = a.spec.unicast === undefined ? 0 : 1000
      await stage.silent(b, 2 * b.spec.advertIntMs, healed + resolvingMs + a.spec.advertIntMs + 50)
      await stage.settled(a)
    },
  }
}
