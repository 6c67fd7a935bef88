import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FileSink } from './line-sink.js'

test('a pipe that nobody reads holds nobody up, and what is lost is counted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-sink-'))
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  try {
    const sink = new FileSink({ descriptor, waitingMax: 1000 })
    const line = `${'x'.repeat(99)}\n`
    // The pipe takes 65536 bytes, the sink 1000 more; 100 kB are offered.
    for (let written = 0; written < 1000; written += 1) {
      sink.write(line)
      if (written % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    const bytes = Buffer.alloc(1 << 20)
    let text = ''
    let agains = 0
    for (; agains < 100 && !text.endsWith('again\n'); agains += 1) {
      text += readAvailable(descriptor, bytes)
      sink.write('again\n')
      await sink.idle()
    }
    text += readAvailable(descriptor, bytes)
    const notice = /^(\d+) log lines were dropped: nobody read them$/
    const lines = text.trimEnd().split('\n')
    const dropped = lines.flatMap((one) => notice.exec(one)?.slice(1, 2).map(Number) ?? [])
    const kept = lines.filter((one) => one === line.trimEnd() || one === 'again')
    expect(dropped.length).toBeGreaterThan(0)
    expect(lines).toHaveLength(kept.length + dropped.length)
    expect(kept.length + dropped.reduce((sum, one) => sum + one, 0)).toBe(1000 + agains)
  } finally {
    closeSync(descriptor)
    rmSync(folder, { recursive: true })
  }
})

function readAvailable(descriptor: number, bytes: Buffer): string {
  try {
    return bytes.toString('utf8', 0, readSync(descriptor, bytes))
  } catch {
    return ''
  }
}
