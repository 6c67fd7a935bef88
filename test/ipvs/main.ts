// npm run test:ipvs: the tests that need virtual servers in the kernel (*.ipvs.test.ts), then the
// benchmark beside ipvsadm. Where this machine's kernel has IPVS they run here, in a network
// namespace of their own; else in a virtual machine that a script starts; else not, and it says so.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hasAddon } from '../support/addon.js'
import { fromSource, root } from '../support/program.js'
import { missingPrograms } from '../support/programs.js'

const usage = `npm run test:ipvs -- [options] [files]
  --only tests|bench  default: both, without files
  --timeout SECONDS   of the virtual machine, default 600`

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    timeout: { type: 'string', default: '600' },
    help: { type: 'boolean', default: false },
  },
})

/** Runs `run-in-vm [options] -- COMMAND` as root under a kernel that has IPVS. */
const starter =
  process.env.HOLDFAST_IPVS_VM ?? join(root, '..', 'shared', 'lab', 'ipvs-vm', 'run-in-vm')

const neededPrograms = {
  ip: 'iproute2',
  ipvsadm: 'ipvsadm',
  unshare: 'util-linux',
  // Real servers, a client, and the peer that directors are compared with.
  '/usr/sbin/nginx': 'nginx-light',
  curl: 'curl',
  keepalived: 'keepalived',
}

/** What the script needs to start a user-mode Linux, which takes a second. */
const programsOfStarter = {
  busybox: 'busybox-static',
  gcc: 'gcc',
  perl: 'perl',
  xz: 'xz-utils',
  '/usr/include/stdio.h': 'libc6-dev',
}

process.exit(options.help ? help() : main())

function help(): number {
  console.log(usage)
  return 0
}

function main(): number {
  const command = ['sh', '-c', commandLines().join(' && ')]
  if (process.platform !== 'linux') return skip('virtual servers are a thing of Linux')
  if (process.getuid?.() !== 0) return skip('only root may change them: run it with sudo')
  if (!hasAddon) return skip('the addon of Linux is not compiled')
  const missing = missingPrograms(neededPrograms)
  if (missing !== undefined) return skip(missing)
  if (hasIpvs()) return run('unshare', ['--net', ...command])
  if (!existsSync(starter)) {
    return skip(
      'the kernel has no IPVS, and HOLDFAST_IPVS_VM names no script that starts one that has',
    )
  }
  const missingThere = missingPrograms(programsOfStarter)
  if (missingThere !== undefined) return skip(missingThere)
  return run(starter, ['--timeout', options.timeout, '--', ...command])
}

function commandLines(): readonly string[] {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.ipvs.config.ts']
  const isAll = options.only === undefined
  const programs = [
    ...(isAll || options.only === 'tests' ? [[...vitest, ...files]] : []),
    ...((isAll && files.length === 0) || options.only === 'bench'
      ? [[...fromSource, 'bench/ipvs/main.ts']]
      : []),
  ]
  const node = programs.map((words) => [process.execPath, ...words].map(quote).join(' '))
  return ['ip link set lo up', ...node]
}

/** Asking loads the module, where there is one. */
function hasIpvs(): boolean {
  spawnSync('modprobe', ['--quiet', 'ip_vs'])
  return existsSync('/proc/net/ip_vs')
}

function run(program: string, args: readonly string[]): number {
  // Of the ways to get a kernel this one is the fastest that starts everywhere.
  const env = { IPVS_VM_ACCEL: 'uml', ...process.env }
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', env })
  if (error !== undefined) throw error
  return status ?? 1
}

function skip(reason: string): number {
  console.log(`SKIPPED: the tests of virtual servers did not run: ${reason}`)
  return 0
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
