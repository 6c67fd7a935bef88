export interface HttpAddress {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
}

/** `9650`, `127.0.0.1:9650`, `[::1]:9650`; only this machine may ask unless an address says more. */
export function parseHttpAddress(text: string): HttpAddress | undefined {
  const { host, bracketed, port } =
    /^(?:(?:(?<host>[^[\]:]+)|\[(?<bracketed>[\da-f:.]+)\]):)?(?<port>\d{1,5})$/i.exec(text)
      ?.groups ?? {}
  const number = Number(port)
  if (port === undefined || number > 65_535) return undefined
  return { host: host ?? bracketed ?? '127.0.0.1', port: number }
}
