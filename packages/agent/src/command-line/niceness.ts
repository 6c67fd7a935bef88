import { setPriority } from 'node:os'
import type { Logger } from '@holdfast/core'

/** Who runs before others, as nice(1) counts: -20 first, 19 last. What is refused is told. */
export function setNiceness(
  niceness: number | undefined,
  logger: Logger,
  set: (niceness: number) => void = setPriority,
): void {
  if (niceness === undefined) return
  try {
    set(niceness)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    logger.warn(`the priority of the process stays as it is: ${why}`)
  }
}
