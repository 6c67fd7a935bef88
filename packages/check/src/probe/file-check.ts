import type { Check } from '../checker/check.js'
import { NodeTrackedFile } from '../file/node-tracked-file.js'
import type { TrackedFile } from '../file/tracked-file.js'
import type { ProbeOutcome } from './probe.js'

export interface FileCheckOptions {
  /** A file that holds a whole number; what holds none is 0. */
  readonly file: string | TrackedFile
  /** -65535..65535, times the number is added to the weight; 0, the default: down unless it is 0. */
  readonly weight?: number
  /** The other way round. */
  readonly reverse?: boolean
}

/** What comes to less takes the server down. */
const weightMin = -65_535
const weightMax = 65_535

/** `FILE_CHECK`: a server is as well as a number in a file says. */
export function fileCheck(options: FileCheckOptions): Check {
  const { weight = 0, reverse = false } = options
  const file = typeof options.file === 'string' ? new NodeTrackedFile(options.file) : options.file
  return {
    description: typeof options.file === 'string' ? `file ${options.file}` : 'file',
    retry: 0,
    delayBeforeRetryMs: 0,
    delayLoopMs: 1000,
    hint: (onChange) => file.hint(onChange),
    probes: [
      {
        start: (done) => {
          let isCancelled = false
          void file.read().then((content) => {
            if (!isCancelled) done(judgeNumber(numberIn(content), weight, reverse))
          })
          return () => {
            isCancelled = true
          }
        },
      },
    ],
  }
}

function judgeNumber(number: number, weight: number, reverse: boolean): ProbeOutcome {
  if (weight === 0) {
    const isUp = (number === 0) !== reverse
    return isUp ? { ok: true } : { ok: false, reason: `holds ${number}` }
  }
  const value = number * weight * (reverse ? -1 : 1)
  return value < weightMin
    ? { ok: false, reason: `holds ${number}, which takes ${-value} from the weight` }
    : { ok: true, weight: { kind: 'add', value: Math.min(value, weightMax) } }
}

function numberIn(content: string): number {
  return Number(/^\s*([+-]?\d{1,15})/.exec(content)?.[1] ?? 0)
}
