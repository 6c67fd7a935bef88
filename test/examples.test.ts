import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { missingFrom } from './support/lines.js'
import { fromSource, Program, root } from './support/program.js'

/** Lines that each example prints in this order, among others. */
const expectedLines: Readonly<Record<string, readonly RegExp[]>> = {
  'cloud-address-provider': [
    /^Both nodes start\.$/,
    /^ {2}a {6}cannot hold 192\.0\.2\.10 HTTP 503/,
    /^ {2}=> 192\.0\.2\.10 is attached to a$/,
    /^The network is cut in two\.$/,
    /^ {2}=> 192\.0\.2\.10 is attached to b$/,
    /^The network has healed\.$/,
    /^ {2}a {6}another master is heard: 192\.0\.2\.2 \(priority 100\), ours is 150$/,
    /^ {2}=> 192\.0\.2\.10 is attached to a$/,
  ],
  'di-app': [
    /^ {2}=> a: hello from a; b: nothing$/,
    /^The cable of a is pulled\.$/,
    /^ {2}=> a: nothing; b: hello from b$/,
  ],
  'dual-master': [
    /^ {2}=> a holds 192\.0\.2\.10$/,
    /^ {2}=> b holds 192\.0\.2\.20$/,
    /^The cable of a is pulled\.$/,
    /^ {2}=> a holds -$/,
    /^ {2}=> b holds 192\.0\.2\.20, 192\.0\.2\.10$/,
    /^It is plugged in again\.$/,
    /^ {2}=> a holds 192\.0\.2\.10$/,
    /^ {2}=> b holds 192\.0\.2\.20$/,
  ],
  'health-checked-vip': [
    /^The web server of a answers 503\.$/,
    /^ {2}b {2}BACKUP -> MASTER: priority 100 preempts 192\.0\.2\.1 \(priority 50\)$/,
    /^ {2}=> a new master after \d+ ms$/,
    /^It is well again\.$/,
    /^ {2}a {2}BACKUP -> MASTER: priority 150 preempts 192\.0\.2\.2 \(priority 100\)$/,
    /^ {2}=> a new master after \d+ ms$/,
    /^It hangs: it takes connections, and answers nobody\.$/,
    /^ {2}b {2}BACKUP -> MASTER: priority 100 preempts 192\.0\.2\.1 \(priority 50\)$/,
    /^ {2}=> a new master after \d+ ms$/,
  ],
  'http-while-master': [
    /^The cable of a is pulled\.$/,
    /^ {2}=> the client was answered by a, then nobody for \d+ ms, then b$/,
    /^It is plugged in again\.$/,
    /^ {2}=> the client was answered by b, (then nobody for \d+ ms, )?then a$/,
    /^a is stopped, as for an upgrade\.$/,
    /^ {2}=> the client was answered by a, (then nobody for \d+ ms, )?then b$/,
  ],
  nopreempt: [
    /^The cable of a is pulled\.$/,
    /^ {2}b {2}BACKUP -> MASTER: no advert from 192\.0\.2\.1 \(priority 150\) for 360\.938 ms/,
    /^ {2}=> one second later a is BACKUP and b is MASTER$/,
    /^ {2}=> now a is MASTER and b is BACKUP$/,
    /^b cannot be promoted: the master 192\.0\.2\.1 has priority 150, ours is 100/,
  ],
  'two-node-failover': [
    /^The cable of a is pulled\.$/,
    /^ {2}b {2}BACKUP -> MASTER: no advert from 192\.0\.2\.1 \(priority 150\) for 360\.938 ms/,
    /^ {2}=> a new master after \d+ ms$/,
    /^The cable of a is plugged in\.$/,
    /^ {2}a {2}BACKUP -> MASTER: priority 150 preempts 192\.0\.2\.2 \(priority 100\)$/,
    /^a is stopped\.$/,
    /^ {2}b {2}BACKUP -> MASTER: 192\.0\.2\.1 resigned with priority 0/,
    /^ {2}=> a new master after \d+ ms$/,
  ],
}

describe('examples', { timeout: 30_000 }, () => {
  test('each is run, by this test or by one of its own', () => {
    const elsewhere = ['demo', 'http-service-with-vip']
    const programs = readdirSync(join(root, 'examples'))
      .filter((name) => existsSync(join(root, 'examples', name, 'src/main.ts')))
      .filter((name) => !elsewhere.includes(name))
    expect(Object.keys(expectedLines)).toEqual(programs)
  })

  test.each(Object.entries(expectedLines))('%s', async (name, patterns) => {
    const folder = join(root, 'examples', name)
    await using example = new Program(process.execPath, [...fromSource, 'src/main.ts'], folder)
    const exitCode = await example.ended()
    expect(missingFrom(example.lines, patterns), example.transcript()).toEqual([])
    expect(example.errors).toBe('')
    expect(exitCode).toBe(0)
  })
})
