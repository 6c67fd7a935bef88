import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientReport } from '../lab/client.js'
import { Lab } from '../lab/lab.js'
import { addressOf, stationInterface } from '../lab/stations.js'
import type { RouterName } from '../lab/stations.js'
import { peers } from '../peers/peers.js'
import type { RouterSpec } from '../peers/router-spec.js'
import { Actor } from '../scenarios/actor.js'
import type { Scenario } from '../scenarios/scenario.js'
import { Stage } from '../scenarios/stage.js'
import type { Fact } from '../scenarios/stage.js'
import { describePairing } from './pairing.js'
import type { Pairing } from './pairing.js'

export type Verdict = 'passed' | 'failed' | 'n/a'

export interface Outcome {
  readonly pairing: Pairing
  readonly scenario: string
  readonly verdict: Verdict
  /** Why it failed or cannot be. */
  readonly reason: string
  readonly facts: readonly Fact[]
  readonly client: ClientReport | undefined
  readonly tookMs: number
}

/** Why this pair cannot play this scenario, or undefined. */
export function excuseOf(pairing: Pairing, scenario: Scenario): string | undefined {
  const a = peers[pairing.stronger]
  const specOfA = specOf(pairing, 'A', scenario)
  return (
    a.lacks(specOfA) ??
    peers[pairing.weaker].lacks(specOf(pairing, 'B', scenario)) ??
    scenario.excuse?.(a, specOfA)
  )
}

/** Plays a scenario in a lab of its own. Evidence of a failure is kept in a folder of `evidence`. */
export async function playCell(
  pairing: Pairing,
  scenario: Scenario,
  evidence: string,
): Promise<Outcome> {
  const begin = Date.now()
  const outcome = (
    verdict: Verdict,
    reason: string,
    rest: Pick<Outcome, 'facts' | 'client'> = { facts: [], client: undefined },
  ): Outcome => {
    const tookMs = Date.now() - begin
    return { pairing, scenario: scenario.name, verdict, reason, ...rest, tookMs }
  }
  const excuse = excuseOf(pairing, scenario)
  if (excuse !== undefined) return outcome('n/a', excuse)

  using lab = new Lab()
  const actor = (name: RouterName): Actor => {
    const peer = peers[name === 'A' ? pairing.stronger : pairing.weaker]
    return new Actor(lab, name, peer, specOf(pairing, name, scenario))
  }
  const stage = new Stage(lab, actor('A'), actor('B'))
  try {
    await scenario.play(stage)
    const client = await stage.finishClient(mayMisleadNeighbours(pairing, scenario))
    await wellFormed(lab)
    return outcome('passed', '', { facts: stage.facts, client })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const folder = join(
      evidence,
      `${describePairing(pairing)}, ${scenario.name}`.replaceAll(/\W+/g, '-'),
    )
    keepEvidence(stage, folder, reason)
    return outcome('failed', `${reason} (${folder})`, { facts: stage.facts, client: undefined })
  }
}

/**
 * Whether it takes more than one announcement until the client finds the master: after two masters at
 * a time, and where no advert comes from the virtual MAC, so that a last word of the loser from it
 * stays in the switch's table (rule 124).
 */
function mayMisleadNeighbours({ cast, mac }: Pairing, { splits }: Scenario): boolean {
  return splits === true || (cast === 'unicast' && mac === 'virtual')
}

/** Both sides' packets through tshark: nothing malformed, no bad checksum. */
async function wellFormed(lab: Lab): Promise<void> {
  await lab.observer.hasRead(Date.now())
  const bad = lab.observer.observed.find(({ complaint }) => complaint !== '')
  if (bad !== undefined) throw new Error(`${bad.station} sent: ${bad.complaint}`)
}

function specOf(pairing: Pairing, name: RouterName, scenario: Scenario): RouterSpec {
  const { version, family, cast, authentication, mac } = pairing
  const other = name === 'A' ? 'B' : 'A'
  const [priorityOfA, priorityOfB] = scenario.priorities ?? [200, 100]
  const unicast = { source: addressOf(name, family), peer: addressOf(other, family) }
  return {
    interface: stationInterface,
    vrid: 51,
    version,
    family,
    priority: name === 'A' ? priorityOfA : priorityOfB,
    preempt: name === 'A' ? (scenario.preempt ?? true) : true,
    // VRRPv2 has whole seconds only.
    advertIntMs: version === 2 ? 1000 : 200,
    virtualAddresses: family === 4 ? ['10.77.0.100/24'] : ['fe80::77:100/64', 'fd77::100/64'],
    virtualMac: mac === 'virtual',
    ...(cast === 'unicast' ? { unicast } : {}),
    ...(authentication === 'none'
      ? {}
      : { authentication: { type: authentication, password: 'secret12' } }),
  }
}

function keepEvidence({ lab, a, b }: Stage, folder: string, reason: string): void {
  mkdirSync(folder, { recursive: true })
  const observed = lab.observer.observed.map((each) => JSON.stringify(each))
  writeFileSync(join(folder, 'observed.jsonl'), `${observed.join('\n')}\n`)
  writeFileSync(join(folder, 'A.log'), `${a.log.join('\n')}\n`)
  writeFileSync(join(folder, 'B.log'), `${b.log.join('\n')}\n`)
  writeFileSync(join(folder, 'reason.txt'), `${reason}\n`)
  copyFileSync(lab.pcapFile, join(folder, 'packets.pcap'))
}
