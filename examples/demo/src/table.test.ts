import { describe, expect, test } from 'vitest'
import { Scene } from './scene.js'
import { formatLine } from './style.js'
import { renderTable } from './table.js'

/** Two seconds after a, the first master, was killed. */
function sceneAfterTheKill(): Scene {
  const scene = new Scene()
  scene.event({ event: 'step', text: 'a is killed.' }, 100)
  for (const [node, address, priority] of [
    ['a', '192.0.2.1', 150],
    ['b', '192.0.2.2', 100],
    ['c', '192.0.2.3', 50],
  ] as const) {
    scene.event({ event: 'started', node, pid: 4711, address, priority }, 1000)
  }
  for (const node of ['a', 'b']) {
    const start = { event: 'transition', node, from: 'INIT', to: 'BACKUP' } as const
    scene.event({ ...start, reason: 'started' }, 1500)
  }
  const election = { event: 'transition', node: 'a', from: 'BACKUP', to: 'MASTER' } as const
  scene.event({ ...election, reason: 'silence' }, 5000)
  scene.heard({ node: 'a', virtualRouterId: 51, priority: 150, atMs: 0 }, 6000)
  scene.event({ event: 'killed', node: 'a', signal: 'SIGKILL' }, 6500)
  return scene
}

function text(scene: Scene, nowMs: number, columns = 100): readonly string[] {
  return renderTable(scene, nowMs).map((line) => formatLine(line, { columns, colour: false }))
}

describe('the table', () => {
  test('shows what is known, and who waits for whom', () => {
    // 1804.6875 ms of silence are half of what b waits for: 3 s and a skew of 156/256 s.
    expect(text(sceneAfterTheKill(), 7804.6875)).toEqual([
      '',
      ' Holdfast: three routers share 192.0.2.100/24  7.8 s',
      ' VRRPv2, an advert every 1000 ms, preempt: true',
      '',
      '   node  address    priority  state    since  last reason',
      '   a     192.0.2.1       150  killed   1.3 s  SIGKILL',
      '   b     192.0.2.2       100  BACKUP   6.3 s  started',
      '   c     192.0.2.3        50  ready    6.8 s  process 4711',
      '',
      '   a spoke 1.8 s ago  [##########          ]  b takes over at 3609.375 ms',
      '',
      ' > a is killed.',
      '',
      '    -  failover',
      '    -  preemption',
      '    -  nopreempt',
      '',
    ])
  })

  test('keeps its height, so that it can be drawn over itself', () => {
    const scene = sceneAfterTheKill()
    scene.event({ event: 'result', proof: 'failover', ok: true, text: 'in time' }, 9000)
    scene.event({ event: 'result', proof: 'nopreempt', ok: false, text: 'late' }, 9000)
    scene.event({ event: 'failed', text: 'b died' }, 9000)
    const lines = text(scene, 9000)
    expect(lines).toHaveLength(text(new Scene(), 0).length)
    expect(lines.slice(11, 16)).toEqual([
      ' > b died',
      '',
      '   ok  failover    in time',
      '    -  preemption',
      '  bad  nopreempt   late',
    ])
  })

  test('fits into a narrow terminal', () => {
    const lines = text(sceneAfterTheKill(), 7000, 40)
    expect(lines.filter((line) => line.length > 40)).toEqual([])
    expect(lines[5]).toBe('   a     192.0.2.1       150  killed   0')
  })

  test('colours whole pieces, and nothing where colour is off', () => {
    const line = ['plain ', ['good', 'green'], ['bad', 'red']] as const
    expect(formatLine(line, { columns: 13, colour: true })).toBe(
      'plain \u001b[32mgreen\u001b[0m\u001b[31mre\u001b[0m',
    )
    expect(formatLine(line, { columns: 6, colour: true })).toBe('plain ')
    expect(formatLine(line, { columns: 80, colour: false })).toBe('plain greenred')
  })
})

describe('the one who takes over', () => {
  const speaksInRound = (virtualRouterId: number) => {
    const scene = sceneAfterTheKill()
    const back = { event: 'transition', node: 'a', from: 'INIT', to: 'BACKUP' } as const
    scene.event({ ...back, reason: 'started' }, 9000)
    scene.heard({ node: 'b', virtualRouterId, priority: 100, atMs: 0 }, 9000)
    return scene
  }

  test('is not a stronger backup that preempts: that one waits for no silence', () => {
    const scene = speaksInRound(51)
    expect(scene.heir()).toBeUndefined()
    const later = { event: 'transition', node: 'c', from: 'INIT', to: 'BACKUP' } as const
    scene.event({ ...later, reason: 'started' }, 9500)
    expect(scene.heir()).toEqual({ name: 'c', afterMs: 3804.6875 })
  })

  test('is the strongest backup where nobody preempts', () => {
    expect(speaksInRound(52).heir()).toEqual({ name: 'a', afterMs: 682.8125 })
  })
})
