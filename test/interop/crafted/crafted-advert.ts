/** How the router that is spoken to is configured; every one has priority 100 and 1 s adverts. */
export type Receiver = 'v2' | 'v2 owner' | 'v2 PASS' | 'v2 AH' | 'v3' | 'v3 IPv6'

/** Who the advert is for. */
export interface Target {
  readonly vrid: number
  /** The virtual address of that router. */
  readonly address: string
}

/** What a BACKUP makes of it. */
export type BackupAnswer =
  | { readonly kind: 'ignores' }
  /** It follows the sender, and takes over after so many milliseconds of silence. */
  | { readonly kind: 'follows'; readonly masterDownMs: number }
  /** The sender has resigned: the skew time is left. */
  | { readonly kind: 'succeeds'; readonly skewMs: number }

/** What a MASTER makes of it; `answers`: stays and speaks at once. */
export type MasterAnswer = 'ignores' | 'answers' | 'yields' | 'yields later'

export interface CraftedAdvert {
  readonly name: string
  readonly receiver: Receiver
  /** The whole IP packet; `number` is how many were sent before it. */
  readonly packet: (target: Target, number?: number) => Buffer
  readonly asBackup: BackupAnswer
  readonly asMaster: MasterAnswer
  /** By which rule of docs/rules.md. */
  readonly rule: number
  /** How often it is sent; default 1000 to a BACKUP, 300 to a MASTER. */
  readonly everyMs?: number
}

/** Where the sender says it is, and where the router that is spoken to is. */
export const senderAddress = '10.77.0.1'
export const receiverAddress = '10.77.0.2'
export const password = 'secret12'

export const ignores: BackupAnswer = { kind: 'ignores' }
/** Rule 54: priority 100, 1 s. */
export const follows: BackupAnswer = { kind: 'follows', masterDownMs: 3609.375 }
export const succeeds: BackupAnswer = { kind: 'succeeds', skewMs: 609.375 }
