import { spawnSync } from 'node:child_process'

/** What ipvsadm prints; throws what it complains of. */
export function ipvsadm(...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('ipvsadm', words, {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  if (status !== 0) throw new Error(`ipvsadm ${words.join(' ')}: ${stderr}`)
  return stdout
}

/** The table as the arguments that make it, one service or server a line, as ipvsadm saves it. */
export function savedTable(): readonly string[] {
  return ipvsadm('-S', '-n')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** ipvsadm with the arguments of a line. */
export function byHand(line: string): void {
  ipvsadm(...line.split(' '))
}
