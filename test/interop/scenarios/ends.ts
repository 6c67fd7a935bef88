import type { Scenario } from './scenario.js'

const gracefulStop: Scenario = {
  name: 'graceful stop',
  expects: 'priority 0, the addresses gone, and the backup master after its skew time',
  play: async (stage) => {
    const { a, b } = stage
    await stage.startBoth()
    await stage.betweenAdverts(a)
    const since = stage.now()
    const stopped = a.stop()
    const goodbye = await stage.saysGoodbye(a, since)
    await stage.inherits(b, goodbye)
    await stopped
    await stage.onlyHolder(b)
    await stage.settled(b)
  },
}

const killed: Scenario = {
  name: 'SIGKILL',
  expects: 'the backup takes over after its master-down time; the restarted one takes it back',
  play: async (stage) => {
    const { a, b } = stage
    await stage.startBoth()
    await stage.betweenAdverts(a)
    const killing = await stage.moment(() => a.kill())
    await stage.succeeds(b, a, killing)
    // A lease ends 4 s after its holder at the latest; others leave their addresses behind.
    if (a.peer.leasesAddresses) await stage.onlyHolder(b, 4000)
    const since = stage.now()
    await a.start()
    await stage.becomesMaster(a, since)
    await stage.settled(a)
  },
}

const paused: Scenario = {
  name: 'SIGSTOP, SIGCONT',
  splits: true,
  expects: 'the backup takes over from a frozen master, and one of them is left when it thaws',
  play: async (stage) => {
    const { a, b } = stage
    await stage.startBoth()
    await stage.betweenAdverts(a)
    const freezing = await stage.moment(() => a.pause())
    await stage.succeeds(b, a, freezing)
    await stage.sleep(b.spec.advertIntMs * 2)
    const since = stage.now()
    a.resume()
    const { at } = await stage.becomesMaster(a, since)
    // Rule 153: one master within an advert interval.
    await stage.silent(b, 2 * b.spec.advertIntMs, at + a.spec.advertIntMs + 50)
    await stage.settled(a)
  },
}

export const ends: readonly Scenario[] = [gracefulStop, killed, paused]
