import { virtualAddress } from './cast.js'
import type { Proof } from './event.js'
import type { Row, Scene } from './scene.js'
import type { Look, Piece } from './style.js'

const proofs: readonly Proof[] = ['failover', 'preemption', 'nopreempt']
const BAR_WIDTH = 20

/** The present in lines; always the same number, so that it can be drawn over itself. */
export function renderTable(scene: Scene, nowMs: number): readonly (readonly Piece[])[] {
  const { version, advertIntMs, preempt } = scene.round
  return [
    [],
    [
      ['strong', ` Holdfast: three routers share ${virtualAddress}`],
      ['faint', `  ${seconds(nowMs)}`],
    ],
    [['faint', ` VRRPv${version}, an advert every ${advertIntMs} ms, preempt: ${preempt}`]],
    [],
    [['faint', `   ${tableRow('node', 'address', 'priority', 'state', 'since', 'last reason')}`]],
    ...[...scene.rows.values()].map((row) => renderRow(row, nowMs)),
    [],
    renderSilence(scene, nowMs),
    [],
    [['busy', ` > ${scene.failure ?? scene.step}`]],
    [],
    ...proofs.map((proof) => renderProof(scene, proof)),
    [],
  ]
}

function renderRow({ role, state, sinceMs, reason }: Row, nowMs: number): readonly Piece[] {
  const isMaster = state === 'MASTER'
  const since = state === '-' ? '' : seconds(nowMs - sinceMs)
  const { name, address, priority } = role
  const text = tableRow(name, address, `${priority}`, state, since, reason)
  return [[lookOf(state), `${isMaster ? ' * ' : '   '}${text}`]]
}

function lookOf(state: string): Look {
  if (state === 'MASTER') return 'good'
  return state === 'killed' || state === 'FAULT' ? 'bad' : 'plain'
}

function tableRow(
  node: string,
  address: string,
  priority: string,
  state: string,
  since: string,
  reason: string,
): string {
  const columns = [
    node.padEnd(4),
    address.padEnd(9),
    priority.padStart(8),
    state.padEnd(6),
    since.padStart(6),
    reason,
  ]
  return columns.join('  ')
}

/** How long nobody has spoken, on the scale of who waits for it. */
function renderSilence(scene: Scene, nowMs: number): readonly Piece[] {
  const { lastAdvert } = scene
  if (lastAdvert === undefined) return [['faint', '   nobody has spoken yet']]
  const silenceMs = nowMs - lastAdvert.atMs
  const heir = scene.heir()
  const share = heir === undefined ? 0 : Math.min(1, silenceMs / heir.afterMs)
  const filled = '#'.repeat(Math.round(share * BAR_WIDTH))
  const waits = heir === undefined ? '' : `  ${heir.name} takes over at ${heir.afterMs} ms`
  return [
    `   ${lastAdvert.node} spoke ${seconds(silenceMs)} ago  [`,
    ['busy', filled],
    `${' '.repeat(BAR_WIDTH - filled.length)}]`,
    ['faint', waits],
  ]
}

function renderProof(scene: Scene, proof: Proof): readonly Piece[] {
  const result = scene.results.get(proof)
  if (result === undefined) return [['faint', `    -  ${proof}`]]
  const mark: Piece = result.ok ? ['good', '   ok'] : ['bad', '  bad']
  return [mark, `  ${proof.padEnd(10)}  ${result.text}`]
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
