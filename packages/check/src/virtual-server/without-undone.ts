import { ipFamily, isLinkLocal } from '@holdfast/core'
import type { ConfigIssue } from '@holdfast/core'
import type { ConnectBlock, RealServerBlock } from '../keywords/model.js'

/**
 * The real server without what cannot be done over TCP: marks, and interfaces but for link-local
 * IPv6. A check that goes the usual way says more of a server than none.
 */
export function withoutUndone(
  real: RealServerBlock,
  where: string,
  issues: ConfigIssue[],
): RealServerBlock {
  const cut = <Block extends ConnectBlock>(block: Block, path: string): Block => {
    const { fwmark, bindIf, ...rest } = block
    const address = block.connectIp ?? real.server.address
    const isScoped = ipFamily(address) === 6 && isLinkLocal(address)
    const isBound = bindIf !== undefined && isScoped
    if (fwmark !== undefined && fwmark !== 0) {
      issues.push({ path: `${path}.fwmark`, message: 'over TCP it is asked without a mark' })
    }
    if (bindIf !== undefined && !isScoped) {
      issues.push({ path: `${path}.bindIf`, message: 'over TCP it is asked the usual way' })
    }
    return { ...rest, ...(isBound ? { bindIf } : {}) } as Block
  }
  const cutAll = <Block extends ConnectBlock>(
    key: string,
    blocks: readonly Block[] = [],
    place = where,
  ): readonly Block[] => blocks.map((block, index) => cut(block, `${place}.${key}[${index}]`))
  const smtpChecks = real.smtpChecks?.map((block, index) => ({
    ...block,
    hosts: cutAll('hosts', block.hosts, `${where}.smtpChecks[${index}]`),
  }))
  return {
    ...real,
    tcpChecks: cutAll('tcpChecks', real.tcpChecks),
    httpGets: cutAll('httpGets', real.httpGets),
    sslGets: cutAll('sslGets', real.sslGets),
    smtpChecks: cutAll('smtpChecks', smtpChecks),
  }
}
