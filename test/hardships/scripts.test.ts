import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Lan } from './lan.js'

// Real scripts that behave badly. Whatever they do, the backup hears every advert.

// Each waits for what takes seconds by itself, on machines of any speed.
vi.setConfig({ testTimeout: 60_000 })

let lan: Lan
let leftBehind: string[]

beforeEach(async () => {
  lan = await Lan.open()
  leftBehind = []
})

afterEach(async () => {
  for (const pid of leftBehind.map(pidIn)) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  await lan[Symbol.asyncDispose]()
})

const printsMuch = 'exec head -c 1000000000 /dev/zero'
const ignoresTerm = "trap '' TERM\nwhile :; do sleep 1; done"

/** Ends in peace; its child goes on and holds what the script has open. */
function leavesChild(name: string): string {
  const file = join(lan.folder, `${name}.pid`)
  leftBehind.push(file)
  return `sleep 300 &\necho $! > ${file}`
}

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

test('check scripts that hang, ignore TERM, print a gigabyte or leave a child', async () => {
  const pidFile = join(lan.folder, 'deaf.pid')
  const scripts = {
    hangs: 'exec sleep 300',
    deaf: `echo $$ > ${pidFile}\n${ignoresTerm}`,
    prints: printsMuch,
    forks: leavesChild('forks'),
  }
  const blocks = Object.entries(scripts).map(
    ([name, text]) => `vrrp_script ${name} {
    script ${lan.script(name, text)}
    interval 30
    timeout 1
}`,
  )
  const track =
    'track_script {\n hangs weight -10\n deaf weight -20\n prints weight -40\n forks weight -30\n}'
  await lan.run(blocks.join('\n'), track)
  await lan.eventually('it runs', () => isAlive(pidIn(pidFile)))
  const instance = lan.agent.instance('VI_1')
  // 150 - 10 - 20: the other two have succeeded.
  await lan.eventually('both have failed', () => instance.status().effectivePriority === 120)
  expect(lan.log).toContain('script hangs timed out after 1000 ms')
  expect(lan.log).toContain('script deaf timed out after 1000 ms')
  expect(lan.log.filter((line) => /prints|forks/.test(line))).toEqual([])
  await lan.eventually('KILL has ended it', () => !isAlive(pidIn(pidFile)))
  await lan.advertsGoOn(2)
  expect(instance.status().effectivePriority).toBe(120)
  expect(lan.takeovers).toBe(0)
})

test('notify scripts that print a gigabyte, leave a child, or ignore TERM until the end', async () => {
  const pidFile = join(lan.folder, 'deaf.pid')
  await lan.run(
    '',
    `notify_backup ${lan.script('prints', `echo > ${pidFile}.printed\n${printsMuch}`)}
    notify_master ${lan.script('forks', leavesChild('forks'))}
    notify ${lan.script('deaf', `[ "$3" = MASTER ] || exit 0\necho $$ > ${pidFile}\n${ignoresTerm}`)}`,
  )
  // In order: the gigabyte for BACKUP, the child for MASTER, and only then the one that hangs.
  await lan.eventually('all have run', () => isAlive(pidIn(pidFile)))
  await lan.advertsGoOn(3)
  expect(lan.takeovers).toBe(0)
  const stopped = lan.agent.stop()
  await lan.eventually('the backup takes over at once', () => lan.takeovers === 1)
  expect(isAlive(pidIn(pidFile))).toBe(true)
  await stopped
  expect(isAlive(pidIn(pidFile))).toBe(false)
  expect(lan.log).toContain('scripts or mails take longer than 5000 ms: they are ended')
})

function pidIn(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return -1
  }
}
