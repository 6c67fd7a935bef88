// One listener of the process for all that have something to let go of, however many there are.
const lastActs = new Set<() => void>()

/**
 * Runs `act` when the process exits by itself, also by an uncaught exception: synchronously, since
 * nothing else runs by then. A signal that nobody handles leaves no time for it. Returns how to
 * cancel it.
 */
export function beforeExit(act: () => void): () => void {
  if (lastActs.size === 0) process.on('exit', runLastActs)
  lastActs.add(act)
  return () => {
    lastActs.delete(act)
    if (lastActs.size === 0) process.off('exit', runLastActs)
  }
}

function runLastActs(): void {
  for (const act of lastActs) {
    try {
      act()
    } catch {
      // Nobody is left to tell, and the others shall have their turn.
    }
  }
}
