/**
 * The process that `ForkedProcessRunner` starts, so that starting programs costs it time and not the
 * application. Not to be imported.
 *
 * @packageDocumentation
 */
import { NodeProcessRunner } from './program/node-process-runner.js'
import type { RunningProcess } from './program/process-runner.js'
import type { RunnerReply, RunnerRequest } from './program/runner-messages.js'

const runner = new NodeProcessRunner()
const running = new Map<number, RunningProcess>()

process.on('message', (message) => {
  const request = message as RunnerRequest
  const { id } = request
  if (request.type === 'kill') {
    running.get(id)?.kill(request.signal)
    return
  }
  const started = runner.start(request.program, (ending) => {
    running.delete(id)
    const reply: RunnerReply = { id, ending }
    if (process.connected) process.send?.(reply)
  })
  running.set(id, started)
})

// The parent closed the channel, or died: its scripts do not outlive it.
process.on('disconnect', () => {
  runner.killAll()
  process.exit(0)
})

// Whoever signals the whole service means the parent, which may still want to run its last scripts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
