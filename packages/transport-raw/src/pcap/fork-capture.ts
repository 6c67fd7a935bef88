import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Starts the process of one interface. */
export function forkCapture(interfaceName: string, filter: string): ChildProcess {
  return fork(childFile(), [interfaceName, filter], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

/** Built, it lies beside the one file that everything else is in. */
function childFile(): string {
  const isSource = extname(import.meta.url) === '.ts'
  return fileURLToPath(new URL(isSource ? '../pcap-child.ts' : './pcap-child.js', import.meta.url))
}
