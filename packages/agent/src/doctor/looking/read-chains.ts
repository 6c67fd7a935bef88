import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { readIptablesRules } from '../firewall/iptables-ruleset.js'
import { readNftRuleset } from '../firewall/nft-ruleset.js'
import type { Chain } from '../firewall/ruleset.js'

export interface ReadChains {
  readonly chains: readonly Chain[]
  readonly hasNft: boolean
  readonly problems: readonly string[]
}

const run = promisify(execFile)
const limits = { timeout: 10_000, maxBuffer: 64 << 20 }

/** The packet filter of this network namespace: nftables, and the iptables of before. */
export async function readChains(): Promise<ReadChains> {
  const problems: string[] = []
  const nft = await readNft(problems)
  const legacy = await Promise.all([
    readLegacy(4, '/proc/net/ip_tables_names', 'iptables-legacy', problems),
    readLegacy(6, '/proc/net/ip6_tables_names', 'ip6tables-legacy', problems),
  ])
  return { chains: [...(nft ?? []), ...legacy.flat()], hasNft: nft !== undefined, problems }
}

/** Undefined where there is no nft. */
async function readNft(problems: string[]): Promise<readonly Chain[] | undefined> {
  try {
    const json = await run('nft', ['-j', '-a', 'list', 'ruleset'], limits)
    const text = await run('nft', ['-a', 'list', 'ruleset'], limits)
    return readNftRuleset(json.stdout, text.stdout)
  } catch (error) {
    if (isMissing(error)) {
      problems.push('the rules of the packet filter: there is no program nft')
      return undefined
    }
    problems.push(`the rules of the packet filter: nft: ${firstLine(error)}`)
    return []
  }
}

/** A kernel without these tables has no such file, or nothing in it. */
async function readLegacy(
  family: 4 | 6,
  names: string,
  program: string,
  problems: string[],
): Promise<readonly Chain[]> {
  if (!isInUse(names)) return []
  try {
    const { stdout } = await run(`${program}-save`, [], limits)
    return readIptablesRules(stdout, family, program)
  } catch (error) {
    problems.push(
      `the tables of ${program}: ${isMissing(error) ? 'it is not here' : firstLine(error)}`,
    )
    return []
  }
}

function isInUse(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').trim() !== ''
  } catch {
    return false
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { readonly stderr?: string; readonly message: string }
  const text = stderr === undefined || stderr === '' ? message : stderr
  return text.split('\n')[0] ?? ''
}
