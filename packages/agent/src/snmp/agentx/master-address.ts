/** Where an AgentX master listens: what `net.connect` takes. */
export type MasterAddress =
  { readonly path: string } | { readonly host: string; readonly port: number }

/** Debian's, and everybody's who changed nothing. */
export const defaultMaster = 'unix:/var/agentx/master'
/** RFC 2741 8.1. */
const agentXPort = 705

/** `unix:/var/agentx/master`, `/var/agentx/master`, `tcp:192.0.2.1:705`, `tcp6:[::1]:705`, `705`. */
export function parseMasterAddress(text: string): MasterAddress | undefined {
  const { transport, rest = '' } =
    /^(?:(?<transport>unix|tcp6?):)?(?<rest>.+)$/.exec(text)?.groups ?? {}
  if (transport === 'unix' || (transport === undefined && rest.startsWith('/')))
    return { path: rest }
  if (/^\d+$/.test(rest)) return inRange('localhost', Number(rest))
  const { bracketed, host, port } =
    /^(?:\[(?<bracketed>[\da-f:.]+)\]|(?<host>[^\s[\]:/]+))(?::(?<port>\d+))?$/i.exec(rest)
      ?.groups ?? {}
  const name = bracketed ?? host
  return name === undefined ? undefined : inRange(name, Number(port ?? agentXPort))
}

function inRange(host: string, port: number): MasterAddress | undefined {
  return port >= 1 && port <= 65_535 ? { host, port } : undefined
}
