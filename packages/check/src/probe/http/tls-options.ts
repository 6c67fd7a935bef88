import { createSecureContext } from 'node:tls'
import type { ConnectionOptions, SecureContext } from 'node:tls'

/** How a check speaks TLS. Keys and certificates are PEM texts. */
export interface TlsOptions {
  /** Sends the virtual host as server name. */
  readonly enableSni?: boolean
  /** Sends this as server name. */
  readonly sniName?: string
  /**
   * Fails unless the certificate is valid and for the server name, or the address where none is sent.
   * Default false, as in keepalived.
   */
  readonly verify?: boolean
  /** Whom to trust; by default the authorities that Node knows. */
  readonly ca?: string
  /** Who we are, with its key. */
  readonly certificate?: string
  readonly key?: string
  /** Of the key. */
  readonly password?: string
  /** `tls_compliant`: says goodbye before the connection is closed. */
  readonly tlsCompliant?: boolean
}

/** Made once for all probes of a check: reading keys is dear. Throws what OpenSSL says of them. */
export function tlsContext({ ca, certificate, key, password }: TlsOptions): SecureContext {
  return createSecureContext({
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    ...(password === undefined ? {} : { passphrase: password }),
  })
}

/** What `tls.connect` is to be told. */
export function connectionOptions(
  { enableSni = false, sniName, verify = false }: TlsOptions,
  secureContext: SecureContext,
  virtualhost: string | undefined,
): ConnectionOptions {
  const servername = sniName ?? (enableSni ? virtualhost : undefined)
  return {
    secureContext,
    rejectUnauthorized: verify,
    ...(servername === undefined ? {} : { servername }),
  }
}
