import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Lab } from '../lab/lab.js'
import type { LabProcess } from '../lab/lab-process.js'
import { stationInterface } from '../lab/stations.js'
import { startHoldfast } from '../peers/holdfast.js'
import { startKeepalived } from '../peers/keepalived.js'
import type { RunningRouter } from '../peers/peer.js'
import type { RouterSpec } from '../peers/router-spec.js'
import { craftedAdverts } from './adverts.js'
import { password } from './crafted-advert.js'
import type { CraftedAdvert, Target } from './crafted-advert.js'
import { judgeBackup, judgeMaster } from './judge.js'
import type { Judgement } from './judge.js'
import type { Plan, SentReport } from './plan.js'

/** Who can have many virtual routers in one process. */
export type Receiving = 'holdfast' | 'keepalived'

export interface CraftedOutcome {
  readonly advert: CraftedAdvert
  readonly state: 'BACKUP' | 'MASTER'
  readonly verdict: 'passed' | 'failed' | 'n/a'
  /** What the router did. */
  readonly found: string
  /** Why there is nothing to judge, or ''. */
  readonly reason: string
}

/** Longer than a master-down time. */
const backupRunMs = 6000
const masterRunMs = 5000
/** Until the silence of a sender has shown. */
const afterMs = 4500

interface Case extends Target {
  readonly advert: CraftedAdvert
}

/**
 * All at once: each advert has a virtual router of its own, all of them in one process, so that the
 * whole list takes no longer than one of them.
 */
export async function runCrafted(who: Receiving): Promise<readonly CraftedOutcome[]> {
  const cases = craftedAdverts.map((advert, index): Case => {
    const number = index + 101
    const address = advert.receiver === 'v3 IPv6' ? `fe80::77:${number}` : `10.77.0.${number}`
    return { advert, vrid: index + 1, address }
  })
  const backups = cases.filter(({ advert }) => advert.receiver !== 'v2 owner')
  const judged = [...(await meetBackups(who, backups)), ...(await meetMasters(who, cases))]
  const found = (advert: CraftedAdvert, state: CraftedOutcome['state']): CraftedOutcome =>
    judged.find((one) => one.advert === advert && one.state === state) ?? {
      advert,
      state,
      verdict: 'n/a',
      found: '',
      reason: 'an owner is not BACKUP',
    }
  return craftedAdverts.flatMap((advert) => [found(advert, 'BACKUP'), found(advert, 'MASTER')])
}

/** The adverts come from the start of the router on. */
async function meetBackups(
  who: Receiving,
  cases: readonly Case[],
): Promise<readonly CraftedOutcome[]> {
  using lab = new Lab()
  const everyMs = ({ advert }: Case): number => advert.everyMs ?? 1000
  const sender = await startSender(lab, cases, everyMs)
  await startReceiver(lab, who, cases)
  const readyAt = Date.now()
  await sleep(backupRunMs)
  const sent = await stopSender(sender)
  await sleep(afterMs)
  const endAt = Date.now()
  await lab.observer.hasRead(endAt)
  return cases.map((one) => {
    const { lastAt: lastSentAt, stalls } = reportOf(sent, one)
    const times = { readyAt, lastSentAt, stalls, everyMs: everyMs(one), endAt }
    const judgement = judgeBackup(one.advert.asBackup, { ...times, spokeAt: spokeAt(lab, one) })
    return outcome(one, 'BACKUP', judgement)
  })
}

/** The adverts come when all of them are MASTER. */
async function meetMasters(
  who: Receiving,
  cases: readonly Case[],
): Promise<readonly CraftedOutcome[]> {
  using lab = new Lab()
  await startReceiver(lab, who, cases)
  await sleep(5000)
  const firstSentAt = Date.now()
  const sender = await startSender(lab, cases, ({ advert }) => advert.everyMs ?? 300)
  const sendingAt = Date.now()
  await sleep(masterRunMs)
  const sent = await stopSender(sender)
  await lab.observer.hasRead(Date.now())
  return cases.map((one) => {
    const spoke = spokeAt(lab, one)
    const wasMaster = spoke.some((at) => at < firstSentAt)
    const { lastAt: lastSentAt, stalls, count } = reportOf(sent, one)
    const run = { firstSentAt: sendingAt, lastSentAt, stalls, sent: count, spokeAt: spoke }
    const judgement = wasMaster
      ? judgeMaster(one.advert.asMaster, run)
      : { isRight: false, found: 'was not MASTER before' }
    return outcome(one, 'MASTER', judgement)
  })
}

function outcome(
  { advert }: Case,
  state: CraftedOutcome['state'],
  { isRight, found }: Judgement,
): CraftedOutcome {
  return { advert, state, verdict: isRight ? 'passed' : 'failed', found, reason: '' }
}

/** AH counts; as many as a run takes. */
function numbersOf({ advert }: Case): number {
  return advert.receiver === 'v2 AH' ? 40 : 1
}

async function startSender(
  lab: Lab,
  cases: readonly Case[],
  everyMs: (one: Case) => number,
): Promise<LabProcess> {
  const plan: Plan = cases.map((one) => ({
    name: one.advert.name,
    packets: Array.from({ length: numbersOf(one) }, (_, number) =>
      one.advert.packet(one, number).toString('hex'),
    ),
    everyMs: everyMs(one),
  }))
  const file = join(lab.folder, 'plan.json')
  writeFileSync(file, JSON.stringify(plan))
  const program = fileURLToPath(new URL('send.ts', import.meta.url))
  const fromSource = ['--conditions=@holdfast/source', '--import', 'tsx']
  const sender = lab.spawn('C', process.execPath, ...fromSource, program, file)
  await sender.printed(/^sending$/)
  return sender
}

async function stopSender(sender: LabProcess): Promise<Record<string, SentReport>> {
  sender.send('SIGTERM')
  return JSON.parse(await sender.printed(/^\{/)) as Record<string, SentReport>
}

function reportOf(sent: Record<string, SentReport>, { advert }: Case): SentReport {
  const report = sent[advert.name]
  if (report === undefined) throw new Error(`${advert.name} was not sent`)
  return report
}

function startReceiver(lab: Lab, who: Receiving, cases: readonly Case[]): Promise<RunningRouter> {
  const start = who === 'holdfast' ? startHoldfast : startKeepalived
  return start(lab, 'B', cases.map(receiverOf))
}

function receiverOf({ advert, vrid, address }: Case): RouterSpec {
  const { receiver } = advert
  const isIpv6 = receiver === 'v3 IPv6'
  const type = (['PASS', 'AH'] as const).find((each) => receiver === `v2 ${each}`)
  return {
    interface: stationInterface,
    vrid,
    version: receiver.startsWith('v3') ? 3 : 2,
    family: isIpv6 ? 6 : 4,
    priority: receiver === 'v2 owner' ? 255 : 100,
    preempt: true,
    advertIntMs: 1000,
    virtualAddresses: [`${address}/${isIpv6 ? 64 : 24}`],
    virtualMac: false,
    ...(type === undefined
      ? {}
      : // Longer than the 8 octets that count (rule 11).
        { authentication: { type, password: `${password}-and-more` } }),
  }
}

function spokeAt(lab: Lab, { vrid }: Case): readonly number[] {
  return lab.observer.observed.flatMap((observed) =>
    observed.kind === 'advert' &&
    observed.station === 'B' &&
    observed.vrid === vrid &&
    observed.priority > 0
      ? [observed.at]
      : [],
  )
}
