import { compareAddresses } from '../lab/address-bytes.js'
import type { Scenario } from './scenario.js'
import type { Stage } from './stage.js'

const startOrder: Scenario = {
  name: 'start order',
  expects: 'the stronger one, started first, is master; the weaker one never speaks',
  play: async (stage) => {
    await followsTheFirst(stage)
    await stage.settled(stage.a)
  },
}

const preemption: Scenario = {
  name: 'preemption',
  expects: 'the stronger one, started second, takes over after its master-down time',
  play: async (stage) => {
    const { a, b } = stage
    const begin = stage.now()
    await b.start()
    const first = await stage.becomesMaster(b, begin)
    stage.refute(first.at - begin < b.masterDownMs - b.peer.earlyMs, 'B did not wait for a master')
    await stage.onlyHolder(b)
    stage.startClient()
    const entering = stage.now()
    await a.start()
    const { at } = await stage.becomesMaster(a, entering)
    stage.refute(at - entering < a.masterDownMs - a.peer.earlyMs, 'A did not listen before')
    // B yields to the first advert it hears; 50 ms for what it was about to send.
    await stage.silent(b, 2 * b.spec.advertIntMs, at + 50)
    await stage.settled(a)
  },
}

const nopreempt: Scenario = {
  name: 'nopreempt',
  expects: 'a stronger one with nopreempt leaves the master alone, and follows it when it dies',
  preempt: false,
  play: async (stage) => {
    const { a, b } = stage
    await b.start()
    await stage.becomesMaster(b)
    const since = stage.now()
    await a.start()
    stage.startClient()
    await stage.silent(a, a.masterDownMs * 2 + stage.now() - since, since)
    await stage.onlyHolder(b)
    await stage.betweenAdverts(b)
    const killing = await stage.moment(() => b.kill())
    await stage.succeeds(a, b, killing)
    if (b.peer.leasesAddresses) await stage.onlyHolder(a, 4500)
  },
}

const equalPriorities: Scenario = {
  name: 'equal priorities',
  splits: true,
  expects: 'the first one stays master; of two masters that meet, the higher address stays',
  priorities: [100, 100],
  play: async (stage) => {
    const { a, b, lab } = stage
    await followsTheFirst(stage)
    await stage.betweenAdverts(a)
    const cutting = await stage.moment(() => lab.network.cut('A'))
    const { source } = await stage.succeeds(b, a, cutting)
    stage.heal('A')
    // Over IPv6 not everybody speaks from the address that the lab has given to its interface.
    const [winner, loser] =
      compareAddresses(stage.lastAdvert(a).source, source) > 0 ? [a, b] : [b, a]
    await stage.silent(loser, 2 * a.spec.advertIntMs, stage.now() + a.spec.advertIntMs + 50)
    await stage.settled(winner)
  },
}

export const elections: readonly Scenario[] = [startOrder, preemption, nopreempt, equalPriorities]

/** A starts and is master; B starts and says nothing. */
async function followsTheFirst(stage: Stage): Promise<void> {
  const { a, b } = stage
  await a.start()
  await stage.becomesMaster(a)
  const since = stage.now()
  await b.start()
  stage.startClient()
  await stage.silent(b, b.masterDownMs * 1.5 + stage.now() - since, since)
}
