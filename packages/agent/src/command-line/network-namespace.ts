import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { onRealTimeSignal, realTimeSignals } from './real-time-signal.js'

/** Says to the process inside which namespace it is in, so that it does not go there again. */
const marker = 'HOLDFAST_NETWORK_NAMESPACE'

const forwarded = ['SIGHUP', 'SIGTERM', 'SIGINT', 'SIGUSR1', 'SIGUSR2'] as const

export function isInNamespace(name: string): boolean {
  return process.env[marker] === name
}

/**
 * Runs this command line again inside a named network namespace, and resolves with its exit code. A
 * process of Node cannot move by itself: setns(2) is per thread, and its other threads would stay.
 * So `ip netns exec` starts another one, which gets our standard streams and our signals; when this
 * process dies, the other one notices by the channel between them and stops.
 */
export function runInNamespace(name: string): Promise<number> {
  const [node, script, ...argv] = process.argv
  const inside = spawn('ip', ['netns', 'exec', name, node ?? 'node', script ?? '', ...argv], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [marker]: name },
  })
  for (const signal of forwarded) process.on(signal, () => inside.kill(signal))
  for (const signal of Object.values(realTimeSignals)) {
    onRealTimeSignal(signal, () => {
      // `inside.kill` takes only signals that have a name.
      if (inside.pid !== undefined && inside.exitCode === null) process.kill(inside.pid, signal)
    })
  }
  return new Promise((resolve, reject) => {
    inside.once('error', reject)
    inside.once('exit', (code) => resolve(code ?? 1))
  })
}

/** Tells network namespaces apart, for what is kept by name on a machine. */
export function namespaceIdentity(): string {
  try {
    return String(statSync('/proc/self/ns/net').ino)
  } catch {
    return 'net'
  }
}
