import { whatIsMissing } from '../interop/requirements.js'

/** Installs the programs that these tests call, where it may; else says what will fail. */
export function setup(): void {
  const missing = whatIsMissing()
  if (missing !== undefined) process.stderr.write(`some of these tests will fail: ${missing}\n`)
}
