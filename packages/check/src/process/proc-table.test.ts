import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ProcTable } from './proc-table.js'

test('reads names, states and arguments', async () => {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-proc-'))
  const add = (pid: number, stat: string, commandLine: string): void => {
    mkdirSync(join(root, String(pid)))
    writeFileSync(join(root, String(pid), 'stat'), stat)
    writeFileSync(join(root, String(pid), 'cmdline'), commandLine)
  }
  try {
    add(1, '1 (init) S 0 1 1', '/sbin/init\0')
    add(2, '2 (kthreadd) S 0 0 0', '')
    add(30, '30 (a) b (c) R 1 30 30', 'a\0\0with blank\0')
    add(31, '31 (zombie) Z 1 31 31', '')
    add(32, '32 (dead) X 1 32 32', '')
    add(33, '', '')
    add(34, '34 (renamed) S 1', 'nginx: master process')
    mkdirSync(join(root, '40'))
    mkdirSync(join(root, 'self'))
    const byPid = async (withArgs: boolean): Promise<unknown> => {
      const entries = await new ProcTable(root).list(withArgs)
      return entries.toSorted((a, b) => a.pid - b.pid)
    }
    expect(await byPid(true)).toEqual([
      { pid: 1, name: 'init', args: ['/sbin/init'] },
      { pid: 2, name: 'kthreadd', args: [] },
      { pid: 30, name: 'a) b (c', args: ['a', '', 'with blank'] },
      { pid: 34, name: 'renamed', args: ['nginx: master process'] },
    ])
    expect(await byPid(false)).toEqual([
      { pid: 1, name: 'init', args: [] },
      { pid: 2, name: 'kthreadd', args: [] },
      { pid: 30, name: 'a) b (c', args: [] },
      { pid: 34, name: 'renamed', args: [] },
    ])
  } finally {
    rmSync(root, { recursive: true })
  }
})

test('finds a process of this machine', async () => {
  const child = spawn('/bin/sleep', ['61.25'])
  await once(child, 'spawn')
  try {
    const entries = await new ProcTable().list(true)
    expect(entries.find(({ pid }) => pid === child.pid)).toEqual({
      pid: child.pid,
      name: 'sleep',
      args: ['/bin/sleep', '61.25'],
    })
  } finally {
    child.kill('SIGKILL')
  }
})

test('without a table it says so', async () => {
  await expect(new ProcTable('/no/such/folder').list(false)).rejects.toThrow('ENOENT')
})
